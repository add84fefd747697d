"""Tables of destinations. Which country, who was spoken to, who goes where: all of it is sealed."""

from waystation.sealed.destinations.models.applications import Applicant, Application
from waystation.sealed.destinations.models.leaving import (
    Authorisation,
    Departure,
    ExitCheck,
    LegalClock,
    StatusStep,
)
from waystation.sealed.destinations.models.offers import Counterpart, Offer, OfferNotice, Slot, Talk

__all__ = [
    "Applicant",
    "Application",
    "Authorisation",
    "Counterpart",
    "Departure",
    "ExitCheck",
    "LegalClock",
    "Offer",
    "OfferNotice",
    "Slot",
    "StatusStep",
    "Talk",
]
