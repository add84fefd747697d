"""The linear programme over whole plans, its columns found by pricing, and the bound its prices prove."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from waystation.engines.placement import highs
from waystation.engines.placement.days.calendar import HOME
from waystation.engines.placement.days.columns import LEG, Columns
from waystation.engines.placement.days.pricing import Pricer
from waystation.engines.placement.fields import Floats, Ints

MORE = 3
"""Plans a household gains in each round of pricing."""

TOLERANCE = 2e-5
"""Column generation ends when the bound is this close to the programme's value, as a share of it."""


@dataclass
class Pool:
    """Plans seen so far, each once: whose, which, how good, and the rows they use, the household's own last."""

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
            row, much = np.append(row, self.columns.rows.count + household), np.append(much, 1.0)
            self.household.append(household)
            self.plan.append(plan)
            self.gain.append(self.columns.gain(household, plan))
            self.row.append(row)
            self.much.append(much)
        return self.seen[key]

    def load(self, program: highs.Growing, some: Sequence[int], bonus: Floats) -> None:
        """Give a linear programme over all rows, one for each household at the end, these plans."""
        if not some:
            return
        row, much = [self.row[i] for i in some], [self.much[i] for i in some]
        lengths = np.array([len(rows) for rows in row])
        gain = np.array([self.gain[i] + bonus[self.household[i]] for i in some])
        program.grow(gain, np.cumsum(lengths) - lengths, np.concatenate(row), np.concatenate(much))


@dataclass(frozen=True)
class Relaxed:
    """Prices of every row, the bound they prove, and the best reduced value of each household."""

    row: Floats
    bound: float
    worth: Floats
    bonus: Floats


class Master:
    """Column generation with smoothed prices (Wentges 1997): price, add, solve, until nothing is missing."""

    def __init__(self, columns: Columns, bonus: Floats, *, reserve: Floats | float = 0.0) -> None:
        self.columns, self.bonus = columns, bonus
        self.pricer = Pricer(columns)
        self.pool = Pool(columns)
        self.capacity = columns.rows.capacity(reserve)
        self.program = highs.Growing(np.concatenate([self.capacity, np.ones(columns.calendar.households)]))
        self._loaded = 0

    def price_all(self, row: Floats, most: int) -> tuple[Relaxed, list[int]]:
        """The bound at these prices, over plans that fit when nobody else is there; takes the best into the pool."""
        everyone = np.arange(self.columns.calendar.households)
        table = self.pricer.table(everyone, row, self.capacity)
        worth = np.maximum(table.best.max(axis=(1, 2), initial=-np.inf) + self.bonus, 0.0)
        found = [self.pool.add(h, plan) for h, plan in self.pricer.good(table, 1e-9 - self.bonus, most)]
        bound = float(self.capacity @ row + worth.sum())
        return Relaxed(row, bound, worth, self.bonus), found

    def load(self) -> None:
        """Give the linear programme the plans it does not have yet."""
        self.pool.load(self.program, range(self._loaded, len(self.pool.gain)), self.bonus)
        self._loaded = len(self.pool.gain)

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
