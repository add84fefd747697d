"""From a first schedule to a very good one: exact programmes over a few dozen households at a time."""

import time
from collections.abc import Callable

import numpy as np

from waystation.engines.placement import highs
from waystation.engines.placement.days.calendar import HOME
from waystation.engines.placement.days.columns import DAY, DEPARTURE, LEG, PROGRAMME, SHELTER, Columns
from waystation.engines.placement.days.greedy import Standing, place, remove
from waystation.engines.placement.days.master import Pool, Relaxed
from waystation.engines.placement.days.pricing import Pricer
from waystation.engines.placement.fields import Bools, Floats, Ints

SLICE = 0.12
"""CPU seconds the exact programme of one neighbourhood may take."""

LEAST = 2e-5
"""The least gain a neighbourhood is searched for, as a share of the bound."""

SLACK = 5e-4
"""How far below the best schedule the search may go on from, as a share of the bound; less and less to the end."""

QUICK = 0.6
"""The share of SLICE within which a neighbourhood must be solved for the next ones to be larger."""

OPTIONS = 8
"""Plans each household of a neighbourhood starts with."""

FORGET = 0.5
FAINT = 1e-3
"""What a wasted place whose neighbourhood could not be helped keeps of its weight each time, and at least."""

ROUNDS = 8
MORE = 4
"""Rounds of local pricing, and plans a household gains in each."""


class Search:
    """A schedule, now and then a little worse on its way to a better one, under prices that say who could gain most."""

    def __init__(
        self, columns: Columns, relaxed: Relaxed, standing: Standing, *, seed: int, deadline: float
    ) -> None:
        self.columns, self.relaxed, self.standing, self.deadline = columns, relaxed, standing, deadline
        self.random = np.random.default_rng(seed)
        self.pricer, self.pool = Pricer(columns), Pool(columns)
        self.size, self.at = 24, 0
        self.span = max(deadline - time.process_time(), 1.0)
        self.best = self.value, standing.plans.copy()
        self.hope = np.ones(len(standing.left))
        self.least = LEAST * relaxed.bound
        self.price = np.append(relaxed.row, relaxed.worth)
        self.lost = relaxed.worth.copy()
        for i in self._own(np.arange(len(self.lost))):
            self.lost[self.pool.household[i]] = max(-self._reduced(i, self.price), 0.0)

    @property
    def value(self) -> float:
        """What the schedule is worth, the bonus of the mandatory included."""
        fetched = self.standing.plans[:, LEG] != HOME
        return self.standing.value + float(self.relaxed.bonus[fetched].sum())

    @property
    def gap(self) -> float:
        """How far the schedule can be from the best one, as a share of the bound."""
        return (self.relaxed.bound - self.value) / max(abs(self.relaxed.bound), 1e-12)

    def run(self, enough: float, tell: Callable[[str], None]) -> None:
        """Improve until the deadline."""
        while time.process_time() < self.deadline and self.gap > enough:
            free = self._pick()
            begun, was = time.process_time(), self.value
            solved = self._improve(free)
            helped = self.value > was + 1e-12
            if self.value > self.best[0]:
                self.best = self.value, self.standing.plans.copy()
            self.hope[self.at] = 1.0 if helped else max(FORGET * self.hope[self.at], FAINT)
            if solved and len(free) == len(self.lost):
                break
            quick = time.process_time() - begun < SLICE * QUICK
            self.size = min(self.size + 1, 90) if solved and quick else max(self.size - 2, 12)
            tell(f"within {self.gap:.3%} of the bound, {self.deadline - time.process_time():.0f} s left")

        self._return_to_best()

    def _return_to_best(self) -> None:
        plans = self.best[1]
        others = np.flatnonzero((self.standing.plans != plans).any(axis=1)).tolist()
        for household in others:
            remove(self.columns, self.standing, household)
        for household in others:
            if plans[household, LEG] != HOME:
                place(self.columns, self.standing, household, plans[household])

    def _pick(self) -> Ints:
        """A seat of waste and the households around it, those that lose most at the prices more likely."""
        fetched = self.standing.plans[:, LEG] != HOME
        near = self._near(fetched)
        weight = (
            near * (0.05 + self.lost / max(float(self.lost.max()), 1e-12)) * self.random.random(len(near))
        )
        weight[~fetched & (self.relaxed.worth <= 0.0)] *= 0.1
        return np.argsort(-weight, kind="stable")[: self.size]

    def _near(self, fetched: Bools) -> Floats:
        """How much each household has to do with a place picked at random among the wasted ones."""
        calendar, plans = self.columns.calendar, self.standing.plans
        rows, row = self.columns.rows, self.relaxed.row
        wasted = (np.maximum(self.standing.left, 0.0) * row + 1e-9) * self.hope
        self.at = at = int(self.random.choice(len(wasted), p=wasted / wasted.sum()))
        near = np.full(len(fetched), 0.02)
        if at >= rows.quota and at < rows.apart:
            programme, month = divmod(at - rows.quota, calendar.quota.shape[1])
            near[calendar.household[calendar.programme == programme]] = 0.3
            leaves = calendar.month[np.minimum(plans[:, DEPARTURE], calendar.days - 1)]
            near[fetched & (plans[:, PROGRAMME] == programme)] = 1.0
            near[fetched & (plans[:, PROGRAMME] == programme) & (leaves == month)] = 2.0
            return near
        if at >= rows.beds and at < rows.quota:
            shelter, day = divmod(at - rows.beds, calendar.days)
            there = fetched & (plans[:, SHELTER] == shelter)
            near[~fetched] = 0.2
            near[there] = 0.5
            near[there & (plans[:, DAY] <= day + 6) & (plans[:, DEPARTURE] >= day - 6)] = 2.0
            return near
        day = at % calendar.days if at < rows.escorts else (at - rows.escorts) % calendar.days
        touched = DEPARTURE if rows.exits <= at < rows.beds else DAY
        near[~fetched] = 0.2
        near += np.where(fetched, 2.0 / (1.0 + np.abs(plans[:, touched] - day)), 0.0)
        return near

    def _own(self, some: Ints) -> list[int]:
        """The numbers of the plans that these households have."""
        plans = self.standing.plans[some]
        return [
            self.pool.add(h, plan.copy())
            for h, plan in zip(some.tolist(), plans, strict=True)
            if plan[LEG] != HOME
        ]

    def _improve(self, free: Ints) -> bool:
        """Solve for the free households exactly over their best plans; true when it ended in time."""
        own = self._own(free)
        for household in free.tolist():
            remove(self.columns, self.standing, household)
        mine, room = self._options(free, own)
        chosen, solved = own, True
        if mine and room > self.least:
            had = set(own)
            answer = highs.solve_whole(
                self._program(free, mine), seconds=min(SLICE, max(self.deadline - time.process_time(), 0.05)),
                guess=np.array([float(i in had) for i in mine]), seed=int(self.random.integers(2**31)),
                options={**highs.PLAIN, "mip_abs_gap": self.least},
            )  # fmt: skip
            found = [mine[i] for i in np.flatnonzero(answer.x > 0.5)]
            solved = answer.status == "optimal"
            floor = (
                self.best[0] - SLACK * self.relaxed.bound * (self.deadline - time.process_time()) / self.span
            )
            if len(answer.x) and self.value + self._worth(found) > floor:
                chosen = found
        self.lost[free] = self.relaxed.worth[free]
        for i in chosen:
            place(self.columns, self.standing, self.pool.household[i], self.pool.plan[i])
            self.lost[self.pool.household[i]] = max(-self._reduced(i, self.price), 0.0)
        return solved

    def _worth(self, some: list[int]) -> float:
        return sum(self.pool.gain[i] + float(self.relaxed.bonus[self.pool.household[i]]) for i in some)

    def _reduced(self, i: int, price: Floats) -> float:
        """Gain less the price of everything, the household's own place included."""
        pool = self.pool
        return float(pool.gain[i] + self.relaxed.bonus[pool.household[i]] - price[pool.row[i]] @ pool.much[i])

    def _options(self, free: Ints, own: list[int]) -> tuple[list[int], float]:
        """The plans worth considering, and the most that can be gained with them.

        Own and good ones come first; then the places left for these households have prices of their own,
        found by a few rounds of column generation over them alone. What is too far below those prices to be
        part of anything better is left out.
        """
        bonus, count = self.relaxed.bonus, self.columns.rows.count
        mine = list(dict.fromkeys(own + self._good(free, self.relaxed.row, 1e-9 - bonus[free], OPTIONS)))
        program = highs.Growing(np.append(np.maximum(self.standing.left, 0.0), np.ones(len(bonus))))
        loaded = 0
        for _ in range(ROUNDS):
            self.pool.load(program, mine[loaded:], bonus)
            loaded = len(mine)
            answer = program.run()
            if answer.status != "optimal":
                break
            row, held = np.maximum(answer.price[:count], 0.0), set(mine)
            floor = answer.price[count + free] + 1e-9 - bonus[free]
            mine += [i for i in self._good(free, row, floor, MORE) if i not in held]
            if len(mine) == loaded:
                room = answer.value - self._worth(own)
                near = [i for i in mine if self._reduced(i, answer.price) > self.least - room]
                return list(dict.fromkeys(own + near)), room
        return mine, np.inf

    def _good(self, free: Ints, row: Floats, floor: Floats, most: int) -> list[int]:
        """The best plans at these prices among those that fit, one for a shelter and day."""
        table = self.pricer.table(free, row, self.standing.left)
        return [self.pool.add(household, plan) for household, plan in self.pricer.good(table, floor, most)]

    def _program(self, free: Ints, mine: list[int]) -> highs.Program:
        """The exact programme over these plans, rows that cannot bind left out.

        Whoever takes the wasted place gets up to its price on top, so that the search leaves local optima.
        """
        pool, count = self.pool, self.columns.rows.count
        row, much = np.concatenate([pool.row[i] for i in mine]), np.concatenate([pool.much[i] for i in mine])
        column = np.repeat(np.arange(len(mine)), [len(pool.row[i]) for i in mine])
        whose = np.searchsorted(np.sort(free), np.array([pool.household[i] for i in mine]))[column]
        limit = np.append(np.maximum(self.standing.left, 0.0), np.ones(len(self.lost)))
        keep = (row >= count) | _crowded(limit, row, whose, much)[row]
        used, number = np.unique(row[keep], return_inverse=True)
        gain = np.array([pool.gain[i] + self.relaxed.bonus[pool.household[i]] for i in mine])
        lure = float(self.random.random()) * self.price[self.at] * (row == self.at) * much
        gain += np.bincount(column, weights=lure, minlength=len(mine))
        return highs.Program(
            gain=gain, high=np.ones(len(mine)), row_low=np.full(len(used), -np.inf), row_high=limit[used] + 1e-9,
            row=number, column=column[keep], entry=much[keep],
        )  # fmt: skip


def _crowded(limit: Floats, row: Ints, whose: Ints, entry: Floats) -> Bools:
    """Which rows of places can bind: those overfilled if each household took the most any one plan takes."""
    most = np.zeros((len(limit), int(whose.max(initial=-1)) + 1))
    np.maximum.at(most, (row, whose), entry)
    crowded: Bools = most.sum(axis=1) > limit + 1e-9
    return crowded
