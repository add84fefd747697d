"""The room's table of contents: offering, the mailbox, vetting, finding, booking, what the worker and the hall use."""

from waystation.sealed.allies.access import is_vetter
from waystation.sealed.allies.cards import (
    AllyCard,
    AllyPage,
    AllyRow,
    Areas,
    BookingCard,
    ConcernCard,
    Findings,
    HelperCard,
    Mailbox,
    MessageCard,
    Noted,
    Receipt,
    Suggestion,
    Thread,
    Today,
)
from waystation.sealed.allies.operations.booking import book, move_booking, open_helper
from waystation.sealed.allies.operations.mailbox import (
    ask_to_be_forgotten,
    take_back_forgetting,
    withdraw,
    write_as_helper,
)
from waystation.sealed.allies.operations.offering import confirm_words, seal_offer
from waystation.sealed.allies.operations.timers import HANDLERS, forget
from waystation.sealed.allies.operations.vetting import (
    answer,
    declare_tie,
    move_ally,
    note_check,
    note_conflict,
    note_reference,
    note_signs,
    open_ally,
    raise_concern,
    set_areas,
)
from waystation.sealed.allies.panels import today
from waystation.sealed.allies.queries.finding import find_helpers, found, is_trusted, read_helper
from waystation.sealed.allies.queries.vetting import count_states, list_allies, read_ally, read_mailbox
from waystation.sealed.allies.rules.finding import Point, Wish
from waystation.sealed.allies.tags import Tag

__all__ = [
    "HANDLERS",
    "AllyCard",
    "AllyPage",
    "AllyRow",
    "Areas",
    "BookingCard",
    "ConcernCard",
    "Findings",
    "HelperCard",
    "Mailbox",
    "MessageCard",
    "Noted",
    "Point",
    "Receipt",
    "Suggestion",
    "Tag",
    "Thread",
    "Today",
    "Wish",
    "answer",
    "ask_to_be_forgotten",
    "book",
    "confirm_words",
    "count_states",
    "declare_tie",
    "find_helpers",
    "forget",
    "found",
    "is_trusted",
    "is_vetter",
    "list_allies",
    "move_ally",
    "move_booking",
    "note_check",
    "note_conflict",
    "note_reference",
    "note_signs",
    "open_ally",
    "open_helper",
    "raise_concern",
    "read_ally",
    "read_helper",
    "read_mailbox",
    "seal_offer",
    "set_areas",
    "take_back_forgetting",
    "today",
    "withdraw",
    "write_as_helper",
]
