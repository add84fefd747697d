"""Tables of evacuation: plans, journeys, legs, what an escort may know, check-ins and what was reported."""

from django.db import models
from django.db.models import CheckConstraint, Q

from waystation.foundation.kernel.machine import Machine
from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault.api import Row, SealedRow
from waystation.sealed.evacuation.rules import checks, journeys, plans

STATE_LENGTH = 16


def _state_check(machine: Machine) -> CheckConstraint:
    return CheckConstraint(
        condition=Q(state__in=sorted(machine.states)), name=f"evacuation_{machine.name}_state_known"
    )


class Plan(SealedRow):
    """A plan to bring people of one case out. The body lies in the case's ``route`` compartment."""

    data_map = {
        "case": "Whose case; erased with its people.",
        "state": "Where the plan stands, so that what waits for a second person can be found.",
        "drafted_on": "Day it was begun: order of the list.",
    }

    case = models.CharField(max_length=LENGTH, db_index=True)
    state = models.CharField(max_length=STATE_LENGTH, default=plans.DRAFTED)
    drafted_on = models.DateField()

    class Meta:
        constraints = [_state_check(plans.PLAN)]
        indexes = [models.Index(fields=["state", "drafted_on"], name="evacuation_plan_state")]


class Planned(Row):
    """One person for whom a plan is."""

    data_map = {"plan": "Which plan.", "person": "Who (opaque); erased with the person."}

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=LENGTH, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="evacuation_planned_once")]


class Journey(SealedRow):
    """A journey of one or more people. The body lies in ``route``: where to, who receives, the decision to go."""

    data_map = {
        "case": "Whose case; erased with its people.",
        "plan": "Which plan it follows.",
        "state": "Where the journey stands, so that the worker can end a decision to go that is too old.",
        "starts_on": "Day of the first leg: order of the list.",
        "owner": "Key pair of whoever keeps it (opaque), so that the worker can call them.",
        "escort": "Key pair of the escort (opaque), for the same; empty when the journey is over.",
        "is_owed": "The case has still to be brought up to date by somebody who may.",
        "is_doubtful": "A house on its way became known: nobody may set out before it was looked at.",
    }

    case = models.CharField(max_length=LENGTH, db_index=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=STATE_LENGTH, default=journeys.PLANNED)
    starts_on = models.DateField()
    owner = models.CharField(max_length=LENGTH)
    escort = models.CharField(max_length=LENGTH, blank=True, default="")
    is_owed = models.BooleanField(default=False)
    is_doubtful = models.BooleanField(default=False)

    class Meta:
        constraints = [_state_check(journeys.JOURNEY)]
        indexes = [
            models.Index(fields=["state", "starts_on"], name="evacuation_journey_state"),
            models.Index(fields=["escort"], name="evacuation_escort", condition=~Q(escort="")),
        ]


class Traveller(Row):
    """One person on a journey."""

    data_map = {"journey": "Which journey.", "person": "Who (opaque); erased with the person."}

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=LENGTH, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journey", "person"], name="evacuation_traveller_once")
        ]


class Leg(SealedRow):
    """One leg of a journey. Places, times and transport are in the body, sealed in ``route``."""

    data_map = {
        "journey": "Which journey.",
        "state": "Where the leg stands, so that an escort who does not hold the way can say how it went.",
        "departs_on": "Day it begins: order of the list.",
    }

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=STATE_LENGTH, default=journeys.PLANNED)
    departs_on = models.DateField()

    class Meta:
        constraints = [_state_check(journeys.LEG)]


class Brief(SealedRow):
    """All an escort may know of a journey, in a compartment of its own, kind ``escort``, taken away afterwards."""

    data_map = {"journey": "Which journey."}

    journey = models.OneToOneField(Journey, on_delete=models.CASCADE, related_name="+")


class Watch(SealedRow):
    """What the holder of the twelve words may know of a journey, compartment ``check_in``: times, and how to compare
    the alarm word; nothing of the way."""

    data_map = {
        "journey": "Which journey.",
        "request": "Which request it came from (opaque): finds the journey from the mailbox.",
    }

    journey = models.OneToOneField(Journey, on_delete=models.CASCADE, related_name="+")
    request = models.CharField(max_length=LENGTH, db_index=True)


class CheckIn(SealedRow):
    """A moment at which somebody wants to hear that they are safe. The moment is in the body, and in its jobs."""

    data_map = {
        "journey": "Which journey.",
        "leg": "Which leg, where it belongs to one.",
        "state": "Where it stands: the worker climbs the ladder without keys.",
        "due_on": "Day: order of the list.",
    }

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="+")
    leg = models.ForeignKey(Leg, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=STATE_LENGTH, default=checks.SCHEDULED)
    due_on = models.DateField()

    class Meta:
        constraints = [_state_check(checks.CHECK_IN)]
        indexes = [models.Index(fields=["state", "due_on"], name="evacuation_check_state")]


class Report(SealedRow):
    """What somebody said or did on the way: who, what, when, in words; in a compartment that its writer can seal."""

    data_map = {
        "journey": "Which journey.",
        "said_on": "Day: order of the list.",
    }

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="+")
    said_on = models.DateField()
