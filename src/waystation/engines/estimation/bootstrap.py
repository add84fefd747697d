"""BCa bootstrap of the stepwise estimate (Efron 1987, JASA 82; as used by Chan, Silverman and Vincent 2021)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from waystation.engines.estimation.intervals import Z
from waystation.engines.estimation.stepwise import THRESHOLD, estimates
from waystation.engines.estimation.table import Floats, Table

_AT_ONCE = 250


@dataclass(frozen=True)
class Bootstrapped:
    """The interval, and of how many redrawn tables; those on which nothing could be fitted are left out."""

    lower: float
    upper: float
    redrawn: int
    failed: int


def bca(
    table: Table, *, estimate: float, redraws: int, seed: int, threshold: float = THRESHOLD,
    tell: Callable[[str], None] | None = None,
) -> Bootstrapped | None:  # fmt: skip
    """Redraw everybody observed with replacement, choose anew each time; None if too few redraws can be fitted."""
    rng = np.random.default_rng([seed, 3])
    drawn = rng.multinomial(table.observed, table.seen / table.observed, size=redraws).astype(np.float64)
    parts = []
    for start in range(0, redraws, _AT_ONCE):
        if tell is not None:
            tell(f"stepwise: {start:,} of {redraws:,} redrawn tables")
        parts.append(estimates(table, drawn[start : start + _AT_ONCE], threshold))
    found = np.concatenate(parts)
    usable = found[np.isfinite(found)]
    if len(usable) < redraws / 2:
        return None
    below = (usable < estimate).mean() + (usable == estimate).mean() / 2
    bias = float(ndtri(np.clip(below, 0.5 / len(usable), 1 - 0.5 / len(usable))))
    speed = _acceleration(table, threshold)
    levels = [ndtr(bias + (bias + z) / (1.0 - speed * (bias + z))) for z in (-Z, Z)]
    lower, upper = np.quantile(usable, levels, method="median_unbiased")
    return Bootstrapped(float(lower), float(upper), len(usable), redraws - len(usable))


def _acceleration(table: Table, threshold: float) -> float:
    """From leaving out one person at a time; people on the same lists count alike."""
    filled = np.flatnonzero(table.seen)
    without: Floats = np.broadcast_to(table.seen.astype(np.float64), (len(filled), len(table.seen))).copy()
    without[np.arange(len(filled)), filled] -= 1.0
    found = estimates(table, without, threshold)
    weights = np.where(np.isfinite(found), table.seen[filled], 0.0)
    found = np.nan_to_num(found)
    apart = np.average(found, weights=weights) - found
    square = float((weights * apart**2).sum())
    return float((weights * apart**3).sum()) / (6.0 * square**1.5) if square > 0 else 0.0
