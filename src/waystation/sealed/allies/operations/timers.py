"""What the worker does when a time has come: it sees references, states and days, never content, and holds no key."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import access
from waystation.sealed.allies.models import Ally, Booking, Concern, Conversation, Trust
from waystation.sealed.allies.operations import steps
from waystation.sealed.allies.rules import bookings, vetting
from waystation.sealed.allies.tags import Tag


def on_notice(payload: Mapping[str, str], at: datetime) -> None:
    """Something new was said: those who vet are told to look."""
    if Ally.objects.filter(ref=payload["ally"]).exists():
        _tell_vetters(at)


@transaction.atomic
def on_warn(payload: Mapping[str, str], at: datetime) -> None:
    """Trust runs out in a month: those who vet are told to look again."""
    ally = access.locked(payload["ally"])
    if ally is None or ally.state != vetting.TRUSTED:
        return
    steps.move_unread(ally, "warn", vetting.CLOCK, at)
    steps.tell(ally, Tag.MOVED, at, actor=None, to=ally.state)
    _tell_vetters(at)


@transaction.atomic
def on_expire(payload: Mapping[str, str], at: datetime) -> None:
    """Trust has run out: nobody finds them from now on."""
    ally = access.locked(payload["ally"])
    if ally is None or ally.state not in vetting.IS_TRUSTED or access.is_trusted(ally, at.date()):
        return
    steps.move_unread(ally, "expire", vetting.CLOCK, at)
    steps.tell(ally, Tag.MOVED, at, actor=None, to=ally.state)
    _tell_vetters(at)


@transaction.atomic
def on_lapse(payload: Mapping[str, str], at: datetime) -> None:
    """Nobody said whether the helper agreed: the days are free again, and whoever asked is told."""
    row = Booking.objects.select_for_update().filter(ref=payload["booking"], state=bookings.ASKED).first()
    if row is None:
        return
    row.state = bookings.MACHINE.move("lapse", row.state, frozenset({bookings.CLOCK}), {}).target
    Booking.objects.filter(pk=row.pk).update(state=row.state)
    steps.free_days(row)
    ledger.record(actor=None, tag=Tag.BOOKING_MOVED, subject=row.ref, at=at, detail={"move": "lapse"})
    outbox.mail(to=row.asked_by, at=at)


def on_forget(payload: Mapping[str, str], at: datetime) -> None:
    """The time to keep an offer is over, or whoever made it wished it gone and did not think better of it."""
    with transaction.atomic():
        ally = access.locked(payload["ally"])
        if ally is not None and (payload["why"] == "asked" or ally.state in vetting.KEPT_AFTER):
            erase(ally, at)


HANDLERS = (
    (steps.NOTICE, on_notice),
    (steps.WARN, on_warn),
    (steps.EXPIRE, on_expire),
    (steps.LAPSE, on_lapse),
    (steps.FORGET, on_forget),
)


@transaction.atomic
def forget(*, person: str, at: datetime) -> bool:
    """Erase one offer with all that was found, and say whether there was one. One of the erasers.

    ``person`` is the reference of an offer; other references change nothing.
    """
    ally = access.locked(person)
    if ally is not None:
        erase(ally, at)
    return ally is not None


def erase(ally: Ally, at: datetime) -> None:
    """Destroy the keys with the rows: what a backup still holds cannot be opened."""
    if ally.state in vetting.IS_TRUSTED:
        steps.close_trust(ally, at)
    parts: list[vault.SealedRow] = [
        *Concern.objects.select_related("section").filter(ally=ally),
        *Booking.objects.select_related("section").filter(ally=ally),
        *Trust.objects.select_related("section").filter(ally=ally),
    ]
    conversation = ally.conversation
    everything = [*parts, ally, conversation]
    erased = [row.version_name() for row in everything]
    erased += [
        *vault.remove_card(ally.ref, steps.OFFER_CARD),
        *vault.remove_card(ally.ref, steps.HELPER_CARD),
    ]
    Ally.objects.filter(pk=ally.pk).delete()
    Conversation.objects.filter(pk=conversation.pk).delete()
    for row in everything:
        erased += vault.erase_section(row.section)
    ledger.record(actor=None, tag=Tag.FORGOTTEN, subject=ally.ref, at=at, erased=erased)
    steps.cancel_all(ally)


def _tell_vetters(at: datetime) -> None:
    outbox.tell(vault.members(access.vetting_line()), at=at)
