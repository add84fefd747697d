"""Bayesian average over decomposable graphs of lists (Madigan and York 1997, Biometrika 84).

A decomposable graph factorises the table into cliques over separators. With hyper-Dirichlet priors (Dawid and
Lauritzen 1993, Annals of Statistics 21) the probability of the table is known in closed form for every graph and every
number of people on no list; both are summed over.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import gammaln, logsumexp

from waystation.engines.estimation.table import Floats, Ints, Table, TableUnreadable

MOST_LISTS = 6
MOST_PEOPLE = 10_000_000
_REACH = 30
_POINTS = 1000
_EVERY_NUMBER_TO = 4
_MOST_POINTS = 400_000
_NOTHING = 1e-10
_FEW = 2_000
_VISIBLE = 1e-4
_ENOUGH = 12
_AROUND = 3
_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Averaged:
    """Posterior of the total: median, mean and central 95 %; the leading graphs with their probability."""

    median: float
    mean: float
    lower: float
    upper: float
    graphs: tuple[tuple[tuple[int, ...], float], ...]
    at_edge: float
    """Probability in the last hundredth of the grid: if it is not small, the grid is too short."""


def average(
    table: Table, *, most: int | None = None, points: int | None = None, delta: float | None = None,
) -> Averaged:  # fmt: skip
    """Average over all graphs of up to six lists.

    ``most`` people on no list are thought possible (30 for each one observed); the grid from 1 to it has ``points``
    (every number up to four lists, 1,000 beyond). Each cell gets ``delta`` prior observations (one in all); the prior of
    the total N is 1/N.

    :raises TableUnreadable: with more lists than that.
    """
    lists = len(table.lists)
    if lists > MOST_LISTS:
        message = f"dga: {lists} lists have too many decomposable graphs; at most {MOST_LISTS}."
        raise TableUnreadable(message)
    most = _REACH * table.observed if most is None else most
    delta = 2.0**-lists if delta is None else delta
    if points is None and lists <= _EVERY_NUMBER_TO:
        most = points = _where_it_ends(table, most, delta)
    unseen = np.unique(np.round(np.linspace(1, most, min(points or _POINTS, most, _MOST_POINTS))))
    factors = _graphs(lists)
    total, by_graph = _posterior(table, unseen, delta)
    while np.count_nonzero(total > _VISIBLE * total.max()) < _ENOUGH and unseen[-1] - unseen[0] > len(unseen):
        # So many people that the whole answer lies between a few points of the grid: look there.
        top = int(total.argmax())
        ends = unseen[max(top - _AROUND, 0)], unseen[min(top + _AROUND, len(unseen) - 1)]
        unseen = np.unique(np.round(np.linspace(*ends, _POINTS)))
        total, by_graph = _posterior(table, unseen, delta)
    share = np.cumsum(total / total.sum())
    at = [
        float(unseen[min(int(np.searchsorted(share, level)), len(unseen) - 1)])
        for level in (0.025, 0.5, 0.975)
    ]
    weights = np.exp(by_graph - logsumexp(by_graph))
    leading = [(_cliques(factors[place]), float(weights[place])) for place in np.argsort(-weights)[:5]]
    edge = max(1, len(unseen) // 100)
    return Averaged(
        table.observed + at[1], table.observed + float((unseen * total).sum() / total.sum()),
        table.observed + at[0], table.observed + at[2], tuple(leading), float(total[-edge:].sum() / total.sum()),
    )  # fmt: skip


def _posterior(table: Table, unseen: Floats, delta: float) -> tuple[Floats, Floats]:
    by_subset = _log_marginals(table, unseen, delta)
    shared = gammaln(table.observed + unseen + 1.0) - gammaln(unseen + 1.0) - np.log(table.observed + unseen)
    return _sum_out(_graphs(len(table.lists)), by_subset, shared)


def _where_it_ends(table: Table, most: int, delta: float) -> int:
    """A number beyond which there is next to no probability, so that every number before it can be looked at."""
    if most < _FEW:
        return most
    coarse = np.unique(np.round(np.geomspace(1, most, 300)))
    total, _ = _posterior(table, coarse, delta)
    beyond = (total * np.gradient(coarse))[::-1].cumsum()[::-1]
    small = np.flatnonzero(beyond < _NOTHING * beyond[0])
    return int(coarse[small[0]]) if len(small) else most


def _log_marginals(table: Table, unseen: Floats, delta: float) -> Floats:
    """Log probability of the margin over each set of lists, by how many are unseen: Dirichlet-multinomial."""
    lists = len(table.lists)
    found = np.zeros((1 << lists, len(unseen)))
    every = np.arange(1 << lists)
    for subset in range(1, 1 << lists):
        margin = np.bincount(every & subset, weights=table.counts, minlength=1 << lists)
        cells = np.unique(every & subset)
        prior = delta * 2.0 ** (lists - subset.bit_count())
        rest = margin[cells[1:]]
        known = float((gammaln(rest + prior) - gammaln(prior)).sum())
        whole = prior * len(cells)
        found[subset] = (
            known + gammaln(margin[0] + unseen + prior) - gammaln(prior)
            + gammaln(whole) - gammaln(whole + table.observed + unseen)
        )  # fmt: skip
    return found


def _sum_out(factors: Ints, by_subset: Floats, shared: Floats) -> tuple[Floats, Floats]:
    """Posterior weight of each number unseen, summed over graphs, and of each graph, summed over numbers."""
    width = max(1, _AT_ONCE // len(factors))
    pieces, tops = [], []
    by_graph = np.full(len(factors), -np.inf)
    weights = factors.astype(np.float64)
    for start in range(0, len(shared), width):
        part = weights @ by_subset[:, start : start + width] + shared[start : start + width]
        top = float(part.max())
        lifted = np.exp(part - top)
        pieces.append(lifted.sum(axis=0))
        tops.append(top)
        with np.errstate(divide="ignore"):
            by_graph = np.logaddexp(by_graph, np.log(lifted.sum(axis=1)) + top)
    highest = max(tops)
    return np.concatenate(
        [piece * np.exp(top - highest) for piece, top in zip(pieces, tops, strict=True)]
    ), by_graph


@cache
def _graphs(lists: int) -> Ints:
    """Every decomposable graph as +1 for its cliques and −1 for its separators, over all sets of lists.

    A graph is decomposable if its vertices can be taken away one by one, each with neighbours that all know each other;
    each one taken away multiplies by its clique and divides by its neighbours.
    """
    edges = [(one, other) for one in range(lists) for other in range(one)]
    chosen = np.arange(1 << len(edges), dtype=np.int64)
    near = np.zeros((len(chosen), lists), dtype=np.int64)
    for place, (one, other) in enumerate(edges):
        has = chosen >> place & 1
        near[:, one] |= has << other
        near[:, other] |= has << one
    factors = np.zeros((len(chosen), 1 << lists), dtype=np.int16)
    left = np.full(len(chosen), (1 << lists) - 1, dtype=np.int64)
    for _ in range(lists):
        taken = np.zeros(len(chosen), dtype=bool)
        for vertex in range(lists):
            around = near[:, vertex] & left
            free = ~taken & (left >> vertex & 1).astype(bool) & _all_joined(near, around, lists)
            rows = np.flatnonzero(free)
            factors[rows, around[rows] | 1 << vertex] += 1
            factors[rows, around[rows]] -= 1
            left[rows] &= ~(1 << vertex)
            taken |= free
    factors[:, 0] = 0
    return np.asarray(factors[left == 0], dtype=np.int64)


def _all_joined(near: Ints, around: Ints, lists: int) -> Ints:
    joined = np.ones(len(around), dtype=bool)
    for vertex in range(lists):
        inside = (around >> vertex & 1).astype(bool)
        joined &= ~inside | ((around & ~(near[:, vertex] | 1 << vertex)) == 0)
    return joined


def _cliques(factors: Ints) -> tuple[int, ...]:
    return tuple(int(subset) for subset in np.flatnonzero(factors > 0))
