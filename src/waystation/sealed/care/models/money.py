"""Money for a person."""

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault.api import SealedRow
from waystation.sealed.care.models.states import STATE_LENGTH, state_check
from waystation.sealed.care.rules import money


class AssistanceRequest(SealedRow):
    """Money asked for. Amount, purpose and history are sealed in the case's ``route`` section.

    ``route``, because what is paid for tells where somebody goes, and because its readers are the case's team and
    the supervisors: those who ask and those who approve.
    """

    data_map = {
        "case": "Whose case; erased with the person.",
        "person": "Who (opaque); erased with the person.",
        "state": "Where the request stands, so that what waits for approval can be listed.",
        "asked_by": "Opaque name of who asked: the database itself refuses their approving it.",
        "decided_by": "Opaque name of who approved or refused; empty until then.",
    }

    case = models.CharField(max_length=LENGTH, db_index=True)
    person = models.CharField(max_length=LENGTH, db_index=True)
    state = models.CharField(max_length=STATE_LENGTH, default=money.DRAFT)
    asked_by = models.CharField(max_length=LENGTH)
    decided_by = models.CharField(max_length=LENGTH, blank=True)

    class Meta:
        constraints = [
            state_check(money.ASSISTANCE),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("asked_by")), name="care_money_by_somebody_else"
            ),
        ]
