"""The facts on which a person's moves depend, gathered from marks, overlays, consent, tasks and the case."""

from dataclasses import replace
from datetime import date
from typing import Any

from waystation.foundation.kernel.machine import Offer
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff import api as staff
from waystation.sealed.casework.access import HeldCase
from waystation.sealed.casework.models import Assignment, Mark, Person, Task
from waystation.sealed.casework.queries.consents import Consents, consents_of, live_purposes
from waystation.sealed.casework.queries.members import Members, members_of
from waystation.sealed.casework.rules.phases import ANOTHERS, APPROVALS, ASKERS, EVERY_ROLE, PERSON
from waystation.sealed.casework.rules.tasks import LIVE

Facts = dict[str, Any]

_FOLLOW_UPS = Prepared(
    lambda person: Task.objects.filter(person=person, kind="follow_up", state__in=LIVE).values_list("ref")
)
_OWNERS = Prepared(
    lambda case: Assignment.objects.filter(case=case, role="coordinator", until_on=None).values_list("ref")[
        :1
    ]
)
_MARKS = Prepared(lambda persons: Mark.objects.filter(person__in=persons).values_list("person", "kind"))

# What no row knows: a page's form brings it, or nobody does.
NOT_SAID: Facts = {
    "reason": "",
    "end_reason": "",
    "approved": False,
    "stops_follow_ups": False,
    "follow_ups": 0,
}


def facts_of(actor: staff.Actor, person: Person, held: HeldCase, on: date, **given: Any) -> Facts:
    """Gather what the phase machine asks about one person; ``given`` is what only a form brings."""
    members, consents = members_of(actor, [person]), consents_of(actor, [person.ref])
    open_now = len(_FOLLOW_UPS(person=person.ref))
    facts = facts_of_all(held, members, consents, on, has_owner=has_owner(held))[person.ref]
    return facts | {"follow_ups": open_now} | given


def has_owner(held: HeldCase) -> bool:
    """Say whether somebody coordinates a case."""
    return bool(_OWNERS(case=held.row.ref))


def facts_of_all(
    held: HeldCase, members: Members, consents: Consents, on: date, *, has_owner: bool
) -> dict[str, Facts]:
    """Gather what the phase machine asks about each of these people. Unknown ages count as a child's.

    Follow-ups are not counted: offers are made as if the form had said that they may stop.
    """
    marks: dict[str, set[str]] = {}
    for person, kind in _MARKS(persons=members.refs):
        marks.setdefault(person, set()).add(kind)
    shared = {"level": held.row.level, "has_owner": has_owner, **NOT_SAID}
    return {
        row.ref: {
            **shared,
            "phase": row.phase,
            "marks": frozenset(marks.get(row.ref, ())),
            "overlays": frozenset(members.kinds_open(row.ref)),
            "consents": live_purposes(consents.get(row.ref, ()), on),
            "is_minor": bool(members.known(row.ref).get("is_minor", True)),
        }
        for row in members.rows
    }


def offers_of(actor: staff.Actor, facts: Facts) -> tuple[tuple[Offer, ...], tuple[Offer, ...]]:
    """Return the moves the actor may make, and those they may ask a second person for.

    What only the next page brings (a reason, how it ended, a second person) does not count as missing here. Who
    steers the case also sees what colleagues do next, and what that still needs.
    """
    filled = {**facts, "reason": "…", "stops_follow_ups": True, "approved": True, "end_reason": "withdrew"}
    state = facts["phase"]
    moves = [offer for offer in PERSON.offers(state, actor.roles, filled) if offer.name not in APPROVALS]
    if not actor.roles & ASKERS:
        return tuple(moves), ()
    moves += [
        replace(offer, missing=(*offer.missing, ANOTHERS))
        for offer in PERSON.offers(state, EVERY_ROLE - actor.roles, filled)
        if offer.name not in {*APPROVALS, *(mine.name for mine in moves)}
    ]
    asked = PERSON.offers(state, frozenset({"supervisor"}), filled)
    return tuple(moves), tuple(offer for offer in asked if offer.name in APPROVALS)
