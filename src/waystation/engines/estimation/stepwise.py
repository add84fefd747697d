"""Stepwise choice of two-list interactions, of one table or of many at once (Chan, Silverman and Vincent 2021, JASA 116).

From the lists by themselves, the pair whose overlap is least likely under the model is added while its one-sided Poisson
probability is under 0.02 and the larger model passes the tests of existence and rank. A pair that shares nobody enters
at minus infinity: its histories are struck from the table.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import pdtr

from waystation.engines.estimation.existence import faults
from waystation.engines.estimation.fitting import Fits, fit
from waystation.engines.estimation.table import Bools, Floats, Ints, Table
from waystation.engines.estimation.terms import Columns, Model, columns

THRESHOLD = 0.02


@dataclass(frozen=True)
class Chosen:
    """The model of one table with the estimate, pairs in the order in which they entered."""

    model: Model
    entered: tuple[int, ...]
    unseen: float
    spread: float


@dataclass(eq=False)
class _Stack:
    """Many tables over the same lists, and how far each has come."""

    lists: tuple[str, ...]
    laid: Columns
    counts: Floats
    overlaps: Floats
    holds: Floats
    """Which histories have both lists of each pair."""
    tested: dict[bytes, bool] = field(default_factory=dict)
    """Whether a model stands on tables with the same cells filled: neither test looks at more than that."""

    def fitted(self, rows: Ints, active: Bools) -> tuple[Fits, Bools]:
        """Fit each row's model to its own table; second, whether the model stands."""
        fixed = self.laid.fixed
        struck = active[:, fixed:] & (self.overlaps[rows] == 0)
        kept = (struck.astype(np.float64) @ self.holds.T) == 0
        estimated = active.copy()
        estimated[:, fixed:] &= ~struck
        # A list that is empty in a redrawn table is left out of it.
        empty = self.counts[rows] @ self.laid.design[:, 1:fixed] == 0
        kept &= (empty.astype(np.float64) @ self.laid.design[:, 1:fixed].T) == 0
        estimated[:, 1:fixed] &= ~empty
        found = fit(self.laid.design, self.counts[rows], estimated, kept)
        stands = found.sure.copy()
        for place in np.flatnonzero(~stands):
            stands[place] = self._stands(rows[place], active[place])
        return found, stands

    def _stands(self, row: int, active: Bools) -> bool:
        key = np.concatenate([self.counts[row] > 0, active]).tobytes()
        if key not in self.tested:
            self.tested[key] = not faults(self.table(row), self.model(active))
        return self.tested[key]

    def table(self, row: int) -> Table:
        """One of the tables."""
        return Table(self.lists, np.concatenate([[0], self.counts[row]]).astype(np.int64))

    def model(self, active: Bools) -> Model:
        """The interactions of a row of columns."""
        return frozenset(
            term for term, on in zip(self.laid.terms, active, strict=True) if on and term.bit_count() > 1
        )


def _stack(table: Table, counts: Floats) -> _Stack:
    laid = columns(table, table.pairs())
    holds = np.array(
        [[(history & pair) == pair for pair in laid.free] for history in table.histories], dtype=np.float64
    )
    return _Stack(table.lists, laid, counts, counts @ holds, holds)


def choose(table: Table, threshold: float = THRESHOLD) -> Chosen | None:
    """Choose a model for one table; None if not even the lists by themselves can be fitted."""
    stack = _stack(table, table.seen[None, :].astype(np.float64))
    active, unseen, spread, order = _walk(stack, threshold)
    if not np.isfinite(unseen[0]):
        return None
    return Chosen(stack.model(active[0]), tuple(order[0]), float(unseen[0]), float(spread[0]))


def estimates(table: Table, counts: Floats, threshold: float = THRESHOLD) -> Floats:
    """The total by stepwise choice for each row of counts; not a number where nothing can be fitted."""
    _, unseen, _, _ = _walk(_stack(table, counts), threshold)
    return np.asarray(counts.sum(axis=1) + unseen)


def _walk(stack: _Stack, threshold: float) -> tuple[Bools, Floats, Floats, list[list[int]]]:
    rows = np.arange(len(stack.counts))
    fixed = stack.laid.fixed
    active = np.zeros((len(rows), len(stack.laid.terms)), dtype=bool)
    active[:, :fixed] = True
    found, stands = stack.fitted(rows, active)
    unseen = np.where(stands, found.unseen, np.nan)
    spread, expected = found.spread, found.expected
    barred = np.zeros((len(rows), len(stack.laid.free)), dtype=bool)
    order: list[list[int]] = [[] for _ in rows]
    going = rows[stands]
    while len(going):
        unlikely = _chances(stack.overlaps[going], expected[going] @ stack.holds)
        unlikely[active[going, fixed:] | barred[going]] = 1.0
        pick = unlikely.argmin(axis=1)
        wanted = unlikely[np.arange(len(going)), pick] < threshold
        going, pick = going[wanted], pick[wanted]
        tried = active[going].copy()
        tried[np.arange(len(going)), fixed + pick] = True
        found, stands = stack.fitted(going, tried)
        barred[going[~stands], pick[~stands]] = True
        new = going[stands]
        active[new], unseen[new], spread[new] = tried[stands], found.unseen[stands], found.spread[stands]
        expected[new] = found.expected[stands]
        # What failed fails in every larger model too, unless histories were struck in between.
        barred[new[stack.overlaps[new, pick[stands]] == 0]] = False
        for row, place in zip(new, pick[stands], strict=True):
            order[row].append(stack.laid.free[place])
    return active, unseen, spread, order


def _chances(seen: Floats, expected: Floats) -> Floats:
    """The smaller of the two one-sided Poisson probabilities of an overlap as low, or as high, as seen."""
    mean = np.maximum(expected, 1e-12)
    high = np.where(seen > 0, 1.0 - pdtr(np.maximum(seen - 1.0, 0.0), mean), 1.0)
    return np.asarray(np.minimum(pdtr(seen, mean), high))
