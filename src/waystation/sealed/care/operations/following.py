"""Who may read a case, or who is trusted, has changed: what this room keeps about it follows."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import api as allies
from waystation.sealed.care.models import Referral, SafeHouse
from waystation.sealed.care.rules import help as rules
from waystation.sealed.care.rules import houses
from waystation.sealed.care.tags import Tag


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


def stay_with_trust(house: SafeHouse, at: datetime) -> None:
    """Open no house on trust that ended while it was being opened.

    Called after the entry in the ledger: who takes trust away enters that before their houses are looked for, so by now
    they have finished and it is seen here, or they wait for us and will find the house open.

    :raises Refused: the helper is not trusted any more.
    """
    if house.state == houses.ACTIVE and house.helper and not allies.is_trusted(house.helper, at.date()):
        raise Refused(houses.HOST_NOT_TRUSTED)


@transaction.atomic
def follow_trust(*, ally: str, at: datetime) -> None:
    """Let the houses of a helper who is not trusted any more take nobody new; who keeps them is told to look.

    For ``settings.AFTER_TRUST_LOST`` only, and by the worker too: it opens nothing.
    """
    pause = houses.HOUSE.move("pause", houses.ACTIVE, houses.KEEPERS, {})
    for row in SafeHouse.objects.select_related("section").filter(helper=ally, state=pause.source):
        SafeHouse.objects.filter(pk=row.pk).update(state=pause.target)
        ledger.record(actor=None, tag=Tag.HOUSE_MOVED, subject=row.ref, at=at, detail={"move": pause.name})
        outbox.tell(
            [member for team in vault.granted_lines(row.section) for member in vault.members(team)], at=at
        )
