"""Escorts: given exactly what they need for one journey, under a key of its own, and losing it when it is over."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation import access
from waystation.sealed.evacuation.cards import JourneyCard
from waystation.sealed.evacuation.models import Brief, Journey
from waystation.sealed.evacuation.operations.writing import refresh_brief, write_brief
from waystation.sealed.evacuation.queries.journeys import get_journey
from waystation.sealed.evacuation.rules import journeys, roles
from waystation.sealed.evacuation.tags import Tag


@transaction.atomic
def appoint_escort(*, actor: staff.Actor, journey: str, escort: str, at: datetime) -> JourneyCard:
    """Name who goes along. They may read the alias, how many, the needs, meeting points and check-in times: no more.

    Somebody who was named before loses it. For coordinators and supervisors.

    :raises NotHere: unknown, or not held.
    :raises Invalid: not an escort.
    :raises Refused: the journey is over.
    """
    row = access.journey_to_keep(actor, journey)
    if row.state not in journeys.OPEN:
        raise Refused(journeys.IS_OVER)
    if roles.ESCORT not in staff.roles_of(escort):
        raise Invalid(escort=journeys.NOT_AN_ESCORT)
    if row.escort and row.escort != escort:
        release_escort(actor, row, at)
    brief = Brief.objects.select_related("section").filter(journey=row).first()
    if brief is None:
        brief = _begin_brief(actor, row, at)
    else:
        refresh_brief(actor, row, at)
    vault.grant(actor.ring, brief.section, to=escort)
    _name(row, escort)
    staff.record(actor, Tag.ESCORT_APPOINTED, row.ref, at, line=escort)
    outbox.tell([escort], at=at)
    return get_journey(actor, row.ref, at)


@transaction.atomic
def dismiss_escort(*, actor: staff.Actor, journey: str, at: datetime) -> JourneyCard:
    """Take the journey from its escort: from now on they open nothing of it.

    :raises NotHere: unknown, or not held.
    """
    row = access.journey_to_keep(actor, journey)
    release_escort(actor, row, at)
    return get_journey(actor, row.ref, at)


def release_escort(actor: staff.Actor, row: Journey, at: datetime) -> None:
    """Take away what the escort could open, the past included; an escort may do it for themselves by arriving."""
    if not row.escort:
        return
    brief = Brief.objects.select_related("section").get(journey=row)
    vault.withdraw(actor.ring, brief.section, row.escort)
    staff.record(actor, Tag.ESCORT_RELEASED, row.ref, at, line=row.escort)
    outbox.tell([row.escort], at=at, but=actor.ref)
    _name(row, "")


def _name(row: Journey, escort: str) -> None:
    row.escort = escort
    Journey.objects.filter(pk=row.pk).update(escort=escort)


def _begin_brief(actor: staff.Actor, row: Journey, at: datetime) -> Brief:
    readers = casework.list_readers(actor, row.case, to_seal=True)["route"]
    section = vault.create_section(actor.ring, kind="escort", to=sorted(readers))
    body = vault.read(actor.ring, row)
    try:
        needs = casework.get_sheet(actor, row.case, "logistics").fields
    except NotHere:
        needs = {}
    brief = Brief(journey=row, section=section)
    told = {
        "alias": body["alias"],
        "head_count": len(body["people"]),
        "needs": needs.get("needs", ""),
        "languages": needs.get("languages", ""),
        "go_until": body["go_until"],
    }
    write_brief(actor, brief, told, at)
    return brief
