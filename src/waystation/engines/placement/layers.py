"""What comes after harm averted: fairness, few changes and fit, each in its turn and each with its price."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from waystation.engines.placement import core, highs
from waystation.engines.placement.fields import Floats, Ints
from waystation.engines.placement.instance import STAY
from waystation.engines.placement.problem import Problem, best_per_household
from waystation.engines.placement.relax import price, reach_of, whole_blocks
from waystation.engines.placement.search import Search, first_plan, worth
from waystation.engines.placement.standing import Standing, exact_reach

MANY = 40_000
"""Pairs a layer may look at: those that cost least against the prices."""


@dataclass(frozen=True)
class Terms:
    """What the later layers may ask for.

    ``ceiling_days``: whoever has waited longer comes first. ``floor``: the share of the average that every
    group shall have of what it could gain. ``give``: the share of the harm averted that all later layers
    together may cost.
    """

    ceiling_days: float | None = None
    floor: float | None = None
    give: float = 0.01


@dataclass(frozen=True)
class Layer:
    """One layer: what it counts, how much before and after, and how much harm averted it cost."""

    name: str
    before: float
    after: float
    price: float
    proven: bool


@dataclass(frozen=True)
class _Aim:
    """What a layer counts: a weight on pairs, or the shortfall of sums of gains below their floors."""

    name: str
    weight: Floats
    floors: tuple[tuple[Floats, float], ...] = ()


class Layers:
    """A plan that is improved layer by layer; none takes back what the layers before have reached."""

    def __init__(self, problem: Problem, standing: Standing, chosen: Ints, terms: Terms) -> None:
        self.problem, self.standing, self.chosen, self.terms = problem, standing, chosen, terms
        self.value = self._worth(chosen)
        self.least = self.value - terms.give * abs(self.value)
        self.kept: list[tuple[Floats, float]] = []
        self.found: list[Layer] = []

    def _worth(self, chosen: Ints) -> float:
        return self._sum(self.problem.gain, chosen)

    def _sum(self, weight: Floats, chosen: Ints) -> float:
        return float(weight[chosen[chosen != STAY]].sum())

    def run(self, seconds: float, seed: int, tell: Callable[[str], None]) -> tuple[Layer, ...]:
        """Work through the layers that the instance and the terms give reason for."""
        for aim in self._aims():
            tell(f"layer: {aim.name}")
            self._improve(aim, seconds, seed)
        return tuple(self.found)

    def _aims(self) -> list[_Aim]:
        instance, problem = self.problem.instance, self.problem
        aims = []
        if self.terms.ceiling_days is not None:
            long = instance.waited_days > self.terms.ceiling_days
            aims.append(_Aim("waited beyond the ceiling, placed", long[problem.household].astype(np.float64)))
        if self.terms.floor is not None:
            aims.append(self._floor_aim(self.terms.floor))
        if instance.previous is not None:
            same = instance.previous[problem.household] == problem.programme
            aims.append(_Aim("accepted before, unchanged", same.astype(np.float64)))
        if instance.fit is not None:
            aims.append(_Aim("fit", instance.fit[problem.origin]))
        return aims

    def _floor_aim(self, floor: float) -> _Aim:
        """Every group shall gain its share: the average over all, of the best its members could each have."""
        problem, group = self.problem, self.problem.instance.group
        potential = np.maximum(best_per_household(problem, problem.gain), 0.0)
        share = floor * self.value / max(float(potential.sum()), 1e-12)
        rows = []
        for one in np.unique(group).tolist():
            mine = np.where(group[problem.household] == one, problem.gain, 0.0)
            rows.append((mine, share * float(potential[group == one].sum())))
        return _Aim("short of the floor, all groups", np.zeros(len(problem.gain)), tuple(rows))

    def _score(self, aim: _Aim, chosen: Ints) -> float:
        if aim.floors:
            return -sum(max(most - self._sum(mine, chosen), 0.0) for mine, most in aim.floors)
        return self._sum(aim.weight, chosen)

    def _improve(self, aim: _Aim, seconds: float, seed: int) -> None:
        before, worth = self._score(aim, self.chosen), self._worth(self.chosen)
        part = self._part(aim)
        program, guess = self._program(part, aim)
        answer = highs.solve_whole(
            program, seconds=seconds / 3, guess=guess, seed=seed, options={"mip_rel_gap": 1e-7}
        )
        if len(answer.x):
            self._accept(aim, core.spread(part, answer.x))
        if answer.status != "optimal":
            self._by_weight(aim, seconds * 2 / 3, seed)
        after = self._score(aim, self.chosen)
        if aim.floors:
            self.kept += [(mine, min(most, self._sum(mine, self.chosen))) for mine, most in aim.floors]
        else:
            self.kept.append((aim.weight, after))
        paid = worth - self._worth(self.chosen)
        sign = -1.0 if aim.floors else 1.0
        self.found.append(Layer(aim.name, sign * before, sign * after, paid, answer.status == "optimal"))

    def _accept(self, aim: _Aim, chosen: Ints) -> bool:
        """Take a plan that holds and counts for more; true when it holds."""
        holds = self._holds(chosen)
        if holds and self._score(aim, chosen) > self._score(aim, self.chosen) + 1e-9:
            self.chosen = chosen
        return holds

    def _by_weight(self, aim: _Aim, seconds: float, seed: int) -> None:
        """Where the exact programme is too large: count at an exchange rate, halving towards the allowance."""
        problem, until = self.problem, time.process_time() + seconds
        weight = aim.weight
        for mine, most in aim.floors:
            weight = weight + (mine if self._sum(mine, self.chosen) < most else 0.0)
        low, high = (
            0.0,
            float(np.abs(problem.gain).max(initial=1.0)) / max(float(weight.max(initial=0.0)), 1e-9),
        )
        while time.process_time() < until:
            rate = (low + high) / 2.0
            tilted = replace(problem, gain=problem.gain + rate * weight)
            standing = price(tilted)
            near, wide = reach_of(tilted, standing, 4), reach_of(tilted, standing, 20)
            started = first_plan(tilted, standing, self.chosen, wide)
            better = max((self.chosen, started), key=lambda chosen: worth(tilted, chosen))
            search = Search(tilted, standing, better, seed=seed, deadline=until)
            search.whole(near, 0.2 * seconds, {})
            search.neighbourhoods(wide, 0.15 * seconds, 1e-4, lambda _gap: None)
            low, high = (rate, high) if self._accept(aim, search.chosen) else (low, rate)

    def _holds(self, chosen: Ints) -> bool:
        slack = 1e-6 * max(abs(self.value), 1.0)
        fits = bool((core.load(self.problem, chosen) <= self.problem.capacity + 1e-6).all())
        kept = all(self._sum(weight, chosen) >= least - slack for weight, least in self.kept)
        return fits and kept and self._worth(chosen) >= self.least - slack

    def _part(self, aim: _Aim) -> core.Core:
        """The exact programme over every pair a plan within the allowance can use, or the best of them."""
        problem, loss = self.problem, self.standing.loss
        reach = exact_reach(self.standing, self.least) + 1e-9
        wanted = loss <= reach
        if int(wanted.sum()) > MANY:
            rated = np.where(aim.weight > 0, loss - reach, loss)
            wanted &= rated <= np.partition(rated, MANY)[MANY]
        pair = np.union1d(np.flatnonzero(wanted), self.chosen[self.chosen != STAY])
        free = whole_blocks(problem, np.bincount(problem.household[pair], minlength=problem.households) > 0)
        return core.build(problem, pair, free, self.chosen)

    def _program(self, part: core.Core, aim: _Aim) -> tuple[highs.Program, Floats]:
        """The programme of a core with a row for each thing to keep, and the layer's count before the gain."""
        base, pair = part.program, part.pair
        lows = [(self.problem.gain, self.least), *self.kept]
        rows = [(weight, least - 1e-7 * max(abs(least), 1.0)) for weight, least in lows] + list(aim.floors)
        first, columns = len(base.row_low), len(base.gain)
        row = [np.full(len(pair), first + i) for i in range(len(rows))]
        entry = [weight[pair] for weight, _ in rows]
        column = [np.arange(len(pair)) for _ in rows]
        short = len(aim.floors)
        row.append(first + len(lows) + np.arange(short))
        entry.append(np.ones(short))
        column.append(columns + np.arange(short))
        fixed = part.fixed[part.fixed != STAY]
        low = np.array([least - float(weight[fixed].sum()) for weight, least in rows])
        scale = 2.0 * self.terms.give * abs(self.value) + 1e-6 * abs(self.value)
        gain = base.gain + np.append(scale * aim.weight[pair], np.zeros(columns - len(pair)))
        start = core.gather(part, self.chosen)
        missing = [max(most - self._sum(mine, self.chosen), 0.0) for mine, most in aim.floors]
        flat = np.concatenate(entry)
        used = flat != 0.0
        return (
            replace(
                base, gain=np.append(gain, np.full(short, -1e3)), high=np.append(base.high, np.full(short, np.inf)),
                row_low=np.append(base.row_low, low), row_high=np.append(base.row_high, np.full(len(rows), np.inf)),
                row=np.append(base.row, np.concatenate(row)[used]),
                column=np.append(base.column, np.concatenate(column)[used]),
                entry=np.append(base.entry, flat[used]),
                loose=short,
            ),
            np.append(start, missing),
        )  # fmt: skip
