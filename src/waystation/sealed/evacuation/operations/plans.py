"""Plans: written, proposed, agreed by somebody else, superseded by the next."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, NotHere, Refused
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation import access
from waystation.sealed.evacuation.cards import PlanCard
from waystation.sealed.evacuation.models import Plan, Planned
from waystation.sealed.evacuation.queries.plans import facts_of, get_plan
from waystation.sealed.evacuation.rules import plans, roles
from waystation.sealed.evacuation.tags import Tag


@transaction.atomic
def draft_plan(
    *,
    actor: staff.Actor,
    case: str,
    persons: Collection[str],
    at: datetime,
    fields: Mapping[str, str] | None = None,
) -> PlanCard:
    """Begin a plan for some people of a case, for coordinators, planners and supervisors who hold its way.

    :raises NotHere: no such case for this actor, its ``route`` is not held, or another role.
    :raises Invalid: nobody of this case was chosen.
    """
    if not actor.roles & roles.PLANNERS:
        raise NotHere
    section = casework.section(actor, case, "route")
    people = {card.ref: card.alias for card in casework.list_persons(actor, case) if card.ref in set(persons)}
    if not people:
        raise Invalid(persons=plans.NOBODY_CHOSEN)
    row = Plan(case=case, section=section, drafted_on=at.date())
    body = {
        "alias": casework.case(actor, case).alias,
        "number": Plan.objects.filter(case=case).count() + 1,
        "people": people,
        "fields": _fields(fields or {}),
        "authors": [actor.ref],
        "history": [_step("draft", actor, at)],
    }
    vault.write(actor.ring, row, body)
    Planned.objects.bulk_create([Planned(plan=row, person=person) for person in people])
    staff.record(actor, Tag.PLAN_DRAFTED, row.ref, at, row)
    return get_plan(actor, row.ref)


@transaction.atomic
def change_plan(
    *, actor: staff.Actor, plan: str, fields: Mapping[str, str], at: datetime, version: int | None = None
) -> PlanCard:
    """Write a draft, or a plan that was sent back; whoever does so is one of its authors from then on.

    :raises NotHere: unknown, or not held.
    :raises Refused: it is no draft any more.
    :raises ChangedMeanwhile: somebody else changed it since it was read.
    """
    row = access.plan_to_change(actor, plan)
    if version is not None and row.version != version:
        raise ChangedMeanwhile
    if row.state not in plans.OPEN_TO_CHANGE:
        raise Refused(plans.CHANGED_ONLY_AS_DRAFT)
    body = vault.read(actor.ring, row)
    authors = list(dict.fromkeys([*body["authors"], actor.ref]))
    vault.write(actor.ring, row, body | {"fields": _fields(fields), "authors": authors})
    staff.record(actor, Tag.PLAN_CHANGED, row.ref, at, row)
    return get_plan(actor, row.ref)


@transaction.atomic
def move_plan(
    *,
    actor: staff.Actor,
    plan: str,
    move: str,
    at: datetime,
    reason: str = "",
    version: int | None = None,
) -> PlanCard:
    """Move a plan along: propose, approve, return, take back, supersede.

    Approving places ``plan_approved`` for everyone of the plan and supersedes the plan they had before.

    :raises NotHere: unknown, or not held.
    :raises Refused: not from here, not for these roles, incomplete, or the actor wrote it: nobody approves their own.
    :raises ChangedMeanwhile: somebody wrote or moved it since it was read: what was not read is not agreed to.
    """
    row = access.plan_to_change(actor, plan)
    if version is not None and row.version != version:
        raise ChangedMeanwhile
    was = row.state
    body = vault.read(actor.ring, row)
    _write_move(actor, row, body, move, at=at, reason=reason.strip())
    if row.state == plans.APPROVED:
        _take_the_place(actor, row, body["people"], at)
    elif was == plans.APPROVED:
        _lift(actor, row, body["people"], at)
    _tell(actor, row, body, move, at)
    return get_plan(actor, row.ref)


def _write_move(
    actor: staff.Actor, row: Plan, body: dict[str, Any], move: str, *, at: datetime, reason: str
) -> None:
    row.state = plans.PLAN.move(move, row.state, actor.roles, facts_of(actor, body, reason)).target
    if move == "propose":
        body["authors"] = list(dict.fromkeys([*body["authors"], actor.ref]))
    body["history"] = [*body["history"], _step(move, actor, at, reason)]
    vault.write(actor.ring, row, body)
    staff.record(actor, Tag.PLAN_MOVED, row.ref, at, row, move=move)


def _take_the_place(actor: staff.Actor, row: Plan, people: Mapping[str, str], at: datetime) -> None:
    """Mark everyone as planned for, and end a plan that was approved for any of them before."""
    earlier = Planned.objects.filter(person__in=list(people), plan__state=plans.APPROVED).exclude(plan=row)
    refs = set(earlier.values_list("plan", flat=True))
    for old in Plan.objects.select_for_update(of=("self",)).select_related("section").filter(ref__in=refs):
        body = vault.read(actor.ring, old)
        old.state = plans.SUPERSEDED
        body["history"] = [*body["history"], _step("supersede", actor, at)]
        vault.write(actor.ring, old, body)
        staff.record(actor, Tag.PLAN_MOVED, old.ref, at, old, move="supersede")
        _lift(actor, old, body["people"], at)
    for person in people:
        casework.place_mark(actor=actor, person=person, kind="plan_approved", thing=row.ref, at=at)


def _lift(actor: staff.Actor, row: Plan, people: Mapping[str, str], at: datetime) -> None:
    for person in Planned.objects.filter(plan=row, person__in=list(people)).values_list("person", flat=True):
        casework.lift_mark(actor=actor, person=person, kind="plan_approved", thing=row.ref, at=at)


def _tell(actor: staff.Actor, row: Plan, body: Mapping[str, Any], move: str, at: datetime) -> None:
    if move != "propose":
        outbox.tell(body["authors"], at=at, but=actor.ref)
        return
    readers = vault.granted_lines(row.section)
    people = {member for line in readers for member in vault.members(line)} | readers
    outbox.tell([line for line in people if roles.SUPERVISOR in staff.roles_of(line)], at=at, but=actor.ref)


def _fields(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given.get(name, "").strip() for name in plans.FIELDS}


def _step(move: str, actor: staff.Actor, at: datetime, reason: str = "") -> dict[str, str]:
    return {"move": move, "by": actor.ref, "at": at.isoformat(), "reason": reason}
