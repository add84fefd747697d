"""Reading offers, notices, counterparts and talks."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from waystation.foundation.kernel.machine import Offer as Button
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.destinations import access
from waystation.sealed.destinations.cards import CounterpartCard, NoticeCard, OfferCard, OfferPage, TalkCard
from waystation.sealed.destinations.models import Counterpart, Offer, OfferNotice, Slot, Talk
from waystation.sealed.destinations.queries import applications
from waystation.sealed.destinations.rules import offers
from waystation.sealed.destinations.rules.offers import Places
from waystation.sealed.destinations.rules.people import COORDINATOR, KEEPERS, TALKERS

MOST_TALKS = 100


def list_offers(actor: staff.Actor) -> list[OfferCard]:
    """List the offers that liaison and supervisors hold, those that still give places first."""
    if not actor.roles & KEEPERS:
        return []
    rows = Offer.objects.select_related("section").filter(section__in=vault.within_reach(actor.ring))
    order = list(offers.OFFER.states)
    cards = offer_cards(actor, rows)
    return sorted(cards, key=lambda card: (card.country, order.index(card.state), card.pathway, card.ref))


def list_notices(actor: staff.Actor) -> list[NoticeCard]:
    """List for coordinators which pathways have free places, and never where or through whom."""
    if COORDINATOR not in actor.roles:
        return []
    rows = OfferNotice.objects.select_related("section", "offer").filter(
        offer__state__in=offers.TAKES_SUBMISSIONS, section__in=vault.within_reach(actor.ring)
    )
    opened = vault.read_held(actor.ring, rows)
    places = places_of(row.offer_id for row, _body in opened)
    cards = [
        NoticeCard(row.offer_id, body["pathway"], row.offer.state, row.offer.is_limited, places[row.offer_id])
        for row, body in opened
    ]
    order = list(offers.PATHWAYS)
    return sorted(cards, key=lambda card: (order.index(card.pathway), -card.places.free, card.ref))


def get_offer(actor: staff.Actor, ref: str, at: datetime) -> OfferPage:
    """Return an offer with its talks, applications and moves, for liaison and supervisors.

    :raises NotHere: unknown, not held, or another role.
    """
    row = access.offer_to_read(actor, ref)
    card = offer_cards(actor, [row])[0]
    return OfferPage(
        ref=ref,
        offer=card,
        talks=tuple(list_talks(actor, offer=ref)),
        applications=tuple(applications.list_applications(actor, offer=ref)),
        moves=tuple(moves_of(actor, row, card.places, at.date())),
        may_talk=bool(actor.roles & TALKERS),
    )


def offer_cards(actor: staff.Actor, rows: Iterable[Offer]) -> list[OfferCard]:
    """Make the cards of those offers that the actor's ring opens."""
    opened = vault.read_held(actor.ring, rows)
    places = places_of(row.ref for row, _body in opened)
    names = _names(actor, {body["counterpart"] for _row, body in opened})
    return [
        OfferCard(
            ref=row.ref,
            pathway=body["pathway"],
            state=row.state,
            is_limited=row.is_limited,
            places=places[row.ref],
            country=body["country"],
            conditions=body["conditions"],
            secrecy=body["secrecy"],
            audience=body["audience"],
            counterpart=body["counterpart"],
            counterpart_name=names.get(body["counterpart"], ""),
            valid_until_on=row.valid_until_on,
            version=row.version,
        )
        for row, body in opened
    ]


def places_of(refs: Iterable[str]) -> dict[str, Places]:
    """Count the places of these offers with one question."""
    states: dict[str, list[str]] = {ref: [] for ref in refs}
    for ref, state in Slot.objects.filter(offer__in=list(states)).values_list("offer", "state"):
        states[ref].append(state)
    return {ref: offers.count_places(found) for ref, found in states.items()}


def facts_of(row: Offer, places: Places, today: date, *, reason: str = "") -> dict[str, Any]:
    """Gather the facts on which the offer machine decides."""
    return {
        "is_limited": row.is_limited,
        "agreed": places.agreed,
        "free": places.free,
        "is_past": offers.is_over(row.valid_until_on, today),
        "reason": reason.strip(),
    }


def moves_of(actor: staff.Actor, row: Offer, places: Places, today: date) -> list[Button]:
    """List what the actor could do with an offer; a reason is asked for on the next page."""
    return offers.OFFER.offers(row.state, actor.roles, facts_of(row, places, today, reason="…"))


def list_counterparts(actor: staff.Actor) -> list[CounterpartCard]:
    """List whom the liaison team talks to, by name; nothing for others."""
    if not actor.roles & TALKERS:
        return []
    rows = Counterpart.objects.select_related("section").filter(section__in=vault.within_reach(actor.ring))
    cards = [counterpart_card(row, body) for row, body in vault.read_held(actor.ring, rows)]
    return sorted(cards, key=lambda card: card.name.casefold())


def counterpart_card(row: Counterpart, body: vault.Body) -> CounterpartCard:
    """Make the card of an opened counterpart."""
    return CounterpartCard(
        ref=row.ref,
        name=body["name"],
        organisation=body["organisation"],
        audience=body["audience"],
        country=body["country"],
        contact=body["contact"],
        note=body["note"],
        version=row.version,
    )


def list_talks(
    actor: staff.Actor, *, offer: str | None = None, counterpart: str | None = None
) -> list[TalkCard]:
    """List what was said about an offer or to a counterpart, newest first; only the liaison team reads it."""
    if not actor.roles & TALKERS:
        return []
    rows = Talk.objects.select_related("section", "counterpart__section")
    rows = rows.filter(section__in=vault.within_reach(actor.ring))
    if offer is not None:
        rows = rows.filter(offer=offer)
    if counterpart is not None:
        rows = rows.filter(counterpart=counterpart)
    opened = vault.read_held(actor.ring, rows)
    names = _names(actor, {row.counterpart_id for row, _body in opened})
    cards = [
        TalkCard(
            ref=row.ref,
            counterpart=row.counterpart_id,
            name=names.get(row.counterpart_id, ""),
            offer=row.offer_id,
            at=datetime.fromisoformat(body["at"]),
            by=body["by"],
            text=body["text"],
        )
        for row, body in opened
    ]
    return sorted(cards, key=lambda card: card.at, reverse=True)[:MOST_TALKS]


def _names(actor: staff.Actor, refs: set[str]) -> dict[str, str]:
    if not actor.roles & TALKERS:
        return {}
    rows = Counterpart.objects.select_related("section").filter(ref__in=refs)
    return {row.ref: body["name"] for row, body in vault.read_held(actor.ring, rows)}
