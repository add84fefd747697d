"""Forgetting a person: everything this room keeps about them is erased, the nights given back."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.sealed.care.models import Appointment, AssistanceRequest, ClosedNote, Referral, Stay
from waystation.sealed.care.operations.lapsing import lapse_key
from waystation.sealed.care.tags import Tag


@transaction.atomic
def forget(*, person: str, at: datetime) -> None:
    """Erase the stays, referrals, appointments, closed notes and money of a person. Needs no key.

    For the house's tuple of erasers only; whoever calls has decided that the person may be forgotten.
    """
    gone = []
    for stay in Stay.objects.filter(person=person):
        outbox.cancel(key=lapse_key(stay.ref))
        gone.append(stay.version_name())
    Stay.objects.filter(person=person).delete()
    for referral in Referral.objects.select_related("section").filter(person=person):
        gone.append(referral.version_name())
        gone.extend(vault.erase_section(referral.section))
    Referral.objects.filter(person=person).delete()
    for model in (Appointment, ClosedNote, AssistanceRequest):
        rows = model.objects.filter(person=person)
        gone.extend(row.version_name() for row in rows)
        rows.delete()
    if gone:
        ledger.record(actor=None, tag=Tag.FORGOTTEN, subject=person, at=at, erased=gone)
