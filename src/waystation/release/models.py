"""Tables of the release room: proposals, whose raw counts are sealed to the supervisors."""

from typing import ClassVar

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault
from waystation.release.rules import ALLOWANCE, PROPOSAL


class Proposal(vault.SealedRow):
    """Counts of one day on their way to the public page. The body has the raw counts, the verdict and the note."""

    data_map = {
        "state": "What is to be done with it.",
        "as_of": "The day counted; public once it is published.",
        "proposed_by": "Line of the proposer, who must not decide alone.",
    }

    state = models.CharField(max_length=12, default=PROPOSAL.start)
    as_of = models.DateField()
    proposed_by = models.CharField(max_length=LENGTH)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(PROPOSAL.states)), name="proposal_state_known"
            ),
        ]


class Allowance(vault.Row):
    """How much may be given away by numbers said with noise, in thousandths of epsilon, once a second supervisor agrees."""

    data_map: ClassVar[dict[str, str]] = {
        "state": "Whether a second supervisor has agreed.",
        "thousandths": "Public in sum: how much may be given away in all.",
        "asked_by": "Line of who asked, who must not decide alone.",
        "asked_on": "When.",
    }

    state = models.CharField(max_length=12, default=ALLOWANCE.start)
    thousandths = models.PositiveIntegerField()
    asked_by = models.CharField(max_length=LENGTH)
    asked_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(ALLOWANCE.states)), name="allowance_state_known"
            ),
        ]


class Spending(vault.Row):
    """What drawing the noise of one proposal has cost, whether it was published or not."""

    data_map: ClassVar[dict[str, str]] = {
        "proposal": "Which proposal; nothing is drawn twice for one.",
        "thousandths": "Public in sum: how much was given away.",
        "spent_on": "When it was drawn.",
    }

    proposal = models.CharField(max_length=LENGTH, unique=True)
    thousandths = models.PositiveIntegerField()
    spent_on = models.DateField()
