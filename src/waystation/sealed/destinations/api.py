"""The table of contents of destinations: offers and places, applications, leaving, arriving, and what pages show."""

from waystation.sealed.destinations.cards import (
    ApplicantCard,
    ApplicationCard,
    ApplicationPage,
    AuthorisationCard,
    CasePanel,
    ClockCard,
    Column,
    CounterpartCard,
    DepartureCard,
    ExitCheckCard,
    HistoryCard,
    NoticeCard,
    OfferCard,
    OfferPage,
    StatusCard,
    TalkCard,
    TodayPanel,
    TravellerCard,
)
from waystation.sealed.destinations.operations.applications import move_application, propose_application
from waystation.sealed.destinations.operations.arriving import confirm_arrival, record_status
from waystation.sealed.destinations.operations.clearing import (
    check_exit,
    clear_person,
    lapse_authorisation,
    record_authorisation,
)
from waystation.sealed.destinations.operations.clocks import move_clock, start_clock
from waystation.sealed.destinations.operations.counterparts import (
    add_counterpart,
    change_counterpart,
    note_talk,
    open_counterpart,
)
from waystation.sealed.destinations.operations.departing import (
    book_departure,
    cancel_departure,
    depart,
    turn_back,
)
from waystation.sealed.destinations.operations.following import follow_readers
from waystation.sealed.destinations.operations.forgetting import forget
from waystation.sealed.destinations.operations.lapsing import (
    EXPIRE,
    LAPSE,
    LAPSE_PAPER,
    expire_offer,
    lapse_paper,
    lapse_places,
)
from waystation.sealed.destinations.operations.offers import (
    add_places,
    change_offer,
    draft_offer,
    move_offer,
    remove_places,
)
from waystation.sealed.destinations.operations.slots import release_slots, reserve_slots
from waystation.sealed.destinations.queries.applications import list_applications, show_board
from waystation.sealed.destinations.queries.leaving import get_departure, list_departures
from waystation.sealed.destinations.queries.offers import (
    get_offer,
    list_counterparts,
    list_notices,
    list_offers,
    list_talks,
)
from waystation.sealed.destinations.queries.pages import get_application, panel, today
from waystation.sealed.destinations.rules.applications import AUDIENCES, LIVE, REASONED
from waystation.sealed.destinations.rules.clocks import CAUSES, KINDS
from waystation.sealed.destinations.rules.leaving import (
    EXIT_CHECKS,
    ORIGINALS,
    PAPERS,
    RESULTS,
    SAID_BY,
    STATUSES,
)
from waystation.sealed.destinations.rules.offers import PATHWAYS, SECRECY, Places

CLOCK_KINDS, STOP_CAUSES = KINDS, CAUSES
# Each kind of job of this room with its handler, for the hall.
HANDLERS = ((LAPSE, lapse_places), (EXPIRE, expire_offer), (LAPSE_PAPER, lapse_paper))

__all__ = [
    "AUDIENCES",
    "CLOCK_KINDS",
    "EXIT_CHECKS",
    "EXPIRE",
    "HANDLERS",
    "LAPSE",
    "LAPSE_PAPER",
    "LIVE",
    "ORIGINALS",
    "PAPERS",
    "PATHWAYS",
    "REASONED",
    "RESULTS",
    "SAID_BY",
    "SECRECY",
    "STATUSES",
    "STOP_CAUSES",
    "ApplicantCard",
    "ApplicationCard",
    "ApplicationPage",
    "AuthorisationCard",
    "CasePanel",
    "ClockCard",
    "Column",
    "CounterpartCard",
    "DepartureCard",
    "ExitCheckCard",
    "HistoryCard",
    "NoticeCard",
    "OfferCard",
    "OfferPage",
    "Places",
    "StatusCard",
    "TalkCard",
    "TodayPanel",
    "TravellerCard",
    "add_counterpart",
    "add_places",
    "book_departure",
    "cancel_departure",
    "change_counterpart",
    "change_offer",
    "check_exit",
    "clear_person",
    "confirm_arrival",
    "depart",
    "draft_offer",
    "expire_offer",
    "follow_readers",
    "forget",
    "get_application",
    "get_departure",
    "get_offer",
    "lapse_authorisation",
    "lapse_paper",
    "lapse_places",
    "list_applications",
    "list_counterparts",
    "list_departures",
    "list_notices",
    "list_offers",
    "list_talks",
    "move_application",
    "move_clock",
    "move_offer",
    "note_talk",
    "open_counterpart",
    "panel",
    "propose_application",
    "record_authorisation",
    "record_status",
    "release_slots",
    "remove_places",
    "reserve_slots",
    "show_board",
    "start_clock",
    "today",
    "turn_back",
]
