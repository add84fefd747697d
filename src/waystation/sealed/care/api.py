"""The table of contents of care: houses, beds, stays, help, money, and what other pages show of them."""

from waystation.sealed.care.cards import (
    AddressCard,
    Affected,
    AppointmentCard,
    BedCard,
    BlockCard,
    CasePanel,
    Due,
    Guest,
    HelpPage,
    HostHouse,
    HouseCard,
    HousePage,
    MoneyCard,
    NoteCard,
    ReferralCard,
    StayCard,
    TodayPanel,
    Tonight,
    VerdictCard,
    WorryCard,
)
from waystation.sealed.care.operations.addresses import (
    change_address,
    confirm_address,
    open_address,
    share_address,
    take_address_back,
)
from waystation.sealed.care.operations.beds import add_bed, block_bed, remove_bed, unblock_bed
from waystation.sealed.care.operations.booking import change_nights, hold_bed, hold_beds, want_bed, want_beds
from waystation.sealed.care.operations.compromise import compromise_house, warn_the_rest
from waystation.sealed.care.operations.following import follow_readers, follow_trust
from waystation.sealed.care.operations.forgetting import forget
from waystation.sealed.care.operations.help import (
    draft_referral,
    move_appointment,
    move_referral,
    open_help,
    plan_appointment,
    write_note,
)
from waystation.sealed.care.operations.hosting import open_my_houses
from waystation.sealed.care.operations.houses import (
    appoint_host,
    change_house,
    dismiss_host,
    move_house,
    propose_house,
    record_visit,
)
from waystation.sealed.care.operations.lapsing import LAPSE, lapse_hold
from waystation.sealed.care.operations.money import ask_for_money, move_money
from waystation.sealed.care.operations.stays import (
    check_in,
    check_out,
    come_back,
    confirm_stay,
    go_away,
    move_urgently,
    note_no_show,
    release_stay,
)
from waystation.sealed.care.operations.worries import report_worry, see_to_worry
from waystation.sealed.care.queries.compromise import list_affected
from waystation.sealed.care.queries.help import get_referral, list_planned, list_referrals, name_treated
from waystation.sealed.care.queries.hosting import list_my_houses
from waystation.sealed.care.queries.houses import get_bed, get_house, list_houses
from waystation.sealed.care.queries.money import get_money, list_money
from waystation.sealed.care.queries.panels import panel, today
from waystation.sealed.care.queries.stays import get_stay, list_stays_of, list_wanted
from waystation.sealed.care.queries.tonight import count_free_beds, show_tonight
from waystation.sealed.care.rules.help import HELP_KINDS, OPEN_REFERRALS, URGENCIES
from waystation.sealed.care.rules.houses import VERDICTS
from waystation.sealed.care.rules.money import ASSISTANCE, CURRENCIES, OPEN_REQUESTS, PURPOSES

OPEN_MONEY = OPEN_REQUESTS
# What was done to a request for money, in words (message identifiers).
MONEY_STEPS = {"draft": ASSISTANCE.states["draft"]} | {
    move.name: move.label for move in ASSISTANCE.transitions
}

# The moves of a stay by the name of the machine's transition, as a page's button sends it.
STAY_MOVES = {
    "confirm": confirm_stay,
    "check_in": check_in,
    "go_away": go_away,
    "come_back": come_back,
    "check_out": check_out,
    "move_urgently": move_urgently,
    "release": release_stay,
    "no_show": note_no_show,
}

__all__ = [
    "CURRENCIES",
    "HELP_KINDS",
    "LAPSE",
    "MONEY_STEPS",
    "OPEN_MONEY",
    "OPEN_REFERRALS",
    "PURPOSES",
    "STAY_MOVES",
    "URGENCIES",
    "VERDICTS",
    "AddressCard",
    "Affected",
    "AppointmentCard",
    "BedCard",
    "BlockCard",
    "CasePanel",
    "Due",
    "Guest",
    "HelpPage",
    "HostHouse",
    "HouseCard",
    "HousePage",
    "MoneyCard",
    "NoteCard",
    "ReferralCard",
    "StayCard",
    "TodayPanel",
    "Tonight",
    "VerdictCard",
    "WorryCard",
    "add_bed",
    "appoint_host",
    "ask_for_money",
    "block_bed",
    "change_address",
    "change_house",
    "change_nights",
    "check_in",
    "check_out",
    "come_back",
    "compromise_house",
    "confirm_address",
    "confirm_stay",
    "count_free_beds",
    "dismiss_host",
    "draft_referral",
    "follow_readers",
    "follow_trust",
    "forget",
    "get_bed",
    "get_house",
    "get_money",
    "get_referral",
    "get_stay",
    "go_away",
    "hold_bed",
    "hold_beds",
    "lapse_hold",
    "list_affected",
    "list_houses",
    "list_money",
    "list_my_houses",
    "list_planned",
    "list_referrals",
    "list_stays_of",
    "list_wanted",
    "move_appointment",
    "move_house",
    "move_money",
    "move_referral",
    "move_urgently",
    "name_treated",
    "note_no_show",
    "open_address",
    "open_help",
    "open_my_houses",
    "panel",
    "plan_appointment",
    "propose_house",
    "record_visit",
    "release_stay",
    "remove_bed",
    "report_worry",
    "see_to_worry",
    "share_address",
    "show_tonight",
    "take_address_back",
    "today",
    "unblock_bed",
    "want_bed",
    "want_beds",
    "warn_the_rest",
    "write_note",
]
