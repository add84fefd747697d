"""A year lived through under one rule: who is offered what each week, and what it comes to."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from waystation.engines.placement import greedy
from waystation.engines.placement.fields import Floats, Ints
from waystation.engines.placement.instance import STAY, Instance
from waystation.engines.placement.problem import prepare
from waystation.engines.placement.relax import price
from waystation.engines.placement.solve import solve
from waystation.engines.placement.weeks.year import DAYS, Year, part

RULES = ("first_come", "urgency_first", "myopic", "prices")

STEP = 7
FROZEN = 3
FILED = 10
"""Days between sessions; an accepted plan is not touched for 72 hours, and is final after ten days."""

CHARGE = 0.02
"""What each change of an accepted plan costs, per person, in units of gain."""

FUTURES = 2
"""Futures drawn for each week's prices."""

MEMORY = 0.6
"""How much of last week's prices remains in this week's."""


@dataclass(frozen=True)
class Lived:
    """A year under one rule: what was averted, how long people waited, who was placed and who was moved."""

    rule: str
    value: float
    mean_wait_days: float
    placed: int
    changes: int
    held_back: int
    cpu_seconds: float
    programme: Ints
    day: Ints


def hindsight(year: Year) -> float:
    """What no rule can exceed: everybody known from the start, placed on arrival, households divisible."""
    some = np.flatnonzero(year.this_year)
    instance, _ = part(year, some, year.instance.gain, year.instance.capacity)
    return price(prepare(instance)).bound


class Desk:
    """Where everybody is, as the weeks pass."""

    def __init__(self, year: Year, rule: str, seed: int) -> None:
        self.year, self.rule = year, rule
        self.random = np.random.default_rng([seed, 5])
        n = year.instance.households
        self.programme, self.day, self.worth = np.full(n, STAY), np.full(n, STAY), np.zeros(n)
        self.prices = np.zeros(year.instance.capacity.shape)
        self.changes = self.held_back = 0

    def session(self, day: int) -> None:
        """One weekly session."""
        year, gain = self.year, self.year.gain(day)
        here = (year.arrives >= 0) & (year.arrives <= day)
        waiting = np.flatnonzero(here & (self.programme == STAY))
        open_again = self._reconsidered(day) if self.rule == "prices" else waiting[:0]
        fixed = np.flatnonzero(self.programme != STAY)
        fixed = fixed[~np.isin(fixed, open_again)]
        left = year.released(day)
        np.subtract.at(left, self.programme[fixed], year.instance.use[fixed])
        some = np.concatenate([waiting, open_again])
        if not len(some):
            return
        if self.rule == "prices":
            self._price(day, waiting, gain)
            net = self._net(gain, open_again)
            self.held_back += int(
                ((gain > 0.0) & (net <= 0.0) & np.isin(year.instance.household, waiting)).sum()
            )
            self._decide(some, net, gain, left, day=day)
        else:
            self._decide(some, gain, gain, left, day=day)

    def _reconsidered(self, day: int) -> Ints:
        """Those whose accepted plan is past its 72 hours and not yet final."""
        age = day - self.day
        return np.flatnonzero((self.programme != STAY) & (age >= FROZEN) & (age < FILED))

    def _net(self, gain: Floats, open_again: Ints) -> Floats:
        """Gain above the prices; for an accepted plan what it was worth, for any other less the charge."""
        instance = self.year.instance
        household, programme = instance.household, instance.programme
        mine = np.isin(household, open_again)
        own = mine & (self.programme[household] == programme)
        charge = CHARGE * instance.use[household, 0]
        value = np.where(own, self.worth[household], np.where(mine, gain - charge, gain))
        paid = np.einsum("ek,ek->e", instance.use[household], self.prices[programme])
        net: Floats = value - paid
        # An accepted plan may be exchanged, never withdrawn.
        return np.where(mine & (value > 0), net + 1e3, net) if len(open_again) else net

    def _price(self, day: int, waiting: Ints, gain: Floats) -> None:
        """Prices of the rest of the year: those waiting, and futures drawn from whoever came before."""
        year = self.year
        known = np.flatnonzero(year.arrives <= day)
        recent = known[year.arrives[known] > day - DAYS]
        left = year.instance.capacity.copy()
        taken = np.flatnonzero(self.programme != STAY)
        np.subtract.at(left, self.programme[taken], year.instance.use[taken])
        found = []
        for _ in range(FUTURES):
            coming = self.random.choice(recent, round(len(recent) * (DAYS - 1 - day) / DAYS))
            everyone = np.concatenate([waiting, coming])
            instance, pair = part(year, everyone, np.maximum(gain, 1e-12), left)
            fresh = instance.household >= len(waiting)
            instance.gain[fresh] = year.instance.gain[pair[fresh]]
            found.append(price(prepare(instance)).prices)
        mean = np.mean(found, axis=0)
        self.prices = mean if day < STEP else MEMORY * self.prices + (1.0 - MEMORY) * mean

    def _decide(self, some: Ints, net: Floats, gain: Floats, left: Ints, *, day: int) -> None:
        instance, pair = part(self.year, some, net, np.maximum(left, 0))
        if self.rule in ("myopic", "prices"):
            choice = solve(instance, seconds=3.0).choice
        else:
            choice = self._by_hand(instance, some)
        for at in np.flatnonzero(choice[instance.household] == instance.programme).tolist():
            self._offer(int(some[instance.household[at]]), int(pair[at]), gain, day)

    def _by_hand(self, instance: Instance, some: Ints) -> Ints:
        """One after another, by hazard or by the day they came, each its best programme with room."""
        problem = prepare(instance)
        urgency = -instance.hazard if self.rule == "urgency_first" else self.year.arrives[some]
        nobody = np.full(len(some), STAY)
        chosen = greedy.serve(problem, nobody, np.argsort(urgency, kind="stable"), problem.gain)
        taken = chosen != STAY
        nobody[taken] = problem.programme[chosen[taken]]
        return nobody

    def _offer(self, household: int, pair: int, gain: Floats, day: int) -> None:
        programme = int(self.year.instance.programme[pair])
        before = int(self.programme[household])
        if programme == before:
            return
        charge = CHARGE * float(self.year.instance.use[household, 0]) if before != STAY else 0.0
        self.changes += before != STAY
        self.programme[household], self.worth[household] = programme, float(gain[pair]) - charge
        self.day[household] = day


def live(year: Year, rule: str, *, seed: int = 0, tell: Callable[[str], None] = lambda _line: None) -> Lived:
    """Live through the year under one of :data:`RULES`."""
    begun = time.process_time()
    desk = Desk(year, rule, seed)
    for day in range(STEP - 1, DAYS, STEP):
        desk.session(day)
        tell(f"{rule.replace('_', ' ')}, day {day}: {int((desk.programme != STAY).sum())} placed")
    placed = np.flatnonzero(desk.programme != STAY)
    waits = desk.day[placed] - year.arrives[placed]
    return Lived(
        rule, float(desk.worth[placed].sum()), float(waits.mean()) if len(placed) else 0.0, len(placed),
        desk.changes, desk.held_back, time.process_time() - begun, desk.programme, desk.day,
    )  # fmt: skip
