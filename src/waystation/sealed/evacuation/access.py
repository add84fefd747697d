"""Gates: the only way to a row. Unknown and forbidden are one and the same answer (T-05)."""

from collections.abc import Collection
from dataclasses import dataclass

from waystation.foundation.kernel.errors import NotHere, here
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation.models import Brief, CheckIn, Journey, Leg, Plan, Watch
from waystation.sealed.evacuation.rules import roles
from waystation.sealed.intake import api as intake

_PLAN = Prepared(lambda ref: Plan.objects.select_related("section").filter(ref=ref))
_LOCKED_PLAN = Prepared(lambda ref: Plan.objects.select_for_update().filter(ref=ref))
_JOURNEY = Prepared(lambda ref: Journey.objects.select_related("section", "plan").filter(ref=ref))
_LEG = Prepared(lambda ref: Leg.objects.select_related("section").filter(ref=ref))


def plan_to_read(actor: staff.Actor, ref: str) -> Plan:
    """Return a plan of a case whose ``route`` the actor holds, for those who plan.

    :raises NotHere: unknown, not held, or another role.
    """
    row = _PLAN.first(ref=ref)
    if row is None or not actor.roles & roles.PLANNERS or not vault.holds(actor.ring, row.section):
        raise NotHere
    return row


def plan_to_change(actor: staff.Actor, ref: str) -> Plan:
    """Return the same, locked until the transaction ends.

    :raises NotHere: as :func:`plan_to_read`.
    """
    _LOCKED_PLAN.first(ref=ref)
    return plan_to_read(actor, ref)


def journey_to_read(actor: staff.Actor, ref: str) -> Journey:
    """Return a journey of a case whose ``route`` the actor holds, for those who plan.

    :raises NotHere: unknown, not held, or another role.
    """
    row = _JOURNEY.first(ref=ref)
    if row is None or not actor.roles & roles.PLANNERS or not vault.holds(actor.ring, row.section):
        raise NotHere
    return row


def journey_to_change(actor: staff.Actor, ref: str) -> Journey:
    """Return the same, locked until the transaction ends. A journey is always locked before what belongs to it.

    :raises NotHere: as :func:`journey_to_read`.
    """
    lock(ref)
    return journey_to_read(actor, ref)


def journey_to_keep(actor: staff.Actor, ref: str) -> Journey:
    """Return the same, locked, for coordinators and supervisors.

    :raises NotHere: as :func:`journey_to_read`, or a planner.
    """
    if not actor.roles & roles.KEEPERS:
        raise NotHere
    return journey_to_change(actor, ref)


def brief_to_read(actor: staff.Actor, journey: str) -> Brief:
    """Return what an escort may know of the journey that is theirs, for as long as it is.

    :raises NotHere: unknown, somebody else's, or over.
    """
    row = Brief.objects.select_related("section", "journey").filter(journey=journey).first()
    if row is None or row.journey.escort != actor.ref or not vault.holds(actor.ring, row.section):
        raise NotHere
    return row


def journey_under_way(actor: staff.Actor, ref: str) -> Journey:
    """Return a journey, locked, to those who keep it or go along: coordinators, supervisors, its escort.

    :raises NotHere: unknown, or not theirs.
    """
    lock(ref)
    if actor.roles & roles.PLANNERS:
        return journey_to_read(actor, ref)
    return brief_to_read(actor, ref).journey


def leg_to_move(actor: staff.Actor, ref: str) -> Leg:
    """Return a leg, its journey locked, to those who keep the journey or go along.

    :raises NotHere: unknown, or not theirs.
    """
    row = here(_LEG.first(ref=ref))
    journey = journey_under_way(actor, row.journey_id)
    row.refresh_from_db(fields=["state"])
    row.journey = journey
    return row


def leg_to_read(actor: staff.Actor, ref: str) -> Leg:
    """Return a leg of a journey that the actor may read.

    :raises NotHere: unknown, or not held.
    """
    row = here(_LEG.first(ref=ref))
    row.journey = journey_to_read(actor, row.journey_id)
    return row


def leg_to_change(actor: staff.Actor, ref: str) -> Leg:
    """Return the same, its journey locked.

    :raises NotHere: unknown, or not held.
    """
    lock(leg_to_read(actor, ref).journey_id)
    return leg_to_read(actor, ref)


def check_to_move(actor: staff.Actor, ref: str) -> CheckIn:
    """Return a check-in, locked, to those who watch over the journey or go along.

    :raises NotHere: unknown, or not theirs.
    """
    found = here(CheckIn.objects.filter(ref=ref).values_list("journey", flat=True).first())
    lock(found)
    row = CheckIn.objects.select_for_update(of=("self",)).select_related("section", "journey").get(ref=ref)
    is_watched = row.journey.case in watched_cases(actor, [row.journey.case])
    if actor.roles & roles.KEEPERS and is_watched and vault.holds(actor.ring, row.section):
        return row
    row.journey = brief_to_read(actor, found).journey
    return row


def watched_cases(actor: staff.Actor, cases: Collection[str]) -> frozenset[str]:
    """Return those of some cases over whose journeys the actor may watch: who lost the case watches no more (T-32)."""
    return casework.held_among(actor, cases, "route", "legal")


@dataclass(frozen=True, repr=False)
class Watched:
    """A journey as the holder of the twelve words reaches it."""

    ring: vault.Ring
    receipt: str
    watch: Watch


def watch_of(entropy: bytes) -> Watched:
    """Return the journey that is watched for the holder of these words: the one not over, or the last one.

    :raises NotHere: there is none that these words open.
    """
    line = vault.line_of(entropy)
    request = intake.find_request_of_receipt(line)
    rows = Watch.objects.select_related("section", "journey").filter(request=request) if request else []
    ring = vault.ring_of(entropy)
    held = vault.held(ring, [row.section for row in rows])
    mine = [row for row in rows if row.section_id in held]
    if not mine:
        raise NotHere
    return Watched(ring, line, max(mine, key=lambda row: (row.journey.state in _OPEN, row.journey.starts_on)))


def lock(journey: str) -> None:
    """Lock a journey until the transaction ends.

    :raises NotHere: there is none.
    """
    if not Journey.objects.select_for_update().filter(ref=journey).values_list("ref", flat=True).first():
        raise NotHere


_OPEN = frozenset({"armed", "under_way"})
