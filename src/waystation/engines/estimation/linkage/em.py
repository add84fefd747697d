"""Fellegi and Sunter (1969, JASA 64) with EM (Winkler 1988; Dempster, Laird and Rubin 1977) on counts of patterns.

A pair is of one person or of two. Given which, its levels are independent with probabilities m and u. Pairs within a list
and pairs across lists have shares of their own. Pairs that were not worth comparing are taken for two people: among so many,
chance likeness of date and place would otherwise pass for a kind of match. A slight prior keeps a level that nobody shows from being impossible.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waystation.engines.estimation.linkage.comparing import FIELDS, MISSING, Pattern
from waystation.engines.estimation.table import Floats, Ints

_ROUNDS = 500
_SETTLED = 1e-9
_PRIOR = 0.5


@dataclass(frozen=True, eq=False)
class Model:
    """``m`` and ``u`` by field and level; ``shares`` of pairs that are of one person, within lists and across."""

    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    shares: Floats
    heights: tuple[float, ...]
    """Log posterior after each round; it never falls."""

    def probability(self, pattern: Pattern, stratum: int) -> float:
        """That a pair with these levels is of one person."""
        found = _posterior(np.array([pattern]), np.array([stratum]), self.m, self.u, self.shares)[0]
        return float(found[0])


def learn(
    patterns: Sequence[Pattern], strata: Sequence[int], counts: Sequence[float], *, apart: Sequence[bool],
) -> Model:  # fmt: skip
    """Fit the model to counts of patterns, 0 within lists and 1 across, some known to be ``apart``: of two people."""
    known = np.array(apart, dtype=bool)
    levels = np.array(patterns, dtype=np.int64)
    stratum = np.array(strata, dtype=np.int64)
    weight = np.array(counts, dtype=np.float64)
    m, u = _first_guess(levels, weight)
    shares = np.full(2, 1e-3)
    heights: list[float] = []
    for _ in range(_ROUNDS):
        same, height = _posterior(levels, stratum, m, u, shares)
        height = np.where(known, height + np.log1p(-same), height)
        same = np.where(known, 0.0, same)
        heights.append(float(weight @ height) + _log_prior(m, u, shares))
        if len(heights) > 1 and heights[-1] - heights[-2] < _SETTLED * abs(heights[-1]):
            break
        m = _shares_of_levels(levels, weight * same)
        u = _shares_of_levels(levels, weight * (1.0 - same))
        each = [((weight * same)[stratum == kind].sum(), weight[stratum == kind].sum()) for kind in (0, 1)]
        shares = np.array([(one + _PRIOR) / (every + 2 * _PRIOR) for one, every in each])
    return Model(m, u, shares, tuple(heights))


def _first_guess(levels: Ints, weight: Floats) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    u = _shares_of_levels(levels, weight)
    m = tuple(np.array([1.0 * 3.0**level for level in range(len(field))]) for field in FIELDS)
    return tuple(field / field.sum() for field in m), u


def _shares_of_levels(levels: Ints, weight: Floats) -> tuple[Floats, ...]:
    found = []
    for place, field in enumerate(FIELDS):
        known = levels[:, place] != MISSING
        sums = np.bincount(levels[known, place], weights=weight[known], minlength=len(field)) + _PRIOR
        found.append(sums / sums.sum())
    return tuple(found)


def _posterior(
    levels: Ints, stratum: Ints, m: tuple[Floats, ...], u: tuple[Floats, ...], shares: Floats,
) -> tuple[Floats, Floats]:  # fmt: skip
    same, other = np.log(shares[stratum]), np.log1p(-shares[stratum])
    for place in range(len(FIELDS)):
        known = levels[:, place] != MISSING
        same = same + np.where(known, np.log(m[place])[levels[:, place]], 0.0)
        other = other + np.where(known, np.log(u[place])[levels[:, place]], 0.0)
    height = np.logaddexp(same, other)
    return np.minimum(np.exp(same - height), 1.0 - 1e-15), height


def _log_prior(m: tuple[Floats, ...], u: tuple[Floats, ...], shares: Floats) -> float:
    """Of the pseudo-counts, so that what rises is exactly what is maximised."""
    fields = sum(float(np.log(field).sum()) for field in (*m, *u))
    return _PRIOR * (fields + float((np.log(shares) + np.log1p(-shares)).sum()))
