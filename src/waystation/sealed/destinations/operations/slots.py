"""Places reserved, promised, used, given back. The database itself never gives away more than was agreed."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.machine import NOT_POSSIBLE_NOW
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import access
from waystation.sealed.destinations.cards import ApplicationCard
from waystation.sealed.destinations.models import Application, Offer, Slot
from waystation.sealed.destinations.operations.lapsing import LAPSE, empty, end_lapsed, lapse_key, settle
from waystation.sealed.destinations.queries import applications as queries
from waystation.sealed.destinations.rules import applications, offers
from waystation.sealed.destinations.rules.people import BY_ITSELF, KEEPERS
from waystation.sealed.destinations.tags import Tag

MARK = "slot_reserved"


@transaction.atomic
def reserve_slots(*, actor: staff.Actor, application: str, until_on: date, at: datetime) -> ApplicationCard:
    """Reserve a place for everybody on an application, to the end of a day; all or none. For liaison and supervisors.

    Of two who take the last place exactly one succeeds. Who has a place already keeps it, to the new day.

    :raises NotHere: the application or its offer is not the actor's.
    :raises Invalid: the day does not fit.
    :raises Refused: not enough places, or the offer is not open.
    """
    row = access.application_to_change(actor, application)
    if row.offer is None:
        raise Refused(offers.NOT_LIMITED)
    # The offer's row is looked at again under the lock: whoever was before us may have exhausted it.
    offer = access.offer_to_keep(actor, row.offer_id or "")
    _check(row, offer, until_on, at.date())
    end_lapsed(offer.ref, at)
    offer.refresh_from_db(fields=["state"])
    held = set(Slot.objects.filter(application=row).values_list("person", flat=True))
    wanted = [person for person in queries.covered_by(row) if person not in held]
    if wanted:
        facts = {
            "offer_takes": offer.state in offers.TAKES_RESERVATIONS
            and not offers.is_over(offer.valid_until_on, at.date())
        }
        if offer.state == offers.EXHAUSTED:
            raise Refused(offers.NO_PLACE_LEFT)
        offers.SLOT.move("reserve", offers.FREE, actor.roles, facts)
    Slot.objects.filter(application=row, state=offers.RESERVED).update(until_on=until_on)
    for person in wanted:
        _take(offer, row, person, until_on)
    staff.record(actor, Tag.PLACES_RESERVED, row.ref, at, places=len(wanted))
    settle(offer.ref, at)
    for person in wanted:
        casework.place_mark(actor=actor, person=person, kind=MARK, thing=row.ref, at=at)
    outbox.enqueue(
        LAPSE,
        payload={"application": row.ref, "to": actor.ref},
        due_at=offers.ends_at(until_on),
        key=lapse_key(row.ref),
    )
    return queries.get_card(actor, row.ref)


@transaction.atomic
def release_slots(*, actor: staff.Actor, application: str, at: datetime) -> ApplicationCard:
    """Give back the places an application holds, before it is sent. For liaison and supervisors.

    :raises NotHere: the application is not the actor's, or another role.
    :raises Refused: it was sent: withdraw it instead.
    """
    row = access.application_to_change(actor, application)
    if not actor.roles & KEEPERS:
        raise NotHere
    if row.state not in applications.BEFORE:
        raise Refused(NOT_POSSIBLE_NOW)
    free_slots(actor, row, at)
    return queries.get_card(actor, row.ref)


def commit_slots(row: Application, at: datetime) -> None:
    """Turn the reservations of an application into promises: it is sent, nothing ends them but a decision."""
    for slot in Slot.objects.filter(application=row, state=offers.RESERVED):
        facts = {"lapsed": offers.is_over(slot.until_on, at.date())}
        target = offers.SLOT.move("commit", slot.state, BY_ITSELF, facts).target
        Slot.objects.filter(ref=slot.ref, application=row).update(state=target, until_on=None)
    outbox.cancel(key=lapse_key(row.ref))


def consume_slot(row: Application, person: str) -> bool:
    """Write down that somebody's place is used up; say whether they held one."""
    slot = Slot.objects.filter(application=row, person=person, state=offers.COMMITTED).first()
    if slot is None:
        return False
    target = offers.SLOT.move("consume", slot.state, BY_ITSELF, {}).target
    Slot.objects.filter(ref=slot.ref, application=row).update(state=target)
    return True


def free_slots(
    actor: staff.Actor, row: Application, at: datetime, *, persons: Collection[str] | None = None
) -> list[str]:
    """Give back the places that an application, or some people on it, hold; return whose they were."""
    held = Slot.objects.filter(application=row, state__in=offers.HELD)
    if persons is not None:
        held = held.filter(person__in=list(persons))
    freed = []
    for slot in held.order_by("ref"):
        offers.SLOT.move("release", slot.state, BY_ITSELF, {})
        if empty(slot):
            freed.append(slot.person)
    if not freed:
        return []
    staff.record(actor, Tag.PLACES_RELEASED, row.ref, at, places=len(freed))
    settle(row.offer_id or "", at)
    _lift(actor, row, freed, at)
    if not Slot.objects.filter(application=row, state=offers.RESERVED).exists():
        outbox.cancel(key=lapse_key(row.ref))
    return freed


def _lift(actor: staff.Actor, row: Application, persons: Iterable[str], at: datetime) -> None:
    for person in persons:
        casework.lift_mark(actor=actor, person=person, kind=MARK, thing=row.ref, at=at)


def _check(row: Application, offer: Offer, until_on: date, today: date) -> None:
    if not offer.is_limited:
        raise Refused(offers.NOT_LIMITED)
    if row.state not in applications.BEFORE:
        raise Refused(NOT_POSSIBLE_NOW)
    faults = offers.faults_of_hold(until_on, offer.valid_until_on, today)
    if faults:
        raise Invalid(**faults)


def _take(offer: Offer, row: Application, person: str, until_on: date) -> None:
    """Take the first free row that nobody else took before us: the condition is part of the write itself."""
    free = Slot.objects.filter(offer=offer, state=offers.FREE).order_by("ref")
    for ref in list(free.values_list("ref", flat=True)):
        taken = Slot.objects.filter(ref=ref, state=offers.FREE).update(
            state=offers.RESERVED, application=row, person=person, until_on=until_on
        )
        if taken:
            return
    raise Refused(offers.NO_PLACE_LEFT)
