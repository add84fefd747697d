"""Forgetting a person: their plans and journeys are erased; those shared with others go on without them."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation.models import (
    Brief,
    CheckIn,
    Journey,
    Leg,
    Plan,
    Planned,
    Report,
    Traveller,
    Watch,
)
from waystation.sealed.evacuation.operations import ladder
from waystation.sealed.evacuation.operations.journeys import lapse_key
from waystation.sealed.evacuation.rules import checks
from waystation.sealed.evacuation.tags import Tag


@transaction.atomic
def forget(*, person: str, at: datetime) -> None:
    """Erase a person from every plan and journey, and those plans and journeys that were theirs alone. Needs no key.

    For the house's tuple of erasers only; whoever calls has decided that the person may be forgotten.
    """
    gone: list[vault.VersionName] = []
    was_on = set(Traveller.objects.filter(person=person).values_list("journey", flat=True))
    was_in = set(Planned.objects.filter(person=person).values_list("plan", flat=True))
    Traveller.objects.filter(person=person).delete()
    Planned.objects.filter(person=person).delete()
    for journey in Journey.objects.filter(ref__in=was_on):
        if not Traveller.objects.filter(journey=journey).exists():
            gone += _erase_journey(journey)
    for plan in Plan.objects.filter(ref__in=was_in):
        if not Planned.objects.filter(plan=plan).exists() and not Journey.objects.filter(plan=plan).exists():
            gone.append(plan.version_name())
            plan.delete()
    if was_on or was_in:
        staff.record(None, Tag.FORGOTTEN, person, at, erased=gone)


def _erase_journey(journey: Journey) -> list[vault.VersionName]:
    outbox.cancel(key=lapse_key(journey.ref))
    gone: list[vault.VersionName] = [journey.version_name()]
    for check in CheckIn.objects.filter(journey=journey):
        ladder.take_down(check)
        for step in (checks.AGAIN, checks.HEARD, checks.ALARM):
            outbox.cancel(key=ladder.step_key(check.ref, step))
    sections = {}
    for model in (Leg, CheckIn, Report, Brief, Watch):
        for row in model.objects.select_related("section").filter(journey=journey):
            gone.append(row.version_name())
            if row.section_id != journey.section_id:
                sections[row.section_id] = row.section
    for section in sections.values():
        gone += vault.erase_section(section)
    journey.delete()
    return gone
