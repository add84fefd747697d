"""What whole households imply for the quotas of one programme: inequalities that divided ones break."""

import math

import numpy as np

from waystation.engines.placement import highs
from waystation.engines.placement.fields import Bools, Floats, Ints

WHOLE = 1e-6
"""A value this close to a whole number is one."""

BROKEN = 1e-5
"""An inequality is worth having when it is broken by so much of its limit."""

SETS = 4_000
"""Sets of divided households that are looked through, at most."""

CELLS = 400_000
"""The largest table of what each smaller quota can hold; beyond, a resource is left out of account."""


def inequality(
    small: highs.Small, x: Floats, use: Ints, room: Ints, *, dear: Floats, narrow: float
) -> tuple[Floats, float] | None:
    """``coefficient · x ≤ most``, true for every whole x with ``use · x ≤ room`` and broken by this one.

    None when there is none: then x is a mixture of whole choices. ``dear`` says how dear each household
    is to the programme: it is not extended to those who are out by more than ``narrow``.

    The facet over the divided households is found by a linear programme over all sets of them that fit
    beside those who are in; the others are lifted one by one by dynamic programming (exact knapsack
    separation: Avella, Boccia and Vasilyev 2010; lifting: Padberg 1975).
    """
    split, full, none = _sorts(x, use, room, dear)
    if not len(split):
        return None
    sets = _fitting(use[split], room - use[full].sum(axis=0))
    split, late = split[: sets.shape[1]], split[sets.shape[1] :]
    facet = _facet(small, x[split], sets)
    if float(facet @ x[split]) < 1.0 + BROKEN:
        return None
    kept = _resources(use, room - use.T @ x, room)
    lifting = _Lifting(use[:, kept], room[kept], full)
    lifting.start(split, facet)
    lifting.release(full[np.argsort(use[full].sum(axis=1), kind="stable")])
    lifting.extend(np.concatenate([late, none[dear[none] > -narrow]]))
    return lifting.coefficient, lifting.most


def _sorts(x: Floats, use: Ints, room: Ints, dear: Floats) -> tuple[Ints, Ints, Ints]:
    """The divided households, those who are in and those who are out.

    As many of those who are in count as divided as it takes for each divided one to fit beside the rest.
    """
    split = np.flatnonzero((x > WHOLE) & (x < 1.0 - WHOLE))
    split = split[np.argsort(np.abs(x[split] - 0.5), kind="stable")]
    full, none = np.flatnonzero(x >= 1.0 - WHOLE), np.flatnonzero(x <= WHOLE)
    full, none = full[np.argsort(dear[full], kind="stable")], none[np.argsort(-dear[none], kind="stable")]
    left, largest = room - use[full].sum(axis=0), use[split].max(axis=0, initial=0)
    freed = np.zeros(len(full), dtype=np.bool_)
    for k in range(len(room)):
        for one in np.flatnonzero(~freed & (use[full, k] > 0)).tolist():
            if largest[k] <= left[k]:
                break
            freed[one] = True
            left = left + use[full[one]]
    return np.concatenate([split, full[freed]]), full[~freed], none


def _fitting(use: Ints, room: Ints) -> Bools:
    """All largest sets of the first households that fit together: as many households as can be looked at."""
    sets, total = np.zeros((1, len(use)), dtype=np.bool_), np.zeros((1, use.shape[1]), dtype=np.int64)
    count = 0
    for one in range(len(use)):
        fits = (total + use[one] <= room).all(axis=1)
        if len(sets) + int(fits.sum()) > SETS:
            break
        more = sets[fits]
        more[:, one] = True
        sets, total = np.concatenate([sets, more]), np.concatenate([total, total[fits] + use[one]])
        count += 1
    largest = np.ones(len(sets), dtype=np.bool_)
    for one in range(count):
        largest &= sets[:, one] | ~(total + use[one] <= room).all(axis=1)
    return sets[largest, :count]


def _facet(small: highs.Small, x: Floats, sets: Bools) -> Floats:
    """The weights, with no set above 1, under which ``x`` weighs most."""
    row, column = np.nonzero(sets)
    answer = small.relax(
        highs.Program(
            gain=x,
            high=np.ones(len(x)),
            row_low=np.full(len(sets), -np.inf),
            row_high=np.ones(len(sets)),
            row=row,
            column=column,
            entry=np.ones(len(row)),
        )
    )
    if answer.status != "optimal":
        return np.zeros(len(x))
    weight = np.where(answer.x > WHOLE, answer.x, 0.0)
    return weight / max(float((sets @ weight).max()), 1.0)


class _Lifting:
    """An inequality over some households that is extended to one after another, each as strongly as is true.

    ``best`` holds, for each smaller quota, the most that the households counted so far weigh within it.
    """

    def __init__(self, use: Ints, room: Ints, full: Ints) -> None:
        self.use, self.room = use, room - use[full].sum(axis=0)
        self.coefficient, self.most = np.zeros(len(use)), 1.0
        self.best = np.zeros(tuple((room + 1).tolist()))

    def start(self, some: Ints, weight: Floats) -> None:
        """The inequality among the households it begins with."""
        for one, much in zip(some.tolist(), weight.tolist(), strict=True):
            self._count(one, much)
        self.extend(some[weight == 0.0])

    def release(self, full: Ints) -> None:
        """Count households that were taken to be in, and raise the limit by as much."""
        for one in full.tolist():
            self.room = self.room + self.use[one]
            much = max(float(self.best[tuple(self.room)]) - self.most, 0.0)
            self.most += much
            self._count(one, much)

    def extend(self, none: Ints) -> None:
        """Count households that were taken to be out."""
        for one in none.tolist():
            left = self.room - self.use[one]
            beside = float(self.best[tuple(left)]) if (left >= 0).all() else 0.0
            self._count(one, self.most - beside)

    def _count(self, one: int, much: float) -> None:
        if much <= 1e-9:
            return
        self.coefficient[one] = much
        use = self.use[one].tolist()
        here = self.best[tuple(slice(need, None) for need in use)]
        before = self.best[
            tuple(slice(0, size - need) for size, need in zip(self.best.shape, use, strict=True))
        ]
        np.maximum(here, before + much, out=here)


def _resources(use: Ints, spare: Floats, room: Ints) -> Ints:
    """The resources worth a dimension: those that have nearly run out, without the widest where the table would not fit."""
    kept = [k for k in range(len(room)) if spare[k] < use[:, k].max(initial=0)]
    while kept and math.prod(int(room[k]) + 1 for k in kept) > CELLS:
        kept.remove(max(kept, key=lambda k: int(room[k])))
    return np.array(kept, dtype=np.int64)
