"""Holds that run out: freed by a job without keys, and by whoever wants the bed when the job is late."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.sealed.care.models import BedNight, Stay
from waystation.sealed.care.queries import stays as queries
from waystation.sealed.care.rules import nights, stays
from waystation.sealed.care.tags import Tag
from waystation.sealed.casework import api as casework

LAPSE = "care:hold:lapse"


def lapse_key(stay: str) -> str:
    """Name the one job that ends a hold."""
    return f"{LAPSE}:{stay}"


@transaction.atomic
def lapse_hold(payload: Mapping[str, str], at: datetime) -> None:
    """Free the nights of a hold that is over, and tell whoever held it to look. A job: it opens nothing.

    Late, early or twice makes no difference: the facts are looked at again.
    """
    row = Stay.objects.select_for_update().filter(ref=payload["stay"], state=stays.HELD).first()
    if row is not None and nights.hold_has_lapsed(row.held_until_on, at.date()):
        _end(row, at)
        outbox.mail(to=payload["to"], notice="look", at=at)


def end_lapsed_holds(house: str, at: datetime) -> None:
    """Free the nights of every hold of a house that is over: nobody loses a bed because the worker was down."""
    for row in queries.lapsed_holds(at.date()).select_for_update().filter(bed__house=house).order_by("ref"):
        _end(row, at)


def _end(row: Stay, at: datetime) -> None:
    facts = {"lapsed": nights.hold_has_lapsed(row.held_until_on, at.date())}
    row.state = stays.STAY.move("lapse", row.state, frozenset({stays.CLOCK}), facts).target
    # The body is left as it is: nobody here holds its key. The state alone says how the hold ended.
    Stay.objects.filter(pk=row.pk).update(state=row.state)
    BedNight.objects.filter(stay=row).delete()
    casework.lift_mark(actor=None, person=row.person, kind="bed_held", thing=row.ref, at=at)
    ledger.record(actor=None, tag=Tag.STAY_MOVED, subject=row.ref, at=at, detail={"move": "lapse"})
