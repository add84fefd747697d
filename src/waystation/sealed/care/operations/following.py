"""Who may read a case has changed: what this room keeps about it in compartments of its own follows."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care.models import Referral
from waystation.sealed.care.rules import help as rules


@transaction.atomic
def follow_readers(
    *,
    actor: staff.Actor,
    case: str,
    readers: Mapping[str, frozenset[str]],
    at: datetime,  # noqa: ARG001 - every room is called alike
) -> None:
    """Let a case's referrals be read by those who read its ``route``, once sent also by those who read ``medical``.

    For ``settings.AFTER_READERS`` only: whoever calls has passed the case's own gate and writes the entry (T-32).
    """
    for row in Referral.objects.select_related("section").filter(case=case).order_by("ref"):
        healers = readers["medical"] if row.state in rules.TOLD_THE_MEDICAL_TEAM else frozenset()
        vault.set_readers(actor.ring, row.section, readers["route"] | healers)
