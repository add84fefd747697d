"""What every deed on an offer shares: moving it by the table, giving and closing trust, timers, the ledger."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import access
from waystation.sealed.allies.models import Ally, BookedDay, Booking, Trust
from waystation.sealed.allies.rules import bookings, kinds, vetting
from waystation.sealed.allies.tags import Tag

OFFER_CARD, HELPER_CARD = "ally-offer", "ally"
NOTICE, WARN, EXPIRE, FORGET, LAPSE = (
    "allies:notice",
    "allies:warn",
    "allies:expire",
    "allies:forget",
    "allies:lapse",
)


def clean(text: str, field: str = "text", *, is_needed: bool = True) -> str:
    """Return a text as it is stored.

    :raises Invalid: nothing in it, or too much.
    """
    text = text.strip()
    if is_needed and not text:
        raise Invalid(**{field: vetting.NEEDS_TEXT})
    if len(text) > kinds.LONGEST_TEXT:
        raise Invalid(**{field: kinds.TOO_LONG})
    return text


def tell(
    ally: Ally, tag: Tag, at: datetime, *rows: vault.SealedRow, actor: str | None, **detail: str
) -> None:
    """Write what was done into the ledger."""
    ledger.record(actor=actor, tag=tag, subject=ally.ref, at=at, rows=rows, detail=detail or None)


def move_unread(ally: Ally, name: str, who: str, at: datetime) -> None:
    """Move a locked offer for whoever cannot open it: its helper, a colleague who worries, the clock.

    What they take away, trust or the days that were booked, goes in the same transaction.
    """
    was_trusted = ally.state in vetting.IS_TRUSTED
    ally.state = vetting.MACHINE.move(name, ally.state, frozenset({who}), {"reason": True}).target
    Ally.objects.filter(pk=ally.pk).update(state=ally.state)
    if was_trusted and ally.state not in vetting.IS_TRUSTED:
        close_trust(ally, at)
    set_timers(ally, at)


def close_trust(ally: Ally, at: datetime) -> None:
    """Take a helper off every shelf and out of every colleague's reach but those who vet; whoever booked is told.

    Needs no key: what the compartment is written with next is new. Later rooms follow (a house that is theirs).
    """
    gone = vault.remove_card(ally.ref, HELPER_CARD)
    trust = Trust.objects.select_related("section").filter(ally=ally).first()
    if trust is not None:
        vault.set_readers(
            vault.new_ring(), trust.section, [access.vetting_line()], may_be_recovery_alone=True
        )
    booked = Booking.objects.filter(ally=ally, state__in=bookings.LIVE, to_on__gte=at.date())
    outbox.tell(booked.values_list("asked_by", flat=True), at=at)
    ledger.record(actor=None, tag=Tag.TRUST_CLOSED, subject=ally.ref, at=at, erased=gone)
    for path in settings.AFTER_TRUST_LOST:
        import_string(path)(ally=ally.ref, at=at)


def free_days(booking: Booking) -> None:
    """Let the days of a booking go."""
    BookedDay.objects.filter(booking=booking).delete()


def set_timers(ally: Ally, at: datetime) -> None:
    """Write down, move or take back the timers of an offer, so that they say what now holds."""
    until_on = ally.trusted_until_on if ally.state in vetting.IS_TRUSTED else None
    ends_at = datetime.combine(until_on + timedelta(1), time(), UTC) if until_on else None
    warn_at = ends_at - vetting.WARN_BEFORE if ends_at and ally.state == vetting.TRUSTED else None
    kept = vetting.KEPT_AFTER.get(ally.state)
    _timer(ally, WARN, max(warn_at, at) if warn_at else None)
    _timer(ally, EXPIRE, ends_at)
    _timer(ally, FORGET, at + kept if kept else None, "kept")


def set_forgetting(ally: Ally, at: datetime | None) -> None:
    """Have the offer erased at a time, or no longer."""
    _timer(ally, FORGET, at, "asked")


def cancel_all(ally: Ally) -> None:
    """Take back every timer of an offer that is no more."""
    for kind, why in ((WARN, ""), (EXPIRE, ""), (FORGET, "kept"), (FORGET, "asked")):
        _timer(ally, kind, None, why)


def _timer(ally: Ally, kind: str, due_at: datetime | None, why: str = "") -> None:
    key = ":".join([kind.replace(":", "-"), *([why] if why else []), ally.ref])
    if due_at is None:
        outbox.cancel(key=key)
    else:
        payload = {"ally": ally.ref} | ({"why": why} if why else {})
        outbox.enqueue(kind, payload=payload, due_at=due_at, key=key)
