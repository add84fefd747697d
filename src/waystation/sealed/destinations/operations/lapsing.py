"""What ends by itself: reservations, offers, papers. Done by jobs without keys, and by whoever comes first when they are late."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations.models import Application, Authorisation, Offer, Slot
from waystation.sealed.destinations.queries import offers as queries
from waystation.sealed.destinations.rules import applications, leaving, offers
from waystation.sealed.destinations.rules.people import BY_ITSELF
from waystation.sealed.destinations.tags import Tag

LAPSE = "destinations:places:lapse"
EXPIRE = "destinations:offer:expire"
LAPSE_PAPER = "destinations:paper:lapse"


def lapse_key(application: str) -> str:
    """Name the one job that ends the reservations of an application."""
    return f"{LAPSE}:{application}"


def expire_key(offer: str) -> str:
    """Name the one job that ends an offer."""
    return f"{EXPIRE}:{offer}"


def paper_key(paper: str) -> str:
    """Name the one job that ends a paper."""
    return f"{LAPSE_PAPER}:{paper}"


@transaction.atomic
def lapse_places(payload: Mapping[str, str], at: datetime) -> None:
    """Free the places an application reserved, when the reservation is over; tell whoever made it. A job.

    Late, early or twice makes no difference: the facts are looked at again.
    """
    row = Application.objects.select_for_update().filter(ref=payload["application"]).first()
    if row is None or row.offer_id is None:
        return
    if end_lapsed(row.offer_id, at, application=row.ref):
        outbox.mail(to=payload["to"], notice="look", at=at)


def end_lapsed(offer: str, at: datetime, *, application: str | None = None) -> int:
    """Free the places of an offer whose reservation is over: nobody loses one because the worker was down."""
    Offer.objects.select_for_update().filter(ref=offer).first()
    slots = Slot.objects.filter(offer=offer, state=offers.RESERVED, until_on__lt=at.date())
    if application is not None:
        slots = slots.filter(application=application)
    over = list(slots.order_by("ref"))
    for slot in over:
        offers.SLOT.move("lapse", slot.state, BY_ITSELF, {"lapsed": True})
        empty(slot)
        _lift(slot, at)
        staff.record(None, Tag.PLACES_RELEASED, slot.application_id or "", at, move="lapse")
    if over:
        settle(offer, at)
    return len(over)


def empty(slot: Slot) -> bool:
    """Write a place free, if it still is in the state and with the person that were read."""
    freed = Slot.objects.filter(
        ref=slot.ref, state=slot.state, application=slot.application_id, person=slot.person
    ).update(state=offers.FREE, application=None, person="", until_on=None)
    return freed == 1


def settle(offer: str, at: datetime) -> None:
    """Let an offer be exhausted when its last place is taken, and open when one is free again.

    The body is left as it is: whoever takes or returns a place need not hold the offer.
    """
    row = Offer.objects.select_for_update().get(ref=offer)
    facts = queries.facts_of(row, queries.places_of([offer])[offer], at.date())
    for move in offers.OFFER.offers(row.state, BY_ITSELF, facts):
        if move.allowed:
            Offer.objects.filter(ref=offer).update(state=move.target)
            staff.record(None, Tag.OFFER_MOVED, offer, at, move=move.name)
            return


@transaction.atomic
def expire_offer(payload: Mapping[str, str], at: datetime) -> None:
    """End an offer whose last day is over. A job; late, early or twice makes no difference."""
    if Offer.objects.filter(ref=payload["offer"]).exists():
        settle(payload["offer"], at)


@transaction.atomic
def lapse_paper(payload: Mapping[str, str], at: datetime) -> None:
    """End a paper to travel whose last day is over, and with it the clearance of whoever leaned on it. A job."""
    found = Authorisation.objects.filter(ref=payload["paper"]).values_list("application", flat=True).first()
    if found is None:
        return
    row = Application.objects.select_for_update().get(ref=found)
    paper = Authorisation.objects.get(ref=payload["paper"])
    if paper.state != "issued" or not offers.is_over(paper.valid_until_on, at.date()):
        return
    paper.state = leaving.AUTHORISATION.move("lapse", paper.state, BY_ITSELF, {}).target
    Authorisation.objects.filter(ref=paper.ref).update(state=paper.state)
    staff.record(None, Tag.AUTHORISATION_LAPSED, paper.ref, at)
    valid = Authorisation.objects.filter(application=row, state="issued")
    if row.state == "authorised" and not valid.exists():
        state = applications.APPLICATION.move("lapse", row.state, BY_ITSELF, {"has_papers": False}).target
        Application.objects.filter(ref=row.ref).update(state=state)
        staff.record(None, Tag.APPLICATION_MOVED, row.ref, at, move="lapse")
    if not valid.filter(person=paper.person).exists():
        casework.lift_mark(actor=None, person=paper.person, kind="cleared", thing=row.ref, at=at)
    outbox.mail(to=payload["to"], notice="look", at=at)


def _lift(slot: Slot, at: datetime) -> None:
    casework.lift_mark(
        actor=None, person=slot.person, kind="slot_reserved", thing=slot.application_id or "", at=at
    )
