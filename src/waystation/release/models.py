"""Tables of the release room: proposals, whose raw counts are sealed to the supervisors."""

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault
from waystation.release.rules import PROPOSAL


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
