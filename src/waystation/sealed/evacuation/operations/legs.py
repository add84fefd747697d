"""Legs: where and when, in the sealed way; left, arrived, diverted, turned back, missed, told by keeper or escort."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, Refused
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation import access
from waystation.sealed.evacuation.models import Brief, Journey, Leg
from waystation.sealed.evacuation.operations import ladder
from waystation.sealed.evacuation.operations.checks import end_raised
from waystation.sealed.evacuation.operations.escorts import release_escort
from waystation.sealed.evacuation.operations.following import follow
from waystation.sealed.evacuation.operations.writing import refresh_brief, write_report
from waystation.sealed.evacuation.queries.journeys import go_until
from waystation.sealed.evacuation.rules import journeys, roles
from waystation.sealed.evacuation.tags import Tag


@transaction.atomic
def add_leg(
    *,
    actor: staff.Actor,
    journey: str,
    departs_at: datetime,
    arrives_at: datetime,
    stops: Mapping[str, str],
    at: datetime,
) -> str:
    """Add a leg; return its reference. ``stops`` are texts by the keys of ``rules.journeys.STOPS``.

    :raises NotHere: unknown, or not held.
    :raises Refused: the journey is over.
    :raises Invalid: they would arrive before they leave.
    """
    journey_row = access.journey_to_change(actor, journey)
    if journey_row.state not in journeys.OPEN:
        raise Refused(journeys.IS_OVER)
    row = Leg(journey=journey_row, section=journey_row.section, departs_on=departs_at.date())
    vault.write(actor.ring, row, _body(departs_at, arrives_at, stops))
    staff.record(actor, Tag.LEG_ADDED, row.ref, at, row)
    _after_change(actor, journey_row, at)
    return row.ref


@transaction.atomic
def change_leg(
    *,
    actor: staff.Actor,
    leg: str,
    departs_at: datetime,
    arrives_at: datetime,
    stops: Mapping[str, str],
    at: datetime,
    version: int | None = None,
) -> None:
    """Write a leg anew while nobody has left; what was confirmed has to be confirmed again.

    :raises NotHere: unknown, or not held.
    :raises Refused: they have left already.
    :raises Invalid: they would arrive before they leave.
    :raises ChangedMeanwhile: somebody else changed it since it was read.
    """
    row = access.leg_to_change(actor, leg)
    if version is not None and row.version != version:
        raise ChangedMeanwhile
    if row.state not in journeys.AHEAD:
        raise Refused(journeys.IS_OVER)
    row.state, row.departs_on = journeys.PLANNED, departs_at.date()
    vault.write(actor.ring, row, _body(departs_at, arrives_at, stops))
    staff.record(actor, Tag.LEG_CHANGED, row.ref, at, row)
    _after_change(actor, row.journey, at)


@transaction.atomic
def move_leg(*, actor: staff.Actor, leg: str, move: str, at: datetime, text: str = "") -> None:
    """Note what became of a leg: booked, confirmed, left, there, another way, turned back, missed, cancelled.

    The first one that is left puts the journey under way, the last one that is reached ends it. The escort may say so
    too; what they may not do in the case waits for somebody who may (``is_owed``), and they are told.

    :raises NotHere: unknown, or not theirs.
    :raises Refused: not from here, not for these roles, or the decision to go is not taken or too old.
    """
    row = access.leg_to_move(actor, leg)
    journey = row.journey
    stands = journeys.go_stands(journey.state, _until(actor, journey), at)
    row.state = journeys.LEG.move(move, row.state, actor.roles, {"go_stands": stands}).target
    Leg.objects.filter(pk=row.pk).update(state=row.state)
    said = write_report(actor, journey, "leg", move, at, text=text.strip())
    staff.record(actor, Tag.LEG_MOVED, row.ref, at, said, move=move)
    if move == "depart" and journey.state == journeys.ARMED:
        _move_journey(actor, journey, "set_out", at, {"go_stands": stands})
    elif move == "turn_back":
        _move_journey(actor, journey, "turn_back", at, {})
    elif move == "arrive" and _is_last(row):
        _move_journey(actor, journey, "arrive", at, {})
    if move not in {"book", "confirm"}:
        outbox.tell([journey.owner, journey.escort], at=at, but=actor.ref)


def _move_journey(
    actor: staff.Actor, journey: Journey, move: str, at: datetime, facts: Mapping[str, Any]
) -> None:
    journey.state = journeys.JOURNEY.move(move, journey.state, actor.roles, facts).target
    journey.is_owed = True
    Journey.objects.filter(pk=journey.pk).update(state=journey.state, is_owed=True)
    staff.record(actor, Tag.JOURNEY_MOVED, journey.ref, at, move=move)
    if journey.state not in journeys.OPEN:
        ladder.call_off(journey, at)
        end_raised(actor, journey, at)
    if actor.roles & roles.PLANNERS:
        follow(actor, journey, at)
    if journey.state not in journeys.OPEN:
        release_escort(actor, journey, at)


def _is_last(row: Leg) -> bool:
    others = Leg.objects.filter(journey=row.journey_id).exclude(pk=row.pk)
    return journeys.is_last(others.values_list("state", flat=True))


def _until(actor: staff.Actor, journey: Journey) -> datetime | None:
    """Until when they may set out, as far as the actor can read it: in the journey or in what the escort was given."""
    if vault.holds(actor.ring, journey.section):
        return go_until(vault.read(actor.ring, journey))
    return go_until(vault.read(actor.ring, Brief.objects.select_related("section").get(journey=journey)))


def _body(departs_at: datetime, arrives_at: datetime, stops: Mapping[str, str]) -> dict[str, Any]:
    if arrives_at < departs_at:
        raise Invalid(arrives_at=journeys.WRONG_ORDER)
    return {
        "departs_at": departs_at.isoformat(),
        "arrives_at": arrives_at.isoformat(),
        "stops": {name: stops.get(name, "").strip() for name in journeys.STOPS},
    }


def _after_change(actor: staff.Actor, journey: Journey, at: datetime) -> None:
    days = Leg.objects.filter(journey=journey).exclude(state=journeys.CANCELLED).order_by("departs_on")
    first_on = days.values_list("departs_on", flat=True).first()
    if first_on is not None:
        Journey.objects.filter(pk=journey.pk).update(starts_on=first_on)
    refresh_brief(actor, journey, at)
