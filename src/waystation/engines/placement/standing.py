"""What every choice is worth once places have prices, and the bound that any prices prove."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from waystation.engines.placement.blocks import Blocks, lengths
from waystation.engines.placement.fields import Floats, Ints
from waystation.engines.placement.instance import STAY
from waystation.engines.placement.problem import Problem, best_per_household


@dataclass(frozen=True)
class Standing:
    """Choices at given prices.

    ``reduced`` is gain minus the price of the places a pair uses. ``worth`` is the best a household
    outside blocks can do (0 for staying), ``block_worth`` the same for a block on its own. ``loss`` says
    how far a pair is below its household's or block's best, ``stay_loss`` how far staying is (infinite
    for those who must be placed).
    """

    prices: Floats
    reduced: Floats
    worth: Floats
    block_worth: Floats
    loss: Floats
    stay_loss: Floats
    bound: float
    spare: float


def reduce_gain(problem: Problem, prices: Floats) -> Floats:
    """Gain minus the price of what each pair uses."""
    reduced = problem.gain.copy()
    for k in range(prices.shape[1]):
        if prices[:, k].any():
            reduced -= problem.use[problem.household, k] * prices[problem.programme, k]
    return reduced


def stand(problem: Problem, prices: Floats) -> Standing:
    """Evaluate every pair at ``prices`` (none negative).

    ``bound = Σ capacity × price + Σ best reduced value``: by weak duality no plan is worth more, whatever
    the prices (Dantzig and Wolfe 1960; Fisher 1981). Linked households enter jointly, country by country;
    ``apart`` is honoured along the breadth-first tree from the lowest household; what closes a circle is
    left out, which can only raise the bound.
    """
    reduced = reduce_gain(problem, prices)
    single = best_per_household(problem, reduced)
    worth = np.where(problem.must, single, np.maximum(single, 0.0))
    worth[problem.linked] = 0.0
    loss = worth[problem.household] - reduced
    stay_loss = np.where(problem.must, np.inf, worth)
    blocks = problem.blocks
    block_worth, total = np.zeros(blocks.count), 0.0
    if blocks.count:
        cells, options, block_worth = block_values(blocks, reduced)
        owner = blocks.owner
        deep = np.repeat(
            np.repeat(block_worth[owner] - options, lengths(blocks.option, len(cells))) + cells,
            lengths(blocks.cell, len(blocks.pair)),
        )
        loss[blocks.pair] = deep - reduced[blocks.pair]
        members = np.flatnonzero(problem.linked)
        stay_loss[members] = np.where(blocks.must, np.inf, block_worth)[blocks.of[members]]
        total = tree_value(blocks, options, block_worth)
    bound = float((problem.capacity * prices).sum()) + float(worth.sum()) + total
    return Standing(
        prices, reduced, worth, block_worth, loss, stay_loss, bound, float(block_worth.sum()) - total
    )


def block_values(blocks: Blocks, reduced: Floats) -> tuple[Floats, Floats, Floats]:
    """The best of each cell, the sum of each option, and the best of each block."""
    cells = np.maximum.reduceat(reduced[blocks.pair], blocks.cell) if len(blocks.cell) else np.empty(0)
    options = np.add.reduceat(cells, blocks.option) if len(blocks.option) else np.empty(0)
    best = np.where(blocks.must, -np.inf, 0.0)
    if len(blocks.first):
        best[blocks.chooser] = np.maximum(best[blocks.chooser], np.maximum.reduceat(options, blocks.first))
    return cells, options, best


def tree_value(blocks: Blocks, options: Floats, block_worth: Floats) -> float:
    """The best joint value of all blocks, with ``apart`` honoured along a spanning forest."""
    if not len(blocks.apart):
        return float(block_worth.sum())
    neighbours: dict[int, list[int]] = {}
    for a, b in blocks.apart.tolist():
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    neighbours = {block: sorted(neighbours[block]) for block in sorted(neighbours)}
    entry = {int(b): i for i, b in enumerate(blocks.chooser)}
    ends = np.append(blocks.first, len(options))

    def table(block: int) -> dict[int, float]:
        values = {} if blocks.must[block] else {STAY: 0.0}
        if block in entry:
            span = slice(ends[entry[block]], ends[entry[block] + 1])
            values.update(zip(blocks.country[span].tolist(), options[span].tolist(), strict=True))
        return values

    joined = set(neighbours)
    total = float(np.delete(block_worth, sorted(joined)).sum())
    return total + sum(_tree(root, neighbours, table) for root in _roots(neighbours))


def _roots(neighbours: dict[int, list[int]]) -> list[int]:
    seen: set[int] = set()
    roots = []
    for root in neighbours:
        if root in seen:
            continue
        roots.append(root)
        stack = [root]
        while stack:
            block = stack.pop()
            if block not in seen:
                seen.add(block)
                stack.extend(neighbours[block])
    return roots


def _tree(root: int, neighbours: dict[int, list[int]], table: Callable[[int], dict[int, float]]) -> float:
    order, parent = [root], {root: STAY}
    for block in order:
        for other in neighbours[block]:
            if other not in parent:
                parent[other] = block
                order.append(other)
    values = {block: table(block) for block in order}
    for block in reversed(order[1:]):
        ranked = sorted(values[block].items(), key=lambda item: -item[1])
        above = values[parent[block]]
        for country in above:
            fitting = (worth for other, worth in ranked if other != country or country == STAY)
            above[country] += next(fitting, -np.inf)
    return max(values[root].values(), default=-np.inf)


def exact_reach(standing: Standing, value: float) -> float:
    """A pair whose loss exceeds this cannot be part of any plan better than ``value``."""
    return standing.bound - value + standing.spare


def certain_loss(problem: Problem, standing: Standing, pair: int) -> float:
    """How far below the bound every plan with this pair is: what its household, or its block, gives up.

    Blocks bound by ``apart`` already count for less in the bound than each alone: that much is uncertain.
    """
    block = int(problem.blocks.of[problem.household[pair]])
    torn = block != STAY and bool((problem.blocks.apart == block).any())
    return max(float(standing.loss[pair]) - (standing.spare if torn else 0.0), 0.0)


def best_pairs(problem: Problem, standing: Standing) -> Ints:
    """The best pair of each household at these prices, blocks each on their own, or STAY."""
    best = np.full(problem.households, STAY)
    at = np.flatnonzero(standing.loss <= 0.0)[::-1]
    alone = at[~problem.linked[problem.household[at]]]
    best[problem.household[alone]] = alone
    best[(standing.worth <= 0.0) & ~problem.must] = STAY
    blocks = problem.blocks
    if len(blocks.first):
        cells, options, worth = block_values(blocks, standing.reduced)
        top = _first_best(options, worth[blocks.owner], blocks.owner, blocks.count)
        top = top[(worth > 0.0) | blocks.must]
        top = top[top != STAY]
        option_of = np.repeat(np.arange(len(options)), lengths(blocks.option, len(cells)))
        cell_of = np.repeat(np.arange(len(cells)), lengths(blocks.cell, len(blocks.pair)))
        at = np.flatnonzero(
            np.isin(option_of[cell_of], top) & (standing.reduced[blocks.pair] >= cells[cell_of])
        )
        best[problem.household[blocks.pair[at[::-1]]]] = blocks.pair[at[::-1]]
    return best


def _first_best(values: Floats, best: Floats, owner: Ints, owners: int) -> Ints:
    first = np.full(owners, STAY)
    at = np.flatnonzero(values >= best)[::-1]
    first[owner[at]] = at
    return first
