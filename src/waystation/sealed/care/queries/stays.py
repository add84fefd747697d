"""Reading stays: cards of those whose case the reader holds."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import access
from waystation.sealed.care.cards import StayCard
from waystation.sealed.care.models import Stay
from waystation.sealed.care.queries.people import aliases
from waystation.sealed.care.rules import houses as house_rules
from waystation.sealed.care.rules import nights, stays


def facts_of(row: Stay, today: date) -> dict[str, Any]:
    """Gather the facts on which the stay machine decides."""
    return {
        "house": row.bed.house.state if row.bed is not None else "",
        "lapsed": row.state == stays.HELD and nights.hold_has_lapsed(row.held_until_on, today),
        "day_has_come": row.arrives_on <= today,
    }


def get_stay(actor: staff.Actor, ref: str, at: datetime) -> StayCard:
    """Return one stay with what can be done.

    :raises NotHere: unknown, or not the actor's to read.
    """
    return stay_cards(actor, [access.stay_to_read(actor, ref)], at)[0]


def list_stays_of(actor: staff.Actor, case: str, at: datetime) -> list[StayCard]:
    """List the stays of a case, live ones first, then the newest."""
    cards = stay_cards(actor, _rows().filter(case=case).order_by("-arrives_on", "ref"), at)
    return sorted(cards, key=lambda card: not card.is_live)


def list_stays_in(actor: staff.Actor, houses: Iterable[str], at: datetime) -> list[StayCard]:
    """List who is staying in these houses or booked there, by day of arrival."""
    rows = _rows().filter(bed__house__in=list(houses), state__in=stays.IN_A_BED)
    return stay_cards(actor, rows.order_by("arrives_on", "ref"), at)


def list_wanted(actor: staff.Actor, at: datetime) -> list[StayCard]:
    """List who waits for a bed, the earliest arrival first."""
    return stay_cards(actor, _mine(actor).filter(state=stays.WANTED).order_by("arrives_on", "ref"), at)


def list_booked(actor: staff.Actor, at: datetime) -> list[StayCard]:
    """List everybody who is in a bed or has one promised, by day of arrival."""
    return stay_cards(actor, _mine(actor).filter(state__in=stays.IN_A_BED).order_by("arrives_on", "ref"), at)


def list_lapsed(actor: staff.Actor, at: datetime) -> list[StayCard]:
    """List the holds that ran out within two weeks and whose person has no bed and waits for none."""
    recently = at.date() - timedelta(days=nights.WINDOW)
    rows = list(
        _mine(actor)
        .filter(state=stays.RELEASED, held_until_on__gte=recently)
        .order_by("held_until_on", "ref")
    )
    provided = set(
        Stay.objects.filter(person__in={row.person for row in rows}, state__in=stays.LIVE).values_list(
            "person", flat=True
        )
    )
    newest = {row.person: row for row in rows if row.person not in provided}
    return stay_cards(actor, newest.values(), at)


def lapsed_holds(today: date) -> QuerySet[Stay]:
    """Return the holds that are over and still take their nights."""
    return Stay.objects.filter(state=stays.HELD, held_until_on__lt=today)


def stay_cards(actor: staff.Actor, rows: Iterable[Stay], at: datetime) -> list[StayCard]:
    """Make the cards of those stays that the actor's ring opens, in the order given."""
    opened = vault.read_held(actor.ring, rows)
    known = aliases(actor, {row.person for row, _body in opened})
    beds = {row.bed.ref: row.bed for row, _body in opened if row.bed is not None}
    labels = {bed.ref: body["label"] for bed, body in vault.read_held(actor.ring, beds.values())}
    houses = {bed.house.ref: bed.house for bed in beds.values()}
    known_houses = {house.ref: body for house, body in vault.read_held(actor.ring, houses.values())}
    return [
        StayCard(
            ref=row.ref,
            case=row.case,
            person=row.person,
            alias=known.get(row.person, ""),
            state=row.state,
            arrives_on=row.arrives_on,
            leaves_on=row.leaves_on,
            held_until_on=row.held_until_on,
            bed=row.bed_id,
            bed_label=labels.get(row.bed_id or "", ""),
            house=row.bed.house_id if row.bed is not None else None,
            house_name=_house_of(row, known_houses).get("code_name", ""),
            is_address_doubtful=not house_rules.address_stands(_house_of(row, known_houses).get("change")),
            note=body["note"],
            next_check_in_at=_moment(body.get("next_check_in_at")),
            version=row.version,
            offers=tuple(offers_of(actor, row, at)),
        )
        for row, body in opened
    ]


def _house_of(row: Stay, known: Mapping[str, vault.Body]) -> vault.Body:
    return known.get(row.bed.house_id, {}) if row.bed is not None else {}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def offers_of(actor: staff.Actor, row: Stay, at: datetime) -> list[Any]:
    """List what the actor could do with a stay; holding a bed is asked for on a page of its own."""
    facts = facts_of(row, at.date())
    offers = stays.STAY.offers(row.state, actor.roles, facts)
    return [offer for offer in offers if offer.name != "hold"]


def touched_by(house: str, since: date) -> QuerySet[Stay]:
    """Return the stays of everyone booked, there now, or there on a night since the day given."""
    past = Q(state__in=[stays.CHECKED_OUT, stays.MOVED_URGENTLY], leaves_on__gte=since)
    return (
        _rows()
        .filter(Q(bed__house=house) & (Q(state__in=stays.IN_A_BED) | past))
        .order_by("arrives_on", "ref")
    )


def with_keys(rows: QuerySet[Stay]) -> QuerySet[Stay]:
    """Fetch with each stay what its card is read from."""
    return rows.select_related("section", "bed__section", "bed__house__section")


def _rows() -> QuerySet[Stay]:
    return with_keys(Stay.objects.all())


def _mine(actor: staff.Actor) -> QuerySet[Stay]:
    """Spare opening what the actor does not hold anyway; hosts and escorts list nothing here."""
    if not actor.roles & stays.ASKERS:
        return _rows().none()
    return _rows().filter(section__in=vault.within_reach(actor.ring))
