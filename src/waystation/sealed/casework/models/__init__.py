"""Tables of casework: references, state codes and days in clear; everything else in sealed bodies."""

from waystation.sealed.casework.models.cases import (
    Assignment,
    Case,
    CaseSheet,
    Entry,
    Reader,
    SavedView,
    TravelUnit,
)
from waystation.sealed.casework.models.persons import Consent, Mark, Overlay, Person, PersonSheet, PhaseMove
from waystation.sealed.casework.models.work import Approval, Task

__all__ = [
    "Approval",
    "Assignment",
    "Case",
    "CaseSheet",
    "Consent",
    "Entry",
    "Mark",
    "Overlay",
    "Person",
    "PersonSheet",
    "PhaseMove",
    "Reader",
    "SavedView",
    "Task",
    "TravelUnit",
]
