"""What the room hands out: plain frozen values, no tables and no keys."""

from waystation.sealed.care.cards.help import AppointmentCard, HelpPage, NoteCard, ReferralCard
from waystation.sealed.care.cards.houses import (
    AddressCard,
    BedCard,
    BlockCard,
    HouseCard,
    VerdictCard,
    WorryCard,
)
from waystation.sealed.care.cards.money import MoneyCard
from waystation.sealed.care.cards.pages import CasePanel, HousePage, TodayPanel
from waystation.sealed.care.cards.stays import (
    Affected,
    Cell,
    Due,
    GridBed,
    GridHouse,
    Guest,
    HostHouse,
    StayCard,
    Tonight,
)

__all__ = [
    "AddressCard",
    "Affected",
    "AppointmentCard",
    "BedCard",
    "BlockCard",
    "CasePanel",
    "Cell",
    "Due",
    "GridBed",
    "GridHouse",
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
]
