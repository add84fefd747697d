"""From a first schedule to a very good one: exact programmes over a few dozen households at a time."""

import time
from collections.abc import Callable

import numpy as np

from waystation.engines.placement import highs
from waystation.engines.placement.days.calendar import HOME
from waystation.engines.placement.days.columns import DAY, DEPARTURE, LEG, PROGRAMME, SHELTER, Columns
from waystation.engines.placement.days.greedy import Standing, place, remove
from waystation.engines.placement.days.master import Pool, Relaxed
from waystation.engines.placement.days.pricing import Pricer, several
from waystation.engines.placement.fields import Bools, Floats, Ints

SLICE = 1.0
"""CPU seconds one neighbourhood may take."""

OPTIONS = 8
"""Plans each household of a neighbourhood starts with."""

ROUNDS = 6
MORE = 4
"""Rounds of local pricing, and plans a household gains in each."""


class Search:
    """A schedule that only gets better, under prices that say who could gain most."""

    def __init__(
        self, columns: Columns, relaxed: Relaxed, standing: Standing, *, seed: int, deadline: float
    ) -> None:
        self.columns, self.relaxed, self.standing, self.deadline = columns, relaxed, standing, deadline
        self.random = np.random.default_rng(seed)
        self.pricer, self.pool = Pricer(columns), Pool(columns)
        self.size = 24

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
            begun = time.process_time()
            solved = self._improve(free, min(SLICE, self.deadline - begun))
            if solved and len(free) == len(self.relaxed.worth):
                break
            quick = time.process_time() - begun < SLICE / 2
            self.size = min(self.size + 1, 90) if solved and quick else max(self.size - 2, 12)
            tell(f"within {self.gap:.3%} of the bound, {self.deadline - time.process_time():.0f} s left")

    def losses(self) -> Floats:
        """How far each household's plan is below the best it could have at the prices."""
        columns, relaxed = self.columns, self.relaxed
        own = np.zeros(len(relaxed.worth))
        for household in np.flatnonzero(self.standing.plans[:, LEG] != HOME).tolist():
            plan = self.standing.plans[household]
            at, much = columns.uses(household, plan)
            own[household] = columns.gain(household, plan) + relaxed.bonus[household] - relaxed.row[at] @ much
        return np.maximum(relaxed.worth - own, 0.0)

    def _pick(self) -> Ints:
        """A seat of waste and the households around it, those that lose most more likely."""
        losses = self.losses()
        fetched = self.standing.plans[:, LEG] != HOME
        near = self._near(fetched)
        weight = near * (0.05 + losses / max(float(losses.max()), 1e-12)) * self.random.random(len(near))
        weight[~fetched & (self.relaxed.worth <= 0.0)] *= 0.1
        return np.argsort(-weight, kind="stable")[: self.size]

    def _near(self, fetched: Bools) -> Floats:
        """How much each household has to do with a place picked at random among the wasted ones."""
        calendar, plans = self.columns.calendar, self.standing.plans
        rows, row = self.columns.rows, self.relaxed.row
        wasted = np.maximum(self.standing.left, 0.0) * row + 1e-9
        at = int(self.random.choice(len(wasted), p=wasted / wasted.sum()))
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

    def _improve(self, free: Ints, seconds: float) -> bool:
        """Solve for the free households exactly over their best plans; true when it ended in time."""
        columns, standing = self.columns, self.standing
        before = standing.plans[free].copy()
        for household in free.tolist():
            remove(columns, standing, household)
        mine = self._options(free, before)
        answer = highs.solve_whole(
            self._program(free, mine), seconds=max(seconds, 0.05), guess=self._guess(free, before, mine),
            options=highs.PLAIN, seed=int(self.random.integers(2**31)),
        )  # fmt: skip
        after = {h: plan for h, plan in zip(free.tolist(), before, strict=True) if plan[LEG] != HOME}
        if len(answer.x):
            chosen = [mine[i] for i in np.flatnonzero(answer.x > 0.5)]
            worth = sum(self.pool.gain[i] + self.relaxed.bonus[self.pool.household[i]] for i in chosen)
            was = sum(columns.gain(h, plan) + self.relaxed.bonus[h] for h, plan in after.items())
            if worth > was + 1e-12:
                after = {self.pool.household[i]: self.pool.plan[i] for i in chosen}
        for household, plan in after.items():
            place(columns, standing, household, plan)
        return answer.status == "optimal"

    def _options(self, free: Ints, before: Ints) -> list[int]:
        """The numbers of plans worth considering: own and good ones first, then what local prices ask for.

        The places left for these households have prices of their own, found by a few rounds of column
        generation over them alone.
        """
        mine = self._first_options(free, before)
        base = len(self.standing.left)
        place_of = {h: i for i, h in enumerate(free.tolist())}
        program = highs.Growing(np.append(np.maximum(self.standing.left, 0.0), np.ones(len(free))))
        loaded = 0
        for _ in range(ROUNDS):
            self._load(program, mine[loaded:], base, place_of)
            loaded = len(mine)
            answer = program.run()
            if answer.status != "optimal":
                break
            row = np.maximum(answer.price[:base], 0.0)
            held = set(mine)
            for household in free.tolist():
                floor = float(answer.price[base + place_of[household]]) + 1e-9
                fresh = self._good(household, row, floor - self.relaxed.bonus[household], MORE)
                mine += [i for i in fresh if i not in held]
            if len(mine) == loaded:
                return self._promising(mine, before, free, answer)
        return mine

    def _promising(self, mine: list[int], before: Ints, free: Ints, answer: highs.Answer) -> list[int]:
        """Leave out what cannot be part of anything better: too far below the local prices."""
        pool, base = self.pool, len(self.standing.left)
        place_of = {h: i for i, h in enumerate(free.tolist())}
        own = {
            self.pool.add(h, plan) for h, plan in zip(free.tolist(), before, strict=True) if plan[LEG] != HOME
        }
        was = sum(pool.gain[i] + self.relaxed.bonus[pool.household[i]] for i in own)
        room = answer.value - was + 1e-7
        reduced = [
            pool.gain[i] + self.relaxed.bonus[pool.household[i]] - float(answer.price[pool.row[i]] @ pool.much[i])
            - float(answer.price[base + place_of[pool.household[i]]])
            for i in mine
        ]  # fmt: skip
        return [i for i, r in zip(mine, reduced, strict=True) if r > -room or i in own]

    def _first_options(self, free: Ints, before: Ints) -> list[int]:
        mine = [
            self.pool.add(h, own) for h, own in zip(free.tolist(), before, strict=True) if own[LEG] != HOME
        ]
        for household in free.tolist():
            mine += self._good(household, self.relaxed.row, 1e-9 - self.relaxed.bonus[household], OPTIONS)
        return list(dict.fromkeys(mine))

    def _good(self, household: int, row: Floats, floor: float, most: int) -> list[int]:
        """The best plans at these prices among those that fit, one for a shelter and day."""
        prices = self.pricer.prices(household, row, self.standing.left)
        table = self.pricer.values(household, prices)
        best, found = table.max(axis=2), []
        for at in several(best, floor, most).tolist():
            shelter, day = np.unravel_index(at, best.shape)
            inner = int(at) * table.shape[2] + int(np.argmax(table[shelter, day]))
            found.append(self.pool.add(household, self.pricer.plan(household, prices, inner, table.shape)))
        return found

    def _load(self, program: highs.Growing, some: list[int], base: int, place_of: dict[int, int]) -> None:
        pool = self.pool
        row = [np.append(pool.row[i], base + place_of[pool.household[i]]) for i in some]
        if not row:
            return
        lengths = np.array([len(rows) for rows in row])
        gain = np.array([pool.gain[i] + self.relaxed.bonus[pool.household[i]] for i in some])
        much = np.concatenate([np.append(pool.much[i], 1.0) for i in some])
        program.grow(gain, np.cumsum(lengths) - lengths, np.concatenate(row), much)

    def _program(self, free: Ints, mine: list[int]) -> highs.Program:
        pool, count = self.pool, len(self.standing.left)
        place_of = {h: i for i, h in enumerate(free.tolist())}
        row = [np.append(pool.row[i], count + place_of[pool.household[i]]) for i in mine]
        much = [np.append(pool.much[i], 1.0) for i in mine]
        all_rows = np.concatenate(row) if row else np.empty(0, dtype=np.int64)
        used, number = np.unique(all_rows, return_inverse=True)
        limit = np.append(np.maximum(self.standing.left, 0.0), np.ones(len(free)))[used]
        gain = np.array([pool.gain[i] + self.relaxed.bonus[pool.household[i]] for i in mine])
        column = np.repeat(np.arange(len(mine)), [len(rows) for rows in row])
        return highs.Program(
            gain=gain, high=np.ones(len(mine)), row_low=np.full(len(used), -np.inf), row_high=limit + 1e-9,
            row=number, column=column, entry=np.concatenate(much) if much else np.empty(0),
        )  # fmt: skip

    def _guess(self, free: Ints, before: Ints, mine: list[int]) -> Floats:
        own = {(h, *plan.tolist()) for h, plan in zip(free.tolist(), before, strict=True)}
        pool = self.pool
        return np.array([float((pool.household[i], *pool.plan[i].tolist()) in own) for i in mine])
