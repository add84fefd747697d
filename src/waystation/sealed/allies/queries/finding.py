"""Looking for a helper: the cards on the actor's shelves, held against what is wished for."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import access
from waystation.sealed.allies.cards import BookingCard, Findings, HelperCard, Suggestion
from waystation.sealed.allies.models import Ally, BookedDay, Booking
from waystation.sealed.allies.queries.places import SameTown, same_person
from waystation.sealed.allies.queries.vetting import areas_of
from waystation.sealed.allies.rules import bookings, finding, kinds, vetting

_MOST = 100_000
SHOWN = 60


def find_helpers(actor: staff.Actor, wish: finding.Wish, *, today: date) -> Findings:
    """Find the trusted helpers who fit, the best known first; those not trusted today are never among them.

    What nobody asked counts as not known and stands in the answer. Those who vet are told besides how many would
    fit of those not vetted yet; to everybody else these do not exist.
    """
    shelf = vault.search(actor.ring, kinds=["ally"], query=kinds.kind_token(wish.kind), limit=_MOST)
    trusted = _trusted_today((found.subject for found in shelf), today)
    taken = _taken_days(wish, trusted)
    same_place = SameTown()
    suggestions, looked_at = [], 0
    for found in shelf:
        if found.subject not in trusted:
            continue
        looked_at += 1
        points = finding.weigh(
            wish,
            found.card,
            taken=taken.get(found.subject, ()),
            same_place=same_place,
            same_person=same_person,
        )
        if finding.fits(points):
            suggestions.append(_suggestion(found.subject, found.card, points))
    suggestions.sort(key=lambda one: (len(one.not_known), one.called.casefold(), one.ref))
    return Findings(tuple(suggestions), looked_at, _count_unvetted(actor, wish, same_place))


def read_helper(actor: staff.Actor, ref: str, *, at: datetime) -> HelperCard:
    """Return a trusted helper, and the days that are taken.

    :raises NotHere: no such helper, not trusted today, or not for this actor.
    """
    row = access.helper_to_read(actor, ref, at.date())
    body = vault.read(actor.ring, row)
    asked = Booking.objects.select_related("section").filter(
        ally=ref, state__in=bookings.LIVE, to_on__gte=at.date()
    )
    return HelperCard(
        ref=ref,
        kind=body["kind"],
        called=body.get("called") or body.get("organisation", ""),
        answers=body,
        areas=areas_of(body["areas"]),
        conflicts=tuple(body["conflicts"]),
        bookings=tuple(booking_cards(actor, asked.order_by("from_on", "ref"))),
    )


def booking_cards(actor: staff.Actor, rows: Iterable[Booking]) -> list[BookingCard]:
    """Return bookings as cards; what they are for stands only where the actor holds it."""
    listed = list(rows)
    opened = {row.ref: body for row, body in vault.read_held(actor.ring, listed)}
    return [
        BookingCard(
            ref=row.ref,
            ally=row.ally_id,
            state=row.state,
            from_on=row.from_on,
            to_on=row.to_on,
            asked_by=row.asked_by,
            note=opened.get(row.ref, {}).get("note", ""),
            is_mine=row.asked_by == actor.ref,
            offers=tuple(bookings.MACHINE.offers(row.state, frozenset({bookings.ASKER}), {}))
            if row.ref in opened
            else (),
            called=opened.get(row.ref, {}).get("called", ""),
        )
        for row in listed
    ]


def is_trusted(ref: str, today: date) -> bool:
    """Say whether a helper is trusted today; a yes or no about a reference, for rooms that keep one."""
    ally = Ally.objects.filter(ref=ref).first()
    return ally is not None and access.is_trusted(ally, today)


def found(*, actor: staff.Actor, query: str, at: datetime) -> list[HelperCard] | None:
    """Return the trusted helpers the search box comes upon, by name, organisation or town; None when there are none."""
    shelf = vault.search(actor.ring, kinds=["ally"], query=query, limit=SHOWN)
    trusted = _trusted_today((one.subject for one in shelf), at.date())
    cards = [
        HelperCard(
            one.subject,
            one.card["kind"],
            one.card.get("called") or one.card.get("organisation", ""),
            one.card,
            areas_of(one.card["areas"]),
            (),
        )
        for one in shelf
        if one.subject in trusted
    ]
    return cards or None


def _suggestion(ref: str, card: dict[str, Any], points: list[finding.Point]) -> Suggestion:
    return Suggestion(
        ref=ref,
        called=card.get("called") or card.get("organisation", ""),
        place=card.get("place", ""),
        sensitivity=card["areas"]["sensitivity"],
        why=tuple(point for point in points if point.verdict == finding.YES),
        not_known=tuple(point for point in points if point.verdict == finding.UNKNOWN),
        has_conflicts=bool(card.get("conflicts")),
    )


def _trusted_today(refs: Iterable[str], today: date) -> set[str]:
    """Return those of these who are trusted, by the tables and not by the cards: the day itself ends trust."""
    wanted = set(refs)
    rows = Ally.objects.filter(state__in=vetting.IS_TRUSTED, trusted_until_on__gte=today)
    return wanted & set(rows.values_list("ref", flat=True))


def _taken_days(wish: finding.Wish, refs: set[str]) -> dict[str, set[date]]:
    """Return the days on which a helper who takes one booking at a time has one, as far as the wish goes."""
    days = wish.days
    if not days or kinds.KINDS[wish.kind].is_shared:
        return {}
    taken: dict[str, set[date]] = {}
    rows = BookedDay.objects.filter(day__gte=days[0], day__lte=days[-1])
    for ally, day in rows.values_list("ally", "day"):
        if ally in refs:
            taken.setdefault(ally, set()).add(day)
    return taken


def _count_unvetted(actor: staff.Actor, wish: finding.Wish, same_place: SameTown) -> int | None:
    if not access.is_vetter(actor):
        return None
    # Every offer has such a card, trusted or not: only the few that are counted are read.
    waiting = set(Ally.objects.filter(state__in=vetting.UNVETTED).values_list("ref", flat=True))
    token = kinds.kind_token(wish.kind)
    shelf = vault.search(actor.ring, kinds=["ally-offer"], query=token, limit=_MOST, among=waiting)
    return sum(
        finding.fits(finding.weigh(wish, one.card, taken=(), same_place=same_place, same_person=same_person))
        for one in shelf
    )


def day_of(text: str | None) -> date | None:
    """Read a day as it stands on a card."""
    return date.fromisoformat(text) if text else None
