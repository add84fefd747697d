"""Medical and psychological help: referrals between teams, and what only the medical team reads."""

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault.api import SealedRow
from waystation.sealed.care.models.states import STATE_LENGTH, state_check
from waystation.sealed.care.rules import help as help_rules


class Referral(SealedRow):
    """A person sent to the medical team. Its compartment is the case team's alone until the referral is sent."""

    data_map = {
        "case": "Whose case; erased with the person.",
        "person": "Who (opaque); erased with the person.",
        "state": "Where the referral stands, so that what waits can be listed.",
    }

    case = models.CharField(max_length=LENGTH, db_index=True)
    person = models.CharField(max_length=LENGTH, db_index=True)
    state = models.CharField(max_length=STATE_LENGTH, default=help_rules.DRAFT)

    class Meta:
        constraints = [state_check(help_rules.REFERRAL)]


class Appointment(SealedRow):
    """A meeting with a doctor or psychologist; day, hour and place are sealed in the case's ``medical`` section."""

    data_map = {
        "case": "Whose case; erased with the person.",
        "person": "Who (opaque); erased with the person.",
        "state": "Where it stands, so that what is planned can be listed.",
    }

    case = models.CharField(max_length=LENGTH, db_index=True)
    person = models.CharField(max_length=LENGTH, db_index=True)
    state = models.CharField(max_length=STATE_LENGTH, default=help_rules.PLANNED)

    class Meta:
        constraints = [state_check(help_rules.APPOINTMENT)]


class ClosedNote(SealedRow):
    """A note of the medical team, in the case's ``medical`` section: nobody else can open it."""

    data_map = {
        "case": "Whose case; erased with the person.",
        "person": "Who (opaque); erased with the person.",
    }

    case = models.CharField(max_length=LENGTH, db_index=True)
    person = models.CharField(max_length=LENGTH, db_index=True)
