"""Prices for large problems: the dual, softened until a quasi-Newton step can follow it, then hardened."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from waystation.engines.placement.blocks import lengths, starts
from waystation.engines.placement.fields import Bools, Floats, Ints
from waystation.engines.placement.problem import Problem, sample, units
from waystation.engines.placement.standing import Standing, stand

SAMPLE = 4_000
COARSE = ((0.08, 60), (0.02, 60), (0.006, 60))
FINE = ((0.006, 40), (0.0016, 60))
"""Temperatures, as a share of a typical gain, and steps allowed at each."""

FREE = 0.01
"""From this temperature down prices may move only a few temperatures at a time, so that few pairs matter."""

STEP = 2.5
ROUNDS = 3


@dataclass(frozen=True)
class Part:
    """Some of the pairs, laid out for one pass: gain, programme, use by resource, and the segments."""

    gain: Floats
    programme: Ints
    use: tuple[Floats, ...]
    first: Ints
    must: Bools
    cell: Ints
    option: Ints


def soft_prices(problem: Problem) -> Standing:
    """Prices whose bound lies within a few millionths of the linear programme's.

    The dual function is smoothed by replacing each household's best choice by a log-sum-exp with a
    falling temperature (Nesterov 2005) and followed with L-BFGS-B; a sample gives the first prices.
    """
    unit = units(problem)
    scaled = replace(problem, use=problem.use / unit, capacity=problem.capacity / unit)
    prices = np.zeros_like(problem.capacity)
    if problem.households <= 2 * SAMPLE:
        prices = _descend(scaled, prices, COARSE + FINE[-1:])
    else:
        prices = _descend(sample(scaled, SAMPLE), prices, COARSE)
        if problem.households > 12 * SAMPLE:
            prices = _descend(sample(scaled, 6 * SAMPLE), prices, FINE)
            prices = _descend(scaled, prices, FINE[1:])
        else:
            prices = _descend(scaled, prices, FINE)
    return stand(problem, prices / unit)


def _descend(problem: Problem, prices: Floats, stages: tuple[tuple[float, int], ...]) -> Floats:
    typical = float(np.quantile(np.abs(problem.gain), 0.75)) if len(problem.gain) else 1.0
    for share, steps in stages:
        heat = share * max(typical, 1e-9)
        width = np.full(prices.shape[1], 50.0 * typical)
        if share < FREE:
            width = heat * STEP * _rarity(problem)
        for _ in range(ROUNDS):
            parts = _parts(problem, prices, heat, width)
            low, high = np.maximum(prices - width, 0.0), prices + width
            found = minimize(
                lambda flat, parts=parts, heat=heat: _soft_dual(problem, parts, flat, heat),
                prices.ravel(),
                jac=True,
                method="L-BFGS-B",
                bounds=np.column_stack([low.ravel(), high.ravel()]),
                options={"maxiter": steps, "maxcor": 20, "ftol": 1e-8, "gtol": 1e-9},
            )
            prices = np.asarray(found.x, dtype=np.float64).reshape(prices.shape)
            stuck = ((prices >= high) | ((prices <= low) & (low > 0.0))).sum()
            if stuck <= 0.05 * prices.size:
                break
    return prices


def _rarity(problem: Problem) -> Floats:
    """Resources that few households use have prices that wander more: wider limits for them."""
    total = np.maximum(problem.use.sum(axis=0), 1.0)
    wider: Floats = np.sqrt(total.max(initial=1.0) / total)
    return wider


def _parts(problem: Problem, prices: Floats, heat: float, width: Floats) -> list[Part]:
    """The pairs that can matter while prices stay in the box: of single households, then of blocks."""
    standing, blocks = stand(problem, prices), problem.blocks
    reach = 12.0 * heat + 2.0 * problem.use @ width
    if blocks.count:
        reach[problem.linked] = np.bincount(blocks.of[problem.linked], reach[problem.linked])[
            blocks.of[problem.linked]
        ]
    near = standing.loss <= reach[problem.household]
    alone = np.flatnonzero(near & ~problem.linked[problem.household])
    owner = problem.household[alone]
    first = starts(owner)
    none = np.empty(0, dtype=np.int64)
    singles = _part(problem, alone, first, problem.must[owner[first]], cell=none, option=none)
    # A pair within reach has all its option within reach, so options stay complete when the rest goes.
    seen = near[blocks.pair]
    cell_of = np.repeat(np.arange(len(blocks.cell)), lengths(blocks.cell, len(blocks.pair)))[seen]
    option_of = np.repeat(np.arange(len(blocks.option)), lengths(blocks.option, len(blocks.cell)))[cell_of]
    cell = starts(cell_of)
    option = starts(option_of[cell])
    owner = blocks.owner[option_of[cell][option]]
    first = starts(owner)
    joined = _part(problem, blocks.pair[seen], first, blocks.must[owner[first]], cell=cell, option=option)
    return [part for part in (singles, joined) if len(part.gain)]


def _part(problem: Problem, pair: Ints, first: Ints, must: Bools, *, cell: Ints, option: Ints) -> Part:
    use = tuple(problem.use[problem.household[pair], k] for k in range(problem.use.shape[1]))
    return Part(problem.gain[pair], problem.programme[pair], use, first, must, cell, option)


def _soft_dual(problem: Problem, parts: list[Part], flat: Floats, heat: float) -> tuple[float, Floats]:
    prices = flat.reshape(problem.capacity.shape)
    value, slope = float((problem.capacity * prices).sum()), problem.capacity.copy()
    for part in parts:
        reduced = part.gain.copy()
        for k, use in enumerate(part.use):
            reduced -= use * prices[part.programme, k]
        worth, weight = _blocks(part, reduced, heat) if len(part.cell) else _choose(part, reduced, heat)
        value += worth
        for k, use in enumerate(part.use):
            slope[:, k] -= np.bincount(part.programme, weight * use, len(prices))
    return value, slope.ravel()


def _choose(part: Part, value: Floats, heat: float) -> tuple[float, Floats]:
    """Soft maximum over each segment, staying at 0 included unless it must be placed; and its weights."""
    top = np.maximum.reduceat(value, part.first)
    top = np.where(part.must, top, np.maximum(top, 0.0))
    length = lengths(part.first, len(value))
    weight = np.exp((value - np.repeat(top, length)) / heat)
    mass = np.add.reduceat(weight, part.first) + np.where(
        part.must, 0.0, np.exp(-np.maximum(top, 0.0) / heat)
    )
    return float((top + heat * np.log(mass)).sum()), weight / np.repeat(mass, length)


def _blocks(part: Part, reduced: Floats, heat: float) -> tuple[float, Floats]:
    top = np.maximum.reduceat(reduced, part.cell)
    length = lengths(part.cell, len(reduced))
    inner = np.exp((reduced - np.repeat(top, length)) / heat)
    mass = np.add.reduceat(inner, part.cell)
    options = np.add.reduceat(top + heat * np.log(mass), part.option)
    worth, outer = _choose(part, options, heat)
    spread = np.repeat(outer, lengths(part.option, len(part.cell))) / mass
    return worth, inner * np.repeat(spread, length)
