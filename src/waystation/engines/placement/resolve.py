"""The exact answer to "why not": the linear programme solved again with one household placed elsewhere."""

from dataclasses import dataclass

import numpy as np

from waystation.engines.placement import highs
from waystation.engines.placement.fields import Floats, Ints
from waystation.engines.placement.instance import STAY
from waystation.engines.placement.problem import Problem
from waystation.engines.placement.relax import SMALL, reach_of, settled_core, within
from waystation.engines.placement.standing import Standing, certain_loss, stand

MANY_LINKED = 20_000
"""Up to so many pairs of linked households are kept in the programme, so that a question finds them there."""


@dataclass(frozen=True)
class Exact:
    """What the best plan, households divisible, loses against the bound when a pair is forced.

    The truth lies between ``at_least`` and ``at_most``; they differ only when households far from the
    margin would have to move.
    """

    at_least: float
    at_most: float


class Resolver:
    """A linear programme kept warm, so that each question costs a few steps of the dual simplex."""

    def __init__(self, problem: Problem, standing: Standing) -> None:
        self.problem, self.standing = problem, standing
        linked = problem.linked[problem.household]
        more = np.flatnonzero(linked) if int(linked.sum()) <= MANY_LINKED else np.empty(0, dtype=np.int64)
        reach = np.inf if len(problem.gain) <= SMALL else reach_of(problem, standing, 5)
        self.part = settled_core(problem, standing, within(problem, reach), more)
        self.model = highs.Warm(self.part.program)
        self.fixed = self._fixed_value()

    def _fixed_value(self) -> float:
        kept = self.part.fixed[self.part.fixed != STAY]
        return float(self.problem.gain[kept].sum())

    def loss(self, pair: int) -> Exact:
        """How much the best divisible plan loses against the bound when this pair is chosen.

        Found by the linear programme over the undecided, then bounded from below by the prices it gives.
        """
        household = int(self.problem.household[pair])
        column = self._column(pair)
        freed = STAY if self.part.free[household] else int(self.part.fixed[household])
        gone = float(self.problem.gain[freed]) if freed != STAY else 0.0
        self._widen(freed, 1.0)
        self.model.force(column, 1.0, 1.0)
        answer = self.model.run()
        self.model.force(column, 0.0, 1.0 if self.part.free[household] else 0.0)
        self._widen(freed, -1.0)
        bound = self.standing.bound
        if answer.status != "optimal":
            return Exact(certain_loss(self.problem, self.standing, pair), np.inf)
        prices = np.maximum(answer.price[self.part.price_rows :], 0.0).reshape(self.problem.capacity.shape)
        after = stand(self.problem, prices)
        low = max(
            bound - after.bound + certain_loss(self.problem, after, pair),
            certain_loss(self.problem, self.standing, pair),
        )
        return Exact(low, max(bound - (answer.value + self.fixed - gone), low))

    def _widen(self, pair: int, sign: float) -> None:
        """Give back, or take again, the places of a household that was settled outside the programme."""
        if pair == STAY:
            return
        rows, uses = self._quota_rows(pair)
        for row, use in zip(rows.tolist(), uses.tolist(), strict=True):
            self.model.widen(row, sign * use)

    def _quota_rows(self, pair: int) -> tuple[Ints, Floats]:
        resources = self.problem.capacity.shape[1]
        rows = self.part.price_rows + int(self.problem.programme[pair]) * resources + np.arange(resources)
        return rows, self.problem.use[self.problem.household[pair]]

    def _column(self, pair: int) -> int:
        """The column of a pair, added when it was too far from the margin to be there."""
        at = int(np.searchsorted(self.part.pair, pair))
        if at < len(self.part.pair) and int(self.part.pair[at]) == pair:
            return at
        rows, uses = self._quota_rows(pair)
        household = int(self.problem.household[pair])
        at = int(np.searchsorted(self.part.alone, household))
        if at < len(self.part.alone) and int(self.part.alone[at]) == household:
            rows, uses = np.append(rows, at), np.append(uses, 1.0)
        return self.model.add(float(self.problem.gain[pair]), rows, uses)
