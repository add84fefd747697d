"""When a safe house becomes known, whoever is on the way to it is stopped or warned."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.sealed.evacuation.models import Journey, Traveller
from waystation.sealed.evacuation.operations.journeys import disarm
from waystation.sealed.evacuation.rules import journeys
from waystation.sealed.evacuation.tags import Tag


@transaction.atomic
def follow_compromise(*, actor: staff.Actor, house: str, persons: Collection[str], at: datetime) -> list[str]:
    """Doubt every open journey of these people: nobody sets out before somebody looked at the way again.

    A decision to go is taken back, escorts and owners are told to look. Opens nothing, so that no team's journey is
    left out because whoever closed the house does not hold it. Returns the journeys.
    """
    refs = Traveller.objects.filter(person__in=list(persons)).values("journey")
    rows = Journey.objects.select_for_update().filter(ref__in=refs, state__in=sorted(journeys.OPEN))
    doubted = []
    for row in rows.order_by("ref"):
        if row.state == journeys.ARMED:
            row.state = journeys.PLANNED
            disarm(row, at)
        Journey.objects.filter(pk=row.pk).update(state=row.state, is_doubtful=True)
        staff.record(actor, Tag.JOURNEY_DOUBTED, row.ref, at, house=house)
        outbox.tell([row.owner, row.escort], at=at, but=actor.ref)
        doubted.append(row.ref)
    return doubted
