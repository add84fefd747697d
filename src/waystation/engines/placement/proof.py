"""The best plan and its proof: a core that is sure to hold it, tightened until little is left to try."""

from dataclasses import dataclass, field

import numpy as np

from waystation.engines.placement import core, highs
from waystation.engines.placement.fields import Floats, Ints
from waystation.engines.placement.hull import inequality
from waystation.engines.placement.problem import Problem
from waystation.engines.placement.relax import reach_of, settled_core
from waystation.engines.placement.search import Search, worth
from waystation.engines.placement.standing import exact_reach

FEW = 1_000
"""Up to so many pairs nothing is gained by tightening."""

ROUNDS = 60
"""Times the linear programme is brought down, at most."""

MARGIN = 1e-7
"""What rounding may cost when a choice is ruled out."""

GUESS = 2.0
"""How far below the bound the best plan is first looked for, in reaches of 40 alternatives to each price."""

NEAR = 4e-5
"""How far below the tightened bound it is first looked for, as a share."""

FURTHER, DEEPER = 2.0, 4.0
"""How much further, or deeper, the next look goes when nothing was there."""

LIFTED = 2e-4
"""Inequalities are extended to choices that cost so much at most, as a share of the bound."""


def prove(search: Search, seconds: float, *, few: int = FEW) -> None:
    """Find the best plan and prove it, if ``seconds`` of CPU time allow.

    It is looked for among the plans worth more than a guess, which rules out most choices at the prices and,
    as inequalities bring the bound down, most of the others. While what is found is not worth the guess,
    the guess is lowered: whatever stays ruled out at the end is so for certain. Where there are few pairs, one
    exact programme over all that a better plan can use is quicker.
    """
    if len(search.problem.gain) <= few:
        reach = exact_reach(search.standing, search.value) + MARGIN
        search.proven = search.whole(reach, seconds, highs.PLAIN)
        return
    stop = max(search.left() - seconds, 0.0)
    deep = max(GUESS * reach_of(search.problem, search.standing, 40), MARGIN)
    while not search.proven:
        floor = max(search.standing.bound - deep, search.value)
        if not _Tightened(search, floor).decide(stop):
            break
        search.proven = search.value >= floor - MARGIN
        deep *= DEEPER


@dataclass
class _Quota:
    """The columns that use the places of one programme, what each uses and what there is.

    ``whole`` are the latest values found to be a mixture of whole choices.
    """

    column: Ints
    use: Ints
    room: Ints
    whole: Floats = field(default_factory=lambda: np.empty(0))


class _Tightened:
    """The linear programme over every pair a plan worth more than ``floor`` can use, brought down by inequalities.

    ``out`` and ``into`` are the columns that a plan worth what is aimed at cannot, and must, choose.
    The inequalities hold whatever is aimed at.
    """

    def __init__(self, search: Search, floor: float) -> None:
        self.search, self.floor = search, floor
        problem, standing = search.problem, search.standing
        reach = standing.bound - floor + standing.spare + MARGIN
        everyone = np.full(problem.households, reach)
        self.part = settled_core(problem, standing, everyone, np.empty(0, dtype=np.int64))
        self.settled = worth(problem, self.part.fixed)
        self.small = highs.Small()
        self.model = highs.Tightening(self.part.program)
        self.quotas = _quotas(problem, self.part)
        self.found = np.empty(0)
        self.narrow = LIFTED * abs(standing.bound)

    def decide(self, stop: float) -> bool:
        """Search all that is left for the best plan; false when that did not end in time.

        It aims at plans worth little less than the bound, which rules out nearly everything. When there
        is none, the bound is lower by so much, and the next aim is lower still.
        """
        answer = self._tighten(-np.inf, stop)
        if answer.status != "optimal":
            return answer.status == "infeasible"
        bound = answer.value + self.settled
        near = max(NEAR * abs(bound), MARGIN)
        while bound > self._least() + MARGIN:
            aim = max(bound - near, self._least())
            if self.search.left() <= stop or not self._look(aim, stop):
                return False
            if self.search.value >= aim - MARGIN:
                break
            bound, near = aim, FURTHER * near
        return True

    def _least(self) -> float:
        return max(self.floor, self.search.value)

    def _look(self, aim: float, stop: float) -> bool:
        """Find the best plan worth more than ``aim`` if there is one; false when time ran out."""
        answer = self._tighten(aim, stop)
        if answer.status != "optimal":
            return answer.status == "infeasible"
        found = self.model.whole(
            seconds=self.search.left() - stop, guess=self.found, least=aim - self.settled - MARGIN
        )
        if len(found.x):
            self.found = found.x
            self.search.take(core.spread(self.part, found.x))
        return found.status != "stopped"

    def _tighten(self, aim: float, stop: float) -> highs.Answer:
        """Add what the linear programme breaks of what follows from the quotas, until it breaks nothing.

        What a plan worth more than ``aim`` cannot choose is shut out, and what it must choose is in.
        """
        out = np.zeros(len(self.part.pair), dtype=np.bool_)
        into = out.copy()
        self.model.limit(out, into)
        answer = self.model.run()
        for _ in range(ROUNDS):
            if answer.status != "optimal" or self.search.left() < stop:
                break
            x, cost = answer.x[: len(out)], answer.cost[: len(out)]
            slack = answer.value + self.settled - aim + MARGIN
            out |= (x < MARGIN) & (-cost > slack)
            into |= (x > 1.0 - MARGIN) & (cost > slack)
            self.model.limit(out, into)
            if not sum([self._cut(quota, x, cost) for quota in self.quotas]):
                break
            answer = self.model.run()
        return answer

    def _cut(self, quota: _Quota, x: Floats, cost: Floats) -> bool:
        """Add what the linear programme breaks of what follows from a quota; whether there was anything."""
        column = quota.column
        if np.array_equal(x[column], quota.whole):
            return False
        found = inequality(
            self.small, x[column], quota.use, quota.room, dear=cost[column], narrow=self.narrow
        )
        if found is None:
            quota.whole = x[column]
            return False
        self.model.cut(column, *found)
        return True


def _quotas(problem: Problem, part: core.Core) -> list[_Quota]:
    programme = problem.programme[part.pair]
    use = problem.instance.use[problem.household[part.pair]]
    room = problem.instance.capacity - core.load(problem, part.fixed).astype(np.int64)
    fits = (use <= room[programme]).all(axis=1)
    columns = [np.flatnonzero(fits & (programme == p)) for p in range(len(room))]
    return [_Quota(column, use[column], room[p]) for p, column in enumerate(columns) if len(column)]
