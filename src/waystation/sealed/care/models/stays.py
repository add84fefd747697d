"""Stays and the nights they take: one row for each bed and night, so that the database itself refuses a second."""

from django.db import models
from django.db.models import F, Q

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault.api import Row, SealedRow
from waystation.sealed.care.models.houses import Bed, Block
from waystation.sealed.care.models.states import STATE_LENGTH, state_check
from waystation.sealed.care.rules import stays


class Stay(SealedRow):
    """One person in one bed for some nights. The body lies in the case's ``logistics`` compartment."""

    data_map = {
        "case": "Whose case; erased with the person.",
        "person": "Who (opaque); erased with the person.",
        "bed": "Which bed, none while one is only wanted; erased with the person.",
        "state": "Where the stay stands, so that a lapsed hold can be freed without keys.",
        "arrives_on": "First night: a bed must not be booked twice.",
        "leaves_on": "Day of leaving: a bed must not be booked twice.",
        "held_until_on": "Last day of the hold, rounded to the day, so that it ends although nobody is there.",
    }

    case = models.CharField(max_length=LENGTH, db_index=True)
    person = models.CharField(max_length=LENGTH, db_index=True)
    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=STATE_LENGTH, default=stays.WANTED)
    arrives_on = models.DateField()
    leaves_on = models.DateField()
    held_until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            state_check(stays.STAY),
            models.CheckConstraint(
                condition=Q(leaves_on__gte=F("arrives_on")), name="care_stay_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(bed__isnull=False) | ~Q(state__in=sorted(stays.IN_A_BED)),
                name="care_stay_has_its_bed",
            ),
            models.CheckConstraint(
                condition=Q(held_until_on__isnull=False) | ~Q(state=stays.HELD), name="care_hold_ends"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=sorted(stays.THERE)), name="care_person_in_one_bed"
            ),
        ]
        indexes = [models.Index(fields=["state", "leaves_on"], name="care_stay_state_leaves")]


class BedNight(Row):
    """One bed on one night, taken by a stay or by a block: the row that makes a double booking impossible."""

    data_map = {
        "bed": "Which bed.",
        "night": "Which night: a bed must not be booked twice.",
        "stay": "Whose stay; erased with the person.",
        "block": "Or which block.",
    }

    bed = models.ForeignKey(Bed, on_delete=models.CASCADE, related_name="+")
    night = models.DateField()
    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, null=True, related_name="+")
    block = models.ForeignKey(Block, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bed", "night"], name="care_bed_once_a_night"),
            models.CheckConstraint(
                condition=Q(stay__isnull=False, block__isnull=True)
                | Q(stay__isnull=True, block__isnull=False),
                name="care_night_for_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["night", "bed"], name="care_night_bed")]
