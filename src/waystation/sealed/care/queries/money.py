"""Reading requests for money."""

from collections.abc import Iterable
from typing import Any

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import access
from waystation.sealed.care.cards import MoneyCard
from waystation.sealed.care.models import AssistanceRequest
from waystation.sealed.care.queries.people import aliases
from waystation.sealed.care.rules import money as rules


def money_facts(actor: staff.Actor, row: AssistanceRequest) -> dict[str, Any]:
    """Gather the facts on which the money machine decides."""
    return {"actor": actor.ref, "requester": row.asked_by, "reason_given": True}


def get_money(actor: staff.Actor, ref: str) -> MoneyCard:
    """Return one request for money with what can be done.

    :raises NotHere: unknown, or not the actor's.
    """
    row = access.money_to_read(actor, ref)
    known = aliases(actor, {row.person})
    return money_card(actor, row, vault.read(actor.ring, row), known.get(row.person, ""))


def list_money(actor: staff.Actor, *, states: Iterable[str], case: str | None = None) -> list[MoneyCard]:
    """List the requests for money in these states that the actor holds, of one case or of all."""
    if not actor.roles & rules.REQUESTERS:
        return []
    rows = AssistanceRequest.objects.select_related("section").filter(
        state__in=list(states), section__in=vault.within_reach(actor.ring)
    )
    if case is not None:
        rows = rows.filter(case=case)
    opened = vault.read_held(actor.ring, rows.order_by("ref"))
    known = aliases(actor, {row.person for row, _body in opened})
    cards = [money_card(actor, row, body, known.get(row.person, "")) for row, body in opened]
    return sorted(cards, key=lambda card: card.history[0]["at"], reverse=True)


def money_card(actor: staff.Actor, row: AssistanceRequest, body: vault.Body, alias: str) -> MoneyCard:
    """Make the card of an opened request."""
    return MoneyCard(
        ref=row.ref,
        case=row.case,
        person=row.person,
        alias=alias,
        state=row.state,
        cents=body["cents"],
        currency=body["currency"],
        purpose=body["purpose"],
        text=body["text"],
        requester=row.asked_by,
        history=tuple(body["history"]),
        version=row.version,
        offers=tuple(rules.ASSISTANCE.offers(row.state, actor.roles, money_facts(actor, row))),
    )
