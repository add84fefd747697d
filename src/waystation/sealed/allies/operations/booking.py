"""Asking a trusted helper for some days: the database itself refuses to promise the same place on a day twice."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import access
from waystation.sealed.allies.cards import BookingCard, HelperCard
from waystation.sealed.allies.models import Ally, BookedDay, Booking
from waystation.sealed.allies.operations import steps
from waystation.sealed.allies.queries import finding
from waystation.sealed.allies.rules import bookings, kinds
from waystation.sealed.allies.tags import Tag


@transaction.atomic
def open_helper(*, actor: staff.Actor, ally: str, at: datetime) -> HelperCard:
    """Return a trusted helper with the way to reach them; the opening is noted in the ledger.

    :raises NotHere: no such helper, not trusted today, or not for this actor.
    """
    card = finding.read_helper(actor, ally, at=at)
    ledger.record(actor=actor.ref, tag=Tag.HELPER_READ, subject=ally, at=at)
    return card


@transaction.atomic
def book(
    *, actor: staff.Actor, ally: str, from_on: date, to_on: date, note: str, once: str = "", at: datetime
) -> BookingCard:
    """Write down that a helper was asked for these days, and for what; of two who ask at once exactly one succeeds.

    Without an answer within three days it lapses. ``once`` makes a second arrival of the same form harmless.

    :raises NotHere: no such helper, not trusted today, or not for this actor.
    :raises Invalid: the days do not fit, or nobody said what for.
    :raises Refused: somebody else has these days.
    """
    trust = access.helper_to_book(actor, ally, at.date())
    earlier = Booking.objects.select_related("section").filter(ref=once, asked_by=actor.ref) if once else ()
    if earlier:
        return finding.booking_cards(actor, earlier)[0]
    card = vault.read(actor.ring, trust)
    note = steps.clean(note, "note")
    faults = bookings.fault_of(
        from_on, to_on, finding.day_of(card.get("from_on")), finding.day_of(card.get("to_on")), at.date()
    )
    if faults:
        raise Invalid(**faults)
    section = vault.create_section(actor.ring, kind="ally-booking", to=_readers(actor))
    row = Booking(ally=trust.ally, asked_by=actor.ref, from_on=from_on, to_on=to_on, section=section)
    if once:
        row.ref = once
    called = card.get("called") or card.get("organisation", "")
    vault.write(actor.ring, row, {"note": note, "called": called, "at": at.isoformat()})
    _take(trust.ally, row, kinds.places_at_once(card["kind"], card))
    outbox.enqueue(
        steps.LAPSE,
        payload={"booking": row.ref},
        due_at=at + bookings.ANSWER_WITHIN,
        key=_lapse_key(row),
    )
    ledger.record(actor=actor.ref, tag=Tag.BOOKED, subject=ally, at=at, rows=[row])
    return finding.booking_cards(actor, [row])[0]


@transaction.atomic
def move_booking(*, actor: staff.Actor, booking: str, move: str, at: datetime) -> BookingCard:
    """Say that the helper agreed or refused, or let the days go. For whoever asked, their team and those who vet.

    :raises NotHere: no such booking, or not for this actor.
    :raises Refused: not from where it stands.
    """
    row = access.booking_to_change(actor, booking)
    row.state = bookings.MACHINE.move(move, row.state, frozenset({bookings.ASKER}), {}).target
    vault.write(actor.ring, row, vault.read(actor.ring, row))
    if row.state not in bookings.LIVE:
        steps.free_days(row)
    outbox.cancel(key=_lapse_key(row))
    ledger.record(
        actor=actor.ref, tag=Tag.BOOKING_MOVED, subject=row.ref, at=at, rows=[row], detail={"move": move}
    )
    return finding.booking_cards(actor, [row])[0]


def _take(ally: Ally, row: Booking, places: int) -> None:
    """Take the same place of the helper on every day, the first that is free on all of them.

    :raises Refused: there is none.
    """
    days = bookings.days_of(row.from_on, row.to_on)
    taken = set(BookedDay.objects.filter(ally=ally, day__in=days).values_list("place", flat=True))
    free = next((place for place in range(1, places + 1) if place not in taken), None)
    if free is None:
        raise Refused(bookings.TAKEN)
    try:
        with transaction.atomic():
            BookedDay.objects.bulk_create(
                BookedDay(booking=row, ally=ally, day=day, place=free) for day in days
            )
    except IntegrityError as exc:
        raise Refused(bookings.TAKEN) from exc


def _readers(actor: staff.Actor) -> Sequence[str]:
    """Return who may read what a booking is for: whoever asks, the casework teams they are in, and those who vet."""
    teams = [team.line for team in staff.list_teams(actor, "casework") if team.is_mine]
    return [actor.ref, *teams, access.vetting_line()]


def _lapse_key(row: Booking) -> str:
    return f"allies-lapse:{row.ref}"
