"""Sifting: what was set aside is let in or struck, in groups, by a second look; both can be undone, both are counted."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.outreach.petitions.access import petition_to_change
from waystation.outreach.petitions.models import Petition, Removal, Signature
from waystation.outreach.petitions.rules import leaves, machine, signing
from waystation.outreach.petitions.tags import Tag


@transaction.atomic
def let_in(*, actor: staff.Actor, petition: str, suspicion: int, group: str, at: datetime) -> int:
    """Let a group that was set aside count after all; return how many. Campaigners and supervisors may.

    :raises NotHere: no such petition, or not for this actor.
    """
    row = _still_counting(actor, petition)
    rows = _group(row.ref, suspicion, group).filter(state=signing.ASIDE)
    number = rows.update(state=signing.CONFIRMED)
    detail = {"number": number, "suspicion": suspicion}
    ledger.record(actor=actor.ref, tag=Tag.LET_IN, subject=row.ref, at=at, detail=detail)
    return number


@transaction.atomic
def strike(*, actor: staff.Actor, petition: str, suspicion: int, group: str, at: datetime) -> int:
    """Set a whole group aside, what was counted included, by entries that everybody can see; return how many.

    What is not counted yet waits to be let in or is left; for what is, the log will say that it no longer counts.
    A group without a domain of its own is only what was noticed for this reason: all large providers are without one.

    :raises NotHere: no such petition, not for this actor, or a reason that is none.
    """
    row = _still_counting(actor, petition)
    if suspicion not in leaves.REASONS:
        raise NotHere
    rows = _group(row.ref, None if group else suspicion, group)
    # Locked, or somebody who takes theirs back at this moment would be taken out of the count twice.
    counted = list(rows.select_for_update().filter(state=signing.COUNTED, position__isnull=False))
    Removal.objects.bulk_create(
        Removal(
            petition=row,
            kind=leaves.Kind.STRUCK,
            evidence=one.evidence,
            country=one.country,
            position=one.position or 0,
            reason=suspicion,
        )
        for one in counted
    )
    rows.filter(state=signing.COUNTED).update(state=signing.STRUCK, suspicion=suspicion)
    aside = rows.filter(state__in=(signing.PENDING, signing.CONFIRMED)).update(suspicion=suspicion)
    rows.filter(state=signing.CONFIRMED).update(state=signing.ASIDE)
    number = len(counted) + aside
    detail = {"number": number, "suspicion": suspicion}
    ledger.record(actor=actor.ref, tag=Tag.STRUCK, subject=row.ref, at=at, detail=detail)
    return number


@transaction.atomic
def take_strike_back(*, actor: staff.Actor, petition: str, suspicion: int, group: str, at: datetime) -> int:
    """Let what was struck count again, by entries that everybody can see; return how many.

    :raises NotHere: no such petition, or not for this actor.
    """
    row = _still_counting(actor, petition)
    struck = _group(row.ref, suspicion, group).filter(state=signing.STRUCK)
    rows = list(struck)
    Removal.objects.bulk_create(
        Removal(
            petition=row,
            kind=leaves.Kind.LET_IN_AGAIN,
            evidence=one.evidence,
            country=one.country,
            position=one.position or 0,
            reason=suspicion,
        )
        for one in rows
    )
    struck.update(state=signing.COUNTED, suspicion=signing.NONE)
    detail = {"number": len(rows), "suspicion": suspicion}
    ledger.record(actor=actor.ref, tag=Tag.LET_IN, subject=row.ref, at=at, detail=detail)
    return len(rows)


def _still_counting(actor: staff.Actor, petition: str) -> Petition:
    """Return a petition that is not settled: afterwards what is let in would wait for a batch that never comes."""
    row = petition_to_change(actor, petition)
    if row.state not in machine.CONFIRMABLE:
        raise NotHere
    return row


def _group(petition: str, suspicion: int | None, group: str) -> QuerySet[Signature]:
    rows = Signature.objects.filter(petition=petition)
    if suspicion is not None:
        rows = rows.filter(suspicion=suspicion)
    return rows.filter(grouping=bytes.fromhex(group)) if group else rows.filter(grouping__isnull=True)
