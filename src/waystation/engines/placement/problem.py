"""An instance made ready for solving: impossible pairs gone, pairs in order, linked households in blocks."""

from dataclasses import dataclass, replace

import numpy as np

from waystation.engines.placement.blocks import Blocks, gather
from waystation.engines.placement.fields import Bools, Floats, Ints
from waystation.engines.placement.instance import STAY, Instance


@dataclass(frozen=True)
class Problem:
    """Pairs sorted by household (``start`` says where each begins, ``origin`` which pair of the instance it is)."""

    instance: Instance
    use: Floats
    capacity: Floats
    must: Bools
    household: Ints
    programme: Ints
    gain: Floats
    start: Ints
    blocks: Blocks
    origin: Ints

    @property
    def households(self) -> int:
        """How many households there are."""
        return len(self.must)

    @property
    def linked(self) -> Bools:
        """Which households belong to a block."""
        return self.blocks.of >= 0


def prepare(instance: Instance) -> Problem:
    """Drop the pairs that can never be chosen and put the rest in household order."""
    order = np.flatnonzero(usable(instance))
    if np.any(np.diff(instance.household[order]) < 0):
        order = order[np.argsort(instance.household[order], kind="stable")]
    must = instance.mandatory | (instance.kept != STAY)
    household, programme = instance.household[order], instance.programme[order]
    blocks = gather(instance, must, household, programme)
    open_to = blocks.of[household] < 0
    open_to[blocks.pair] = True
    if not open_to.all():
        order, household, programme = order[open_to], household[open_to], programme[open_to]
        blocks = replace(blocks, pair=(np.cumsum(open_to) - 1)[blocks.pair])
    return Problem(
        instance=instance,
        use=instance.use.astype(np.float64),
        capacity=instance.capacity.astype(np.float64),
        must=must,
        household=household,
        programme=programme,
        gain=instance.gain[order],
        start=np.searchsorted(household, np.arange(instance.households + 1)),
        blocks=blocks,
        origin=order,
    )


def usable(instance: Instance) -> Bools:
    """Which pairs fit their programme when it is empty and do not contradict what is kept."""
    household, programme = instance.household, instance.programme
    kept = instance.kept[household]
    fits: Bools = (kept == STAY) | (kept == programme)
    for k in range(instance.use.shape[1]):
        fits &= instance.use[household, k] <= instance.capacity[programme, k]
    return fits


def sample(problem: Problem, size: int) -> Problem:
    """The same problem for a few households without their links, capacity scaled down in proportion.

    The sample is spread evenly over the households ordered by their best gain, because a few of them
    carry most of the value.
    """
    n = problem.households
    best = best_per_household(problem, problem.gain)
    spread = np.argsort(-best, kind="stable")[((np.arange(size) + 0.5) * n / size).astype(np.int64)]
    taken = np.zeros(n, dtype=np.bool_)
    taken[spread] = True
    inside = taken[problem.household]
    household = (np.cumsum(taken) - 1)[problem.household[inside]]
    nobody = gather(
        replace(problem.instance, together=_NO_LINKS, apart=_NO_LINKS),
        problem.must,
        household[:0],
        household[:0],
    )
    return replace(
        problem,
        use=problem.use[taken],
        must=problem.must[taken],
        household=household,
        programme=problem.programme[inside],
        gain=problem.gain[inside],
        origin=problem.origin[inside],
        capacity=problem.capacity * (size / n),
        start=np.searchsorted(household, np.arange(size + 1)),
        blocks=replace(nobody, of=nobody.of[:size]),
    )


def units(problem: Problem) -> Floats:
    """A typical use of each resource by those who use it: the scale its prices are measured in."""
    users = np.maximum((problem.use > 0.0).sum(axis=0), 1)
    typical: Floats = problem.use.sum(axis=0) / users
    return np.where(typical > 0.0, typical, 1.0)


_NO_LINKS = np.empty((0, 2), dtype=np.int64)


def best_per_household(problem: Problem, value: Floats) -> Floats:
    """The largest value among each household's pairs; −∞ where there is none."""
    best = np.full(problem.households, -np.inf)
    some = problem.start[1:] > problem.start[:-1]
    best[some] = np.maximum.reduceat(value, problem.start[:-1][some])
    return best
