"""Tables of petitions. A text is public; of whoever signed, only a country and a day stand in clear."""

from waystation.outreach.petitions.models.news import Bundle, Reader, Update
from waystation.outreach.petitions.models.petitions import (
    Audit,
    CampaignKey,
    CountryTally,
    DayTally,
    Delivery,
    Petition,
    PetitionText,
    Removal,
    Sheet,
    Signature,
    StrandHead,
    WaitingMail,
)

__all__ = [
    "Audit",
    "Bundle",
    "CampaignKey",
    "CountryTally",
    "DayTally",
    "Delivery",
    "Petition",
    "PetitionText",
    "Reader",
    "Removal",
    "Sheet",
    "Signature",
    "StrandHead",
    "Update",
    "WaitingMail",
]
