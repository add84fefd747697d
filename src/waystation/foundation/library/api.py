"""The library's table of contents."""

from waystation.foundation.library.archive import FOLDER as ARCHIVE
from waystation.foundation.library.archive import damaged
from waystation.foundation.library.archive import read as read_archived
from waystation.foundation.library.cards import (
    BillCard,
    BillFile,
    CitationCard,
    ClippingCard,
    ConditionCard,
    FullClipping,
    NoticeCard,
    Page,
    SourceCard,
    StepCard,
)
from waystation.foundation.library.dossier import PdfMissing, Wanted, write_dossier
from waystation.foundation.library.operations.bills import edit_bill, file_bill, move_bill, take_step_back
from waystation.foundation.library.operations.clippings import (
    CLIP,
    Described,
    clip,
    edit_clipping,
    fetch_clipping,
    move_clipping,
    note_text,
)
from waystation.foundation.library.operations.conditions import (
    Known,
    cite,
    move_condition,
    strike_citation,
    write_condition,
)
from waystation.foundation.library.operations.feeds import (
    FEED,
    POLL,
    add_feed,
    look_at_feed,
    pause_feed,
    poll,
)
from waystation.foundation.library.places import countries, find_places, place_name
from waystation.foundation.library.queries.bills import (
    concerning,
    get_bill,
    list_bills,
    notices_since,
    open_bill,
)
from waystation.foundation.library.queries.clippings import (
    count_tags,
    get_clipping,
    list_clippings,
    list_sources,
    may_edit,
    open_clipping,
    search_clippings,
)
from waystation.foundation.library.queries.conditions import list_conditions, open_condition
from waystation.foundation.library.rules.bills import concerns
from waystation.foundation.outbox import api as outbox

# Jobs by kind; those that go out on the network run outside transactions and may take long.
HANDLERS = (
    (CLIP, outbox.Alone(fetch_clipping)),
    (FEED, outbox.Alone(look_at_feed)),
    (POLL.kind, poll),
)
RECURRING = (POLL,)

__all__ = [
    "ARCHIVE",
    "CLIP",
    "FEED",
    "HANDLERS",
    "POLL",
    "RECURRING",
    "BillCard",
    "BillFile",
    "CitationCard",
    "ClippingCard",
    "ConditionCard",
    "Described",
    "FullClipping",
    "Known",
    "NoticeCard",
    "Page",
    "PdfMissing",
    "SourceCard",
    "StepCard",
    "Wanted",
    "add_feed",
    "cite",
    "clip",
    "concerning",
    "concerns",
    "count_tags",
    "countries",
    "damaged",
    "edit_bill",
    "edit_clipping",
    "fetch_clipping",
    "file_bill",
    "find_places",
    "get_bill",
    "get_clipping",
    "list_bills",
    "list_clippings",
    "list_conditions",
    "list_sources",
    "look_at_feed",
    "may_edit",
    "move_bill",
    "move_clipping",
    "move_condition",
    "note_text",
    "notices_since",
    "open_bill",
    "open_clipping",
    "open_condition",
    "pause_feed",
    "place_name",
    "poll",
    "read_archived",
    "search_clippings",
    "strike_citation",
    "take_step_back",
    "write_condition",
    "write_dossier",
]
