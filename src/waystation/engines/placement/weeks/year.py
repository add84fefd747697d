"""A year of arrivals: an instance in which every household has a day on which it arrives."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from waystation.engines.placement.fields import Bools, Floats, Ints, agree, whole
from waystation.engines.placement.generate import generate
from waystation.engines.placement.instance import STAY, Instance, instance_from

DAYS = 364
MONTHS = 12


@dataclass(frozen=True)
class Year:
    """An instance with the day each household arrives on.

    ``capacity`` is the whole year's and is released month by month. Households that arrived before day 0
    are last year's: nobody places them, the futures are drawn from them.
    """

    instance: Instance
    arrives: Ints

    @property
    def this_year(self) -> Bools:
        """Which households arrive in this year."""
        coming: Bools = self.arrives >= 0
        return coming

    def released(self, day: int) -> Ints:
        """How many places have been released by a day: a twelfth of the year's at the start of each month."""
        month = min(day * MONTHS // DAYS + 1, MONTHS)
        places: Ints = self.instance.capacity * month // MONTHS
        return places

    def gain(self, day: int) -> Floats:
        """The gain of every pair if offered on a day: what waiting has left of it.

        A household that is no longer unharmed gains nothing: the chance that it still is falls with its
        hazard for each day it has waited.
        """
        hazard = self.instance.hazard[self.instance.household]
        waited = np.maximum(day - self.arrives[self.instance.household], 0)
        left: Floats = self.instance.gain * np.exp(-hazard * waited)
        return left


def year_from(fields: Mapping[str, Any]) -> Year:
    """Build a checked year from the named arrays of a file.

    :raises InstanceUnreadable: naming the first field that cannot be used, and why.
    """
    instance = instance_from(fields)
    arrives = whole(fields, "arrives", 1)
    n = instance.households
    agree("arrives", len(arrives) == n, f"has {len(arrives)} entries for {n} households")
    agree("arrives", not n or int(arrives.max()) < DAYS, f"must lie below {DAYS}")
    agree("arrives", bool((arrives >= 0).any()), "names nobody who arrives in this year, from day 0 on")
    for name, given in (("together", len(instance.together)), ("apart", len(instance.apart)),
                        ("mandatory", instance.mandatory.any()), ("kept", (instance.kept != STAY).any())):  # fmt: skip
        agree(name, not given, "cannot be used in a year of arrivals")
    return Year(instance, arrives)


def generate_year(*, households: int, programmes: int, seed: int) -> Year:
    """Invent a year, and one before it with as many people for the futures to be drawn from."""
    instance = generate(households=2 * households, programmes=programmes, seed=seed, linked=0.0, hostile=0.0)
    random = np.random.default_rng([seed, 4])
    arrives = np.concatenate([random.integers(-DAYS, 0, households), random.integers(0, DAYS, households)])
    return Year(replace(instance, capacity=np.maximum(instance.capacity // 2, 1)), arrives)


def part(year: Year, some: Ints, gain: Floats, capacity: Ints) -> tuple[Instance, Ints]:
    """The instance of some households (each once or more often) and the pairs that are worth something.

    Returns it with the number of the original pair for each of its pairs.
    """
    instance = year.instance
    order = np.argsort(instance.household, kind="stable")
    start = np.searchsorted(instance.household[order], np.arange(instance.households + 1))
    count = start[some + 1] - start[some]
    base = np.repeat(start[some] - np.cumsum(count) + count, count)
    pair = order[base + np.arange(int(count.sum()))]
    whose = np.repeat(np.arange(len(some)), count)
    worth = gain[pair] > 0.0
    pair, whose = pair[worth], whose[worth]
    smaller = replace(
        instance, use=instance.use[some], capacity=capacity, household=whose, programme=instance.programme[pair],
        gain=gain[pair], mandatory=np.zeros(len(some), dtype=np.bool_), kept=np.full(len(some), STAY),
        group=instance.group[some], waited_days=instance.waited_days[some], hazard=instance.hazard[some],
        refused=np.empty((0, 3), dtype=np.int64), gain_halved=None, gain_doubled=None, fit=None, previous=None,
    )  # fmt: skip
    return smaller, pair
