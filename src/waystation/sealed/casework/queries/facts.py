"""The facts on which a person's moves depend, gathered from marks, overlays, consent, tasks and the case."""

from datetime import date
from typing import Any

from waystation.foundation.kernel.machine import Offer
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import HeldCase
from waystation.sealed.casework.models import Assignment, Mark, Overlay, Person, PersonSheet, Task
from waystation.sealed.casework.queries.consents import consents_of
from waystation.sealed.casework.rules.phases import APPROVALS, ASKERS, PERSON
from waystation.sealed.casework.rules.tasks import LIVE

Facts = dict[str, Any]


def facts_of(
    actor: staff.Actor,
    person: Person,
    held: HeldCase,
    on: date,
    *,
    reason: str = "",
    end_reason: str = "",
    is_approved: bool = False,
    stops_follow_ups: bool = False,
) -> Facts:
    """Gather what the phase machine asks about. A child is assumed where the actor cannot know the age."""
    overlays = Overlay.objects.filter(person=person, closed_on=None).values_list("kind", flat=True)
    marks = Mark.objects.filter(person=person).values_list("kind", flat=True)
    follow_ups = Task.objects.filter(person=person.ref, kind="follow_up", state__in=LIVE)
    return {
        "phase": person.phase,
        "level": held.row.level,
        "marks": frozenset(marks),
        "overlays": frozenset(overlays),
        "consents": frozenset(
            scope.purpose for _row, scope in consents_of(actor, person) if scope.is_live(on)
        ),
        "is_minor": _may_be_minor(actor, person),
        "has_owner": Assignment.objects.filter(case=held.row, role="coordinator", until_on=None).exists(),
        "follow_ups": follow_ups.count(),
        "stops_follow_ups": stops_follow_ups,
        "reason": reason.strip(),
        "end_reason": end_reason,
        "approved": is_approved,
    }


def offers_of(actor: staff.Actor, person: Person, facts: Facts) -> tuple[list[Offer], list[Offer]]:
    """Return the moves the actor may make, and those they may ask a second person for.

    What only the next page brings (a reason, how it ended, a second person) does not count as missing here.
    """
    filled = {**facts, "reason": "…", "stops_follow_ups": True, "approved": True, "end_reason": "withdrew"}
    moves = PERSON.offers(person.phase, actor.roles, filled)
    asked = PERSON.offers(person.phase, frozenset({"supervisor"}), filled) if actor.roles & ASKERS else []
    return (
        [offer for offer in moves if offer.name not in APPROVALS],
        [offer for offer in asked if offer.name in APPROVALS],
    )


def _may_be_minor(actor: staff.Actor, person: Person) -> bool:
    sheets = PersonSheet.objects.select_related("section").filter(person=person)
    known = [body["is_minor"] for _sheet, body in vault.read_held(actor.ring, sheets)]
    return any(known) if known else True
