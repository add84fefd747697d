"""Safe houses: what the team knows, what only the closest know, who looked at them, and their beds."""

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault.api import SealedRow, Section
from waystation.sealed.care.models.states import STATE_LENGTH, state_check
from waystation.sealed.care.rules import houses


class SafeHouse(SealedRow):
    """A place to sleep. The body, for the house's team and its host: code name, head count, what it suits, the host."""

    data_map = {
        "state": "Where the house stands, so that no bed of a closed house can be held.",
        "helper": "Which trusted helper offered it, so that it takes nobody new when their trust ends; opaque.",
        "vetting": "Which compartment holds what those who looked at the house found; the host never holds it.",
    }

    state = models.CharField(max_length=STATE_LENGTH, default=houses.PROPOSED)
    helper = models.CharField(max_length=LENGTH, blank=True, default="")
    vetting = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [state_check(houses.HOUSE)]


class HouseAddress(SealedRow):
    """Where a house is and how to reach the host, in a compartment of its own that is given person by person."""

    data_map = {"house": "Which house."}

    house = models.OneToOneField(SafeHouse, on_delete=models.CASCADE, related_name="+")


class HouseVetting(SealedRow):
    """What one person found when looking at a house: verdict, reasons, by whom and when, all sealed."""

    data_map = {"house": "Which house."}

    house = models.ForeignKey(SafeHouse, on_delete=models.CASCADE, related_name="+")


class HouseWorry(SealedRow):
    """What worries a host. Sealed to the house's team and the supervisors: the host writes it and cannot read it back."""

    data_map = {
        "house": "Which house.",
        "is_open": "Nobody has seen to it yet, so that it is not forgotten.",
    }

    house = models.ForeignKey(SafeHouse, on_delete=models.CASCADE, related_name="+")
    is_open = models.BooleanField(default=True)


class Bed(SealedRow):
    """One bed. The body, in the house's compartment: a label and what is particular about it."""

    data_map = {
        "house": "Which house.",
        "is_gone": "The bed is no longer there; kept because past nights name it.",
    }

    house = models.ForeignKey(SafeHouse, on_delete=models.CASCADE, related_name="+")
    is_gone = models.BooleanField(default=False)


class Block(SealedRow):
    """A bed out of use for some nights; the reason is sealed."""

    data_map = {
        "bed": "Which bed.",
        "starts_on": "First night out of use: a bed must not be booked twice.",
        "ends_on": "The day from which it can be used again.",
    }

    bed = models.ForeignKey(Bed, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="care_block_has_nights"
            )
        ]
