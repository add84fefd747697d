"""What allows a person to leave, their way out, and what follows in law: all in the application's compartment."""

from django.db import models
from django.db.models import Q

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault.api import SealedRow
from waystation.sealed.destinations.models.applications import Application
from waystation.sealed.destinations.models.states import STATE_LENGTH, state_check
from waystation.sealed.destinations.rules import clocks, leaving

_OF_WHOM = {
    "application": "Which application; erased with the person.",
    "person": "Who (opaque); erased with the person.",
}


class OfPerson(SealedRow):
    """Something an application brought for one person."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=LENGTH, db_index=True)

    class Meta:
        abstract = True


class Authorisation(OfPerson):
    """A visa, laissez-passer or other paper to travel; number, dates and whereabouts are sealed."""

    data_map = {
        **_OF_WHOM,
        "state": "Valid, used or over.",
        "valid_until_on": "Last day, so that a clearance ends although nobody is there.",
    }

    state = models.CharField(max_length=STATE_LENGTH, default=leaving.AUTHORISATION.start)
    valid_until_on = models.DateField()

    class Meta:
        constraints = [state_check(leaving.AUTHORISATION)]


class ExitCheck(OfPerson):
    """What a lawyer found before a person crosses a border; void after they were sent back."""

    data_map = {**_OF_WHOM, "is_void": "It no longer counts: somebody was sent back, or a newer one exists."}

    is_void = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person"],
                condition=Q(is_void=False),
                name="destinations_one_exit_check",
            )
        ]


class Departure(OfPerson):
    """One person's way out: when and how, who receives them and the words agreed, all sealed."""

    data_map = {**_OF_WHOM, "state": "Booked, on the way, arrived, sent back or called off."}

    state = models.CharField(max_length=STATE_LENGTH, default=leaving.BOOKED)

    class Meta:
        constraints = [
            state_check(leaving.DEPARTURE),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=sorted(leaving.ON_THE_WAY)),
                name="destinations_one_departure_each",
            ),
        ]


class StatusStep(OfPerson):
    """A step towards the right to stay: what and when is sealed."""

    data_map = {**_OF_WHOM}


class LegalClock(OfPerson):
    """A period of law for a person; kind, days and stops are sealed, every date is computed."""

    data_map = {**_OF_WHOM, "state": "Running, stopped, reached or cancelled."}

    state = models.CharField(max_length=STATE_LENGTH, default=clocks.CLOCK.start)

    class Meta:
        constraints = [state_check(clocks.CLOCK)]
