"""Applications and whom each covers."""

from django.db import models
from django.db.models import Q

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault.api import SealedRow, Section
from waystation.sealed.destinations.models.states import STATE_LENGTH, state_check
from waystation.sealed.destinations.rules import applications


class Application(SealedRow):
    """An application for some people of a case, in a compartment of its own.

    It is granted to whoever holds the case's identity; and whoever reads it must hold that as well.
    """

    data_map = {
        "case": "Whose case; erased with the last person it covers.",
        "identity": "Which compartment of the case a reader must hold as well.",
        "offer": "To which offer (opaque), none where there is no agreement.",
        "state": "Where it stands, so that the board and what is awaited can be listed.",
    }

    case = models.CharField(max_length=LENGTH, db_index=True)
    identity = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey("destinations.Offer", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=STATE_LENGTH, default=applications.APPLICATION.start, db_index=True)

    class Meta:
        constraints = [state_check(applications.APPLICATION)]


class Applicant(SealedRow):
    """One person an application covers; the body keeps their alias. Nobody uses two applications."""

    data_map = {
        "application": "Which application; erased with the person.",
        "person": "Who (opaque); erased with the person.",
        "state": "Covered, arrived by it, or no longer on it: two must not be used by one person.",
    }

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=LENGTH, db_index=True)
    state = models.CharField(max_length=STATE_LENGTH, default=applications.COVERED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(applications.APPLICANT_STATES)),
                name="destinations_applicant_state",
            ),
            models.UniqueConstraint(fields=["application", "person"], name="destinations_applicant_once"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=applications.HAS_USED),
                name="destinations_one_used_each",
            ),
        ]
