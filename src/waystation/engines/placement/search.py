"""From a first plan to a very good one: exact programmes over neighbourhoods, the dearest waste first."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from waystation.engines.placement import core, greedy, highs
from waystation.engines.placement.fields import Bools, Floats, Ints
from waystation.engines.placement.instance import STAY
from waystation.engines.placement.problem import Problem
from waystation.engines.placement.relax import rounded, whole_blocks, within
from waystation.engines.placement.standing import Standing

SHORT, LONG = 0.15, 0.6
"""CPU seconds one neighbourhood may take: little while much is wasted, more when the easy gains are made."""


def worth(problem: Problem, chosen: Ints) -> float:
    """The value of a plan: the gains of the chosen pairs (STAY for none)."""
    return float(problem.gain[chosen[chosen != STAY]].sum())


def first_plan(problem: Problem, standing: Standing, first: Ints, reach: float) -> Ints:
    """The linear programme rounded and filled up at the prices, or served at the prices from ``first`` on.

    Blocks go first: later, room for all of a block at once is hard to find.
    """
    order = np.lexsort((-standing.stay_loss, ~problem.linked))
    chosen = greedy.serve(problem, rounded(problem, standing, reach), order, standing.reduced)
    if (chosen[problem.must] == STAY).any():
        return greedy.serve(problem, first, order, standing.reduced)
    return chosen


class Search:
    """A plan that only gets better, under prices that say how much better it can get."""

    def __init__(
        self, problem: Problem, standing: Standing, chosen: Ints, *, seed: int, deadline: float
    ) -> None:
        self.problem, self.standing, self.deadline = problem, standing, deadline
        self.chosen, self.value = chosen, worth(problem, chosen)
        self.random = np.random.default_rng(seed)
        self.proven = False
        self.tried = np.zeros(len(problem.capacity))

    @property
    def gap(self) -> float:
        """How far the plan can be from the best one, as a share of the bound."""
        return (self.standing.bound - self.value) / max(abs(self.standing.bound), 1e-12)

    def left(self) -> float:
        """CPU seconds left."""
        return self.deadline - time.process_time()

    def whole(self, reach: float, seconds: float, options: Mapping[str, Any]) -> bool:
        """One exact programme over every pair within ``reach`` of its household's best; true when solved."""
        standing, household = self.standing, self.problem.household
        placed = self.chosen != STAY
        pair = np.flatnonzero(standing.loss <= reach)
        pair = np.union1d(pair, self.chosen[placed])
        choices = np.bincount(household[pair], minlength=len(placed)) + (
            (standing.stay_loss <= reach) | ~placed
        )
        free = whole_blocks(self.problem, choices > 1)
        part = core.build(self.problem, pair, free, self.chosen)
        return self._solve(part, min(seconds, self.left()), self.chosen, options) == "optimal"

    def take(self, chosen: Ints) -> None:
        """Keep a plan if it is better."""
        value = worth(self.problem, chosen)
        if value > self.value:
            self.chosen, self.value = chosen, value

    def neighbourhoods(
        self,
        reach: float,
        seconds: float,
        enough: float,
        tell: Callable[[float], None],
        *,
        most: float = SHORT,
    ) -> None:
        """Free a few programmes at a time, those that waste most and share people, and solve them exactly."""
        stop = time.process_time() + min(seconds, self.left())
        near = np.flatnonzero(self.standing.loss <= within(self.problem, reach)[self.problem.household])
        shared = self._shared(near)
        size = min(3, len(shared))
        while time.process_time() < stop and self.gap > enough:
            inside = self._pick(shared, size)
            pair, free = self._around(near, inside, reach)
            begun = time.process_time()
            part = core.build(self.problem, pair, free, self.chosen)
            before = self.value
            status = self._solve(part, min(most, self.left()), self.chosen, highs.PLAIN)
            self.tried[inside] = 0.0 if self.value > before else self.tried[inside] + 1.0
            if status != "optimal":
                size = max(size - 1, 2)
            elif time.process_time() - begun < most / 2:
                size = min(size + 1, len(shared))
            tell(self.gap)
            if size == len(shared) and status == "optimal":
                break

    def fill_up(self) -> None:
        """Let whoever still fits somewhere go there, the dearest first, even below the price."""
        order = np.lexsort((-self.standing.stay_loss, ~self.problem.linked))
        self.chosen = greedy.serve(self.problem, self.chosen, order, self.problem.gain)
        self.value = worth(self.problem, self.chosen)

    def _shared(self, near: Ints) -> Floats:
        """How many households each two programmes have in common among the near pairs."""
        from scipy.sparse import csr_matrix

        rows, columns = self.problem.household[near], self.problem.programme[near]
        shape = (self.problem.households, len(self.problem.capacity))
        wanted = csr_matrix((np.ones(len(near)), (rows, columns)), shape=shape)
        shared: Floats = (wanted.T @ wanted).toarray()
        np.fill_diagonal(shared, 0.0)
        return shared

    def _pick(self, shared: Floats, size: int) -> Bools:
        waste = self._waste() / (1.0 + self.tried) ** 2
        inside = np.zeros(len(waste), dtype=np.bool_)
        inside[self.random.choice(len(waste), p=waste / waste.sum())] = True
        while inside.sum() < size:
            pull = (
                (shared[inside].sum(axis=0) + 1e-3)
                * (waste + waste.mean())
                * (0.2 + self.random.random(len(waste)))
            )
            inside[int(np.argmax(np.where(inside, -1.0, pull)))] = True
        return inside

    def _waste(self) -> Floats:
        """What each programme loses against the bound: places left empty and pairs that are not the best."""
        problem, standing = self.problem, self.standing
        empty = problem.capacity - core.load(problem, self.chosen)
        placed = self.chosen[self.chosen != STAY]
        lost = np.bincount(problem.programme[placed], np.maximum(standing.loss[placed], 0.0), len(empty))
        waste: Floats = (empty * standing.prices).sum(axis=1) + lost
        return waste + 1e-9 * max(float(waste.sum()), 1.0)

    def _around(self, near: Ints, inside: Bools, reach: float) -> tuple[Ints, Bools]:
        """The near pairs inside the programmes, and the households that have a choice among them."""
        problem, placed = self.problem, self.chosen != STAY
        at = problem.programme[np.maximum(self.chosen, 0)] if len(problem.gain) else self.chosen
        outside = whole_blocks(problem, np.asarray(placed & ~inside[at]))
        pair = near[inside[problem.programme[near]]]
        pair = pair[~outside[problem.household[pair]]]
        other = pair[self.chosen[problem.household[pair]] != pair]
        free = placed & (self.standing.stay_loss <= reach) & ~outside
        free[problem.household[other]] = True
        free = whole_blocks(problem, free)
        mine = self.chosen[free & placed]
        return np.union1d(pair[free[problem.household[pair]]], mine), free

    def _solve(self, part: core.Core, seconds: float, start: Ints | None, options: Mapping[str, Any]) -> str:
        if not len(part.pair):
            return "optimal"
        guess = None if start is None else core.gather(part, start)
        answer = highs.solve_whole(
            part.program,
            seconds=max(seconds, 0.01),
            guess=guess,
            options=options,
            seed=int(self.random.integers(2**31)),
        )
        if len(answer.x):
            self.take(core.spread(part, answer.x))
        return answer.status
