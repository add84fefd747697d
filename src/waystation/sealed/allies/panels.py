"""What the room brings to Today: offers and decisions that wait, trust that runs out, bookings without an answer."""

from datetime import datetime

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import access
from waystation.sealed.allies.cards import AllyRow, BookingCard, Today
from waystation.sealed.allies.models import Ally, Booking
from waystation.sealed.allies.queries import finding
from waystation.sealed.allies.queries import vetting as reading
from waystation.sealed.allies.rules import bookings, vetting

_MOST_SHOWN = 8


def today(*, actor: staff.Actor, at: datetime) -> Today | None:
    """Return what waits for the actor, or None when nothing does."""
    mine = Booking.objects.filter(asked_by=actor.ref, to_on__gte=at.date()).select_related("section", "ally")
    fallen = [row for row in mine if row.state == bookings.LAPSED or _fell_away(row, at)]
    asked = [row for row in mine if row.state == bookings.ASKED and row not in fallen]
    told = Today(
        asked=tuple(finding.booking_cards(actor, asked[:_MOST_SHOWN])),
        fallen=tuple(finding.booking_cards(actor, fallen[:_MOST_SHOWN])),
    )
    if access.is_vetter(actor):
        told = _for_vetters(actor, told.asked, told.fallen)
    return told if any(vars(told).values()) else None


def _fell_away(row: Booking, at: datetime) -> bool:
    return row.state in bookings.LIVE and not access.is_trusted(row.ally, at.date())


def _for_vetters(
    actor: staff.Actor, asked: tuple[BookingCard, ...], fallen: tuple[BookingCard, ...]
) -> Today:
    rows = Ally.objects.select_related("section", "conversation__section").order_by("received_on", "ref")

    def some(*states: str) -> tuple[AllyRow, ...]:
        return reading.rows_of(actor, rows.filter(state__in=states)[:_MOST_SHOWN])

    second = [
        row
        for row in rows.filter(state__in=(vetting.RECOMMENDED, vetting.RENEWING))[: 4 * _MOST_SHOWN]
        if (vault.read(actor.ring, row).get("recommendation") or {}).get("by") != actor.ref
    ]
    waiting = rows.filter(conversation__is_waiting=True, state__in=vetting.OPEN).exclude(
        state=vetting.OFFERED
    )
    return Today(
        new=rows.filter(state=vetting.OFFERED).count(),
        second=reading.rows_of(actor, second[:_MOST_SHOWN]),
        expiring=some(vetting.EXPIRING),
        suspended=some(vetting.SUSPENDED),
        unanswered=reading.rows_of(actor, waiting[:_MOST_SHOWN]),
        asked=asked,
        fallen=fallen,
    )
