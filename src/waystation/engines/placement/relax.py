"""The prices of the linear relaxation: all at once when small, from softened prices when large."""

import numpy as np

from waystation.engines.placement import core, highs
from waystation.engines.placement.fields import Bools, Floats, Ints
from waystation.engines.placement.instance import STAY
from waystation.engines.placement.problem import Problem, units
from waystation.engines.placement.standing import Standing, best_pairs, stand

SMALL = 16_000
"""Up to so many pairs the linear programme is solved as it is."""

ALTERNATIVES = 10.0
"""Undecided pairs for each price while prices are polished."""

ROUNDS = 11
"""Steps of polishing, at most."""


def price(problem: Problem) -> Standing:
    """The best prices known for a problem, with the bound they prove."""
    if len(problem.gain) > SMALL:
        from waystation.engines.placement.smooth import soft_prices

        return polish(problem, soft_prices(problem))
    part = core.build(
        problem,
        np.arange(len(problem.gain)),
        np.ones(problem.households, dtype=np.bool_),
        np.full(problem.households, STAY),
    )
    return stand(problem, _prices(part, highs.relax(part.program)))


def _prices(part: core.Core, answer: highs.Answer) -> Floats:
    capacity = part.problem.capacity
    if not len(answer.price):
        return np.zeros_like(capacity)
    return np.maximum(answer.price[part.price_rows :], 0.0).reshape(capacity.shape)


def reach_of(problem: Problem, standing: Standing, alternatives: float) -> float:
    """The loss below which there are so many alternatives per price: pairs that are not the best."""
    positive = standing.loss[standing.loss > 1e-12]
    count = int(alternatives * problem.capacity.size)
    if not len(positive):
        return 0.0
    return float(np.partition(positive, count)[count]) if count < len(positive) else float(positive.max())


def rarity(problem: Problem) -> Floats:
    """How rarely each resource is used: what few can use is wasted unless one looks further for them."""
    total = problem.use.sum(axis=0)
    rare: Floats = np.sqrt(total.max(initial=1.0) / np.maximum(total, 1.0))
    return rare


def within(problem: Problem, reach: float) -> Floats:
    """The reach of each household: further for those who use what few can."""
    wide: Floats = reach * np.where(problem.use > 0.0, rarity(problem), 1.0).max(axis=1, initial=1.0)
    return wide


def undecided(problem: Problem, standing: Standing, wide: Floats) -> tuple[Ints, Bools]:
    """The pairs within each household's reach of the best, and the households that have more than one such choice.

    Blocks bound by ``apart`` are always among them, and so is every block with an undecided member.
    """
    pair = np.flatnonzero(standing.loss <= wide[problem.household])
    choices = np.bincount(problem.household[pair], minlength=problem.households) + (
        standing.stay_loss <= wide
    )
    free = choices > 1
    blocks = problem.blocks
    if blocks.count:
        free[np.isin(blocks.of, blocks.apart)] = True
    return pair, whole_blocks(problem, free)


def whole_blocks(problem: Problem, free: Bools) -> Bools:
    """Free a whole block when any of its members is free."""
    blocks = problem.blocks
    if not blocks.count:
        return free
    block = np.zeros(blocks.count, dtype=np.bool_)
    block[blocks.of[problem.linked & free]] = True
    freed = free.copy()
    freed[problem.linked] = block[blocks.of[problem.linked]]
    return freed


def settled_core(problem: Problem, standing: Standing, wide: Floats, more: Ints) -> core.Core:
    """The programme over the undecided and the pairs ``more``; everybody else at the best for the prices.

    Where that would overfill a programme, its people are undecided too, so that the rest always fits.
    """
    pair, free = undecided(problem, standing, wide)
    free[problem.household[more]] = True
    best = best_pairs(problem, standing)
    over = np.any(core.load(problem, np.where(free, STAY, best)) > problem.capacity, axis=1)
    free |= (best != STAY) & over[problem.programme[best]]
    return core.build(problem, np.union1d(pair, more), whole_blocks(problem, free), best)


def polish(problem: Problem, standing: Standing) -> Standing:
    """Lower the bound by linear programmes over the undecided, prices held near the best ones so far.

    A trust region on prices (Marsten, Hogan and Blankenship 1975): it widens where a price wants to go
    further and shrinks when a step made the bound worse.
    """
    best, reach = standing, reach_of(problem, standing, ALTERNATIVES)
    around = np.broadcast_to(0.6 * reach * rarity(problem) / units(problem), problem.capacity.shape)
    for _ in range(ROUNDS):
        pair, free = undecided(problem, best, within(problem, reach_of(problem, best, ALTERNATIVES)))
        low, high = np.maximum(best.prices - around, 0.0), best.prices + around
        part = core.build(problem, pair, free, best_pairs(problem, best), between=(low, high))
        answer = highs.relax(part.program)
        if answer.status != "optimal":
            break
        found = stand(problem, _prices(part, answer))
        stuck = (found.prices >= high - 1e-9) | ((found.prices <= low + 1e-9) & (low > 0.0))
        if found.bound < best.bound:
            settled = best.bound - found.bound < 1e-7 * abs(best.bound) and not stuck.any()
            best, around = found, np.where(stuck, 2.0 * around, around)
            if settled:
                break
        else:
            around = around / 3.0
    return best


def rounded(problem: Problem, standing: Standing, reach: float) -> Ints:
    """The linear programme over the undecided at good prices, whole where it is whole; the split stay out."""
    nobody = np.full(problem.households, STAY)
    if not len(problem.gain):
        return nobody
    part = settled_core(problem, standing, within(problem, reach), np.empty(0, dtype=np.int64))
    answer = highs.relax(part.program)
    if answer.status != "optimal":
        return nobody
    x = answer.x[: len(part.pair)]
    split = np.zeros(problem.households, dtype=np.bool_)
    split[problem.household[part.pair[(x > 1e-6) & (x < 1.0 - 1e-6)]]] = True
    return np.where(whole_blocks(problem, split), STAY, core.spread(part, answer.x))
