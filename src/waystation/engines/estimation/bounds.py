"""Estimates that need no choice of a model: Chapman for two lists, and Chao's lower bound."""

from dataclasses import dataclass

import numpy as np

from waystation.engines.estimation.fitting import fit
from waystation.engines.estimation.intervals import Interval, Z, lognormal, standard_error
from waystation.engines.estimation.table import Table


@dataclass(frozen=True)
class Simple:
    """An estimate with its standard error and intervals."""

    estimate: float
    standard_error: float
    lognormal: Interval
    normal: Interval | None = None


def chapman(table: Table, pair: int) -> Simple:
    """``(n1 + 1)(n2 + 1)/(m + 1) − 1`` with Seber's variance (Chapman 1951; Seber 1970, Biometrika 57)."""
    first, second = (table.together(1 << place) for place in range(len(table.lists)) if pair >> place & 1)
    both = table.together(pair)
    observed = first + second - both
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    spread = float(np.sqrt(variance))
    return Simple(
        estimate,
        spread,
        lognormal(observed, estimate - observed, variance),
        (estimate - Z * spread, estimate + Z * spread),
    )


def chao_lower(table: Table) -> Simple | None:
    """The lower bound where lists and people differ: each list by itself, and more overlap the more lists one is on.

    The columns for three lists and more, ``(times − 2)+``, ``(times − 3)+`` …, cannot be negative under any mixture of
    people, so those that come out negative are left out (Chao 1987; Rivest and Baillargeon 2007, Biometrics 63;
    Rivest and Baillargeon 2014). None if nobody is on exactly two lists.
    """
    if not table.seen[table.times == 2].sum():
        return None
    lists = [place for place in range(len(table.lists)) if table.together(1 << place)]
    bends = [times for times in range(3, len(table.lists) + 1) if table.seen[table.times >= times].any()]
    while True:
        columns = [
            np.ones(len(table.histories)),
            *((table.histories >> place) & 1 for place in lists),
            *(np.maximum(table.times - times + 1, 0) for times in bends),
        ]
        design = np.column_stack(columns).astype(np.float64)
        found = fit(design, table.seen.astype(np.float64), np.ones((1, design.shape[1]), dtype=bool))
        slopes = found.coefficients[0, 1 + len(lists) :]
        if not (slopes < 0).any():
            break
        bends = [times for times, slope in zip(bends, slopes, strict=True) if slope >= 0]
    if not found.sure[0]:
        return None
    unseen, spread = float(found.unseen[0]), float(found.spread[0])
    error = standard_error(unseen, spread)
    return Simple(table.observed + unseen, error, lognormal(table.observed, unseen, error**2))


def chao_equal(table: Table) -> float | None:
    """Chao's bound where all lists reach alike, ``n + (k − 1)/k · f1²/(2 f2)`` (Chao 1989, Biometrics 45)."""
    once, twice = (int(table.seen[table.times == times].sum()) for times in (1, 2))
    lists = len(table.lists)
    return table.observed + (lists - 1) / lists * once**2 / (2 * twice) if twice else None
