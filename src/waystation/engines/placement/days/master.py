"""The linear programme over whole plans, its columns found by pricing, and the bound its prices prove."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from waystation.engines.placement import highs
from waystation.engines.placement.days.calendar import HOME
from waystation.engines.placement.days.columns import LEG, Columns
from waystation.engines.placement.days.pricing import Pricer, several
from waystation.engines.placement.fields import Floats, Ints

MORE = 3
"""Plans a household gains in each round of pricing."""

TOLERANCE = 2e-5
"""Column generation ends when the bound is this close to the programme's value, as a share of it."""


@dataclass
class Pool:
    """Plans seen so far, each once: whose, which, how good, and what they use."""

    columns: Columns
    household: list[int] = field(default_factory=list)
    plan: list[Ints] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)
    row: list[Ints] = field(default_factory=list)
    much: list[Floats] = field(default_factory=list)
    seen: dict[tuple[int, ...], int] = field(default_factory=dict)

    def add(self, household: int, plan: Ints) -> int:
        """The number of a plan, which is taken in when it is new."""
        key = (household, *plan.tolist())
        if key not in self.seen:
            self.seen[key] = len(self.gain)
            row, much = self.columns.uses(household, plan)
            self.household.append(household)
            self.plan.append(plan)
            self.gain.append(self.columns.gain(household, plan))
            self.row.append(row)
            self.much.append(much)
        return self.seen[key]


@dataclass(frozen=True)
class Relaxed:
    """Prices of every row, the bound they prove, and the best reduced value of each household."""

    row: Floats
    bound: float
    worth: Floats
    bonus: Floats


class Master:
    """Column generation with smoothed prices (Wentges 1997): price, add, solve, until nothing is missing."""

    def __init__(self, columns: Columns, bonus: Floats, *, reserve: float) -> None:
        self.columns, self.bonus = columns, bonus
        self.pricer = Pricer(columns)
        self.pool = Pool(columns)
        self.capacity = columns.rows.capacity(reserve)
        self.program = highs.Growing(np.concatenate([self.capacity, np.ones(columns.calendar.households)]))
        self._loaded = 0

    def price_all(self, row: Floats, most: int) -> tuple[Relaxed, list[int]]:
        """The bound at these prices, over plans that fit when nobody else is there; takes the best into the pool."""
        households = self.columns.calendar.households
        worth, found = np.zeros(households), []
        for household in range(households):
            prices = self.pricer.prices(household, row, self.capacity)
            table = self.pricer.values(household, prices)
            best = table.max(axis=2)
            worth[household] = max(float(best.max(initial=-np.inf)) + self.bonus[household], 0.0)
            for at in several(best, 1e-9 - self.bonus[household], most).tolist():
                shelter, day = np.unravel_index(at, best.shape)
                inner = int(at) * table.shape[2] + int(np.argmax(table[shelter, day]))
                plan = self.pricer.plan(household, prices, inner, table.shape)
                found.append(self.pool.add(household, plan))
        bound = float(self.capacity @ row + worth.sum())
        return Relaxed(row, bound, worth, self.bonus), found

    def load(self) -> None:
        """Give the linear programme the plans it does not have yet."""
        pool, first = self.pool, self._loaded
        if first == len(pool.gain):
            return
        whose = np.array(pool.household[first:])
        base = len(self.capacity)
        row = [np.append(rows, base + h) for rows, h in zip(pool.row[first:], whose, strict=True)]
        much = [np.append(entries, 1.0) for entries in pool.much[first:]]
        lengths = np.array([len(rows) for rows in row])
        gain = np.array(pool.gain[first:]) + self.bonus[whose]
        self.program.grow(gain, np.cumsum(lengths) - lengths, np.concatenate(row), np.concatenate(much))
        self._loaded = len(pool.gain)

    def take(self, plans: Ints) -> None:
        """Put the plans of a schedule into the pool."""
        for household in np.flatnonzero(plans[:, LEG] != HOME).tolist():
            self.pool.add(household, plans[household].copy())

    def relax(self, deadline: float, tell: Callable[[str], None]) -> Relaxed:
        """The best prices found until the deadline, or until the programme's value meets the bound."""
        best, _ = self.price_all(np.zeros_like(self.capacity), 1)
        smooth = False
        while time.process_time() < deadline:
            self.load()
            answer = self.program.run()
            if answer.status != "optimal":
                break
            gap = (best.bound - answer.value) / max(abs(best.bound), 1e-12)
            tell(
                f"{len(self.pool.gain)} plans; no schedule is worth more than {best.bound:.6g}, {gap:.3%} to go"
            )
            if gap <= TOLERANCE:
                break
            out = np.maximum(answer.price[: len(self.capacity)], 0.0)
            before = len(self.pool.gain)
            found, _ = self.price_all(0.5 * (best.row + out) if smooth else out, MORE)
            if len(self.pool.gain) == before and smooth:
                again, _ = self.price_all(out, MORE)
                found = min(found, again, key=lambda one: one.bound)
            best = min(best, found, key=lambda one: one.bound)
            if len(self.pool.gain) == before:
                break
            smooth = True
        return best
