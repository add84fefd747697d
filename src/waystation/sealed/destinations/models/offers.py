"""Counterparts and talks, offers, and one row for each agreed place: so that the database gives none away twice."""

from django.db import models
from django.db.models import Q

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault.api import Row, SealedRow
from waystation.sealed.destinations.models.applications import Application
from waystation.sealed.destinations.models.states import STATE_LENGTH, state_check
from waystation.sealed.destinations.rules import offers


class Counterpart(SealedRow):
    """An official or a colleague elsewhere whom the liaison team talks to; only the liaison team reads who."""


class Offer(SealedRow):
    """What a country agreed to. The body, for liaison and supervisors: country, pathway, conditions, secrecy."""

    data_map = {
        "state": "Where the offer stands, so that no place of a closed one is given away.",
        "valid_until_on": "Last day of the offer, so that it ends although nobody is there.",
        "is_limited": "Whether places are counted, so that none is given away twice.",
    }

    state = models.CharField(max_length=STATE_LENGTH, default=offers.DRAFT)
    valid_until_on = models.DateField(null=True)
    is_limited = models.BooleanField(default=True)

    class Meta:
        constraints = [state_check(offers.OFFER)]


class OfferNotice(SealedRow):
    """All that coordinators may know of an offer: the pathway. No country, nobody's name."""

    data_map = {"offer": "Which offer."}

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="+")


class Talk(SealedRow):
    """What was said to a counterpart, and by whom: in the counterpart's compartment."""

    data_map = {"counterpart": "With whom (opaque).", "offer": "About which offer, if about one."}

    counterpart = models.ForeignKey(Counterpart, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, null=True, related_name="+")


class Slot(Row):
    """One agreed place. There are as many rows as were agreed, and one row is held by one person or by nobody."""

    data_map = {
        "offer": "Which offer.",
        "state": "Free, reserved, promised or used: a place must not be given away twice.",
        "application": "By which application it is held; erased with the person.",
        "person": "For whom (opaque); erased with the person.",
        "until_on": "Last day of the reservation, so that it ends although nobody is there.",
    }

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=STATE_LENGTH, default=offers.FREE)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.CharField(max_length=LENGTH, default="")
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            state_check(offers.SLOT),
            models.UniqueConstraint(
                fields=["application", "person"],
                condition=Q(application__isnull=False),
                name="destinations_one_slot_each",
            ),
            models.CheckConstraint(
                condition=Q(state=offers.FREE, application__isnull=True, person="", until_on__isnull=True)
                | Q(state=offers.RESERVED, application__isnull=False, until_on__isnull=False) & ~Q(person="")
                | Q(state=offers.COMMITTED, application__isnull=False, until_on__isnull=True) & ~Q(person="")
                | Q(state=offers.CONSUMED, until_on__isnull=True),
                name="destinations_slot_fits_state",
            ),
        ]
        indexes = [models.Index(fields=["offer", "state"], name="destinations_slot_state")]
