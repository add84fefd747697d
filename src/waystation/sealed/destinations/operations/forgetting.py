"""Forgetting a person: what this room keeps about them is erased, their places go back."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.sealed.destinations.models import (
    Applicant,
    Application,
    Authorisation,
    Departure,
    ExitCheck,
    LegalClock,
    Slot,
    StatusStep,
)
from waystation.sealed.destinations.operations.lapsing import lapse_key, paper_key, settle
from waystation.sealed.destinations.rules import offers
from waystation.sealed.destinations.tags import Tag


@transaction.atomic
def forget(person: str, at: datetime) -> None:
    """Erase what this room keeps of a person; an application that covered nobody else goes with its key.

    Needs no key. A place that was used stays counted as used, by nobody. For the house's tuple of erasers only.
    """
    refs = sorted(Applicant.objects.filter(person=person).values_list("application", flat=True))
    list(Application.objects.select_for_update().filter(ref__in=refs).order_by("ref"))
    _give_back(person, at)
    gone: list[vault.VersionName] = []
    for paper in Authorisation.objects.filter(person=person):
        outbox.cancel(key=paper_key(paper.ref))
    for model in (Authorisation, ExitCheck, Departure, StatusStep, LegalClock, Applicant):
        rows = model.objects.filter(person=person)
        gone += [row.version_name() for row in rows]
        rows.delete()
    for row in Application.objects.select_related("section").filter(ref__in=refs):
        if Applicant.objects.filter(application=row).exists():
            continue
        outbox.cancel(key=lapse_key(row.ref))
        gone += [row.version_name(), *vault.erase_section(row.section)]
        row.delete()
    if refs:
        ledger.record(actor=None, tag=Tag.FORGOTTEN, subject=person, at=at, erased=gone)


def _give_back(person: str, at: datetime) -> None:
    slots = list(Slot.objects.filter(person=person))
    mine = Slot.objects.filter(person=person)
    mine.filter(state=offers.CONSUMED).update(application=None, person="")
    mine.filter(state__in=offers.HELD).update(state=offers.FREE, application=None, person="", until_on=None)
    for offer in sorted({slot.offer_id for slot in slots}):
        settle(offer, at)
