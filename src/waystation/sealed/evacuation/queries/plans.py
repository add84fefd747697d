"""Plans as those who may read them see them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation import access
from waystation.sealed.evacuation.cards import PlanCard, StepCard
from waystation.sealed.evacuation.models import Plan
from waystation.sealed.evacuation.rules import plans, roles


def get_plan(actor: staff.Actor, ref: str) -> PlanCard:
    """Return a plan to those who plan and hold the case's way.

    :raises NotHere: unknown, or not held.
    """
    row = access.plan_to_read(actor, ref)
    return card_of(actor, row, vault.read(actor.ring, row))


def list_plans(actor: staff.Actor, *, case: str = "", states: Iterable[str] = plans.LIVE) -> list[PlanCard]:
    """List the plans the actor holds, newest first; nothing for those who do not plan."""
    if not actor.roles & roles.PLANNERS:
        return []
    rows = Plan.objects.select_related("section").filter(
        state__in=list(states), section__in=vault.within_reach(actor.ring)
    )
    if case:
        rows = rows.filter(case=case)
    opened = vault.read_held(actor.ring, rows.order_by("-drafted_on", "ref"))
    cards = [card_of(actor, row, body) for row, body in opened]
    return sorted(cards, key=lambda card: (card.drafted_on, card.number), reverse=True)


def facts_of(actor: staff.Actor, body: dict[str, Any], reason: str = "") -> dict[str, Any]:
    """Return what the machine asks about a plan."""
    return {"fields": body["fields"], "actor": actor.ref, "authors": body["authors"], "reason": reason}


def card_of(actor: staff.Actor, row: Plan, body: dict[str, Any]) -> PlanCard:
    """Return the card of a plan whose gate has been passed. A reason is typed with the button, so none is missing."""
    facts = facts_of(actor, body, reason="typed later")
    return PlanCard(
        ref=row.ref,
        state=row.state,
        case=row.case,
        alias=body["alias"],
        number=body["number"],
        people=body["people"],
        fields=body["fields"],
        authors=tuple(body["authors"]),
        history=tuple(
            StepCard(step["move"], step["by"], datetime.fromisoformat(step["at"]), step["reason"])
            for step in body["history"]
        ),
        drafted_on=row.drafted_on,
        version=row.version,
        offers=tuple(plans.PLAN.offers(row.state, actor.roles, facts)),
    )
