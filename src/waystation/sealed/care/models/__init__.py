"""Tables of care: houses, beds and nights, stays, help, money. Everything a person could be known by is sealed."""

from waystation.sealed.care.models.help import Appointment, ClosedNote, Referral
from waystation.sealed.care.models.houses import Bed, Block, HouseAddress, HouseVetting, HouseWorry, SafeHouse
from waystation.sealed.care.models.money import AssistanceRequest
from waystation.sealed.care.models.stays import BedNight, Stay

__all__ = [
    "Appointment",
    "AssistanceRequest",
    "Bed",
    "BedNight",
    "Block",
    "ClosedNote",
    "HouseAddress",
    "HouseVetting",
    "HouseWorry",
    "Referral",
    "SafeHouse",
    "Stay",
]
