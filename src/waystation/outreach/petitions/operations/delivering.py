"""Deliveries: where the pack went, by what way, under which number, and until when an answer is due."""

from datetime import date, datetime, timedelta

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.outreach.petitions.access import petition_to_change
from waystation.outreach.petitions.models import Delivery
from waystation.outreach.petitions.operations.counting import publish_soon
from waystation.outreach.petitions.rules import delivery, machine
from waystation.outreach.petitions.tags import Tag


@transaction.atomic
def note_delivery(
    *,
    actor: staff.Actor,
    petition: str,
    delivered_on: date,
    channel: str,
    office: str,
    incoming_number: str,
    reply_days: int,
    at: datetime,
) -> str:
    """Note a delivery; return its reference. Who carried it is nowhere noted.

    :raises NotHere: no such petition, never open, or not for this actor.
    :raises Invalid: no such way of delivering, no office, or a day to come.
    """
    row = petition_to_change(actor, petition)
    if row.state not in machine.PUBLIC:
        raise NotHere
    if channel not in delivery.CHANNELS:
        raise Invalid(channel=_("Choose how it was delivered."))
    if not office.strip():
        raise Invalid(office=_("Say which office received it."))
    if delivered_on > at.date():
        raise Invalid(delivered_on=_("Choose a day that has come already."))
    made = Delivery.objects.create(
        petition=row,
        delivered_on=delivered_on,
        channel=channel,
        office=office.strip()[:240],
        incoming_number=incoming_number.strip()[:80],
        reply_due_on=delivered_on + timedelta(days=reply_days) if reply_days > 0 else None,
    )
    detail = {"delivery": made.ref, "channel": channel}
    ledger.record(actor=actor.ref, tag=Tag.DELIVERY_NOTED, subject=row.ref, at=at, detail=detail)
    publish_soon(row.ref, at)
    return made.ref


@transaction.atomic
def note_answer(*, actor: staff.Actor, petition: str, delivery: str, at: datetime) -> None:
    """Note that an office has answered.

    :raises NotHere: no such delivery, or not for this actor.
    """
    row = petition_to_change(actor, petition)
    found = Delivery.objects.filter(ref=delivery, petition=row, answered_on=None)
    if not found.update(answered_on=at.date()):
        raise NotHere
    detail = {"delivery": delivery, "answered": True}
    ledger.record(actor=actor.ref, tag=Tag.DELIVERY_NOTED, subject=row.ref, at=at, detail=detail)
    publish_soon(row.ref, at)
