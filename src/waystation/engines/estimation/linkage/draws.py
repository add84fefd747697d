"""The doubt of the linkage carried into the estimate: many linkages drawn, each estimated, pooled (Rubin 1987)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from waystation.engines.estimation.bounds import chao_lower
from waystation.engines.estimation.decomposable import MOST_LISTS
from waystation.engines.estimation.decomposable import average as graphs
from waystation.engines.estimation.intervals import Z, standard_error
from waystation.engines.estimation.linkage.linking import Linkage
from waystation.engines.estimation.loglinear import average, survey
from waystation.engines.estimation.methods import Settings
from waystation.engines.estimation.stepwise import choose
from waystation.engines.estimation.table import Table
from waystation.engines.estimation.verdict import refusal

METHODS = ("chao_lower", "loglinear_bic", "loglinear_average", "stepwise", "dga")


@dataclass(frozen=True)
class Pooled:
    """One method over all draws. ``between`` is the share of the variance that the linkage brings."""

    method: str
    estimate: float
    lower: float
    upper: float
    between: float
    draws: int

    def values(self) -> dict[str, object]:
        """Plain values."""
        return {
            "method": self.method, "estimate": self.estimate, "lower95": self.lower, "upper95": self.upper,
            "share_of_linkage": self.between, "draws": self.draws,
        }  # fmt: skip


def pool(
    linkage: Linkage, *, draws: int, seed: int, settings: Settings, tell: Callable[[str], None] | None = None,
) -> tuple[list[Pooled], list[int]]:  # fmt: skip
    """Draw linkages, estimate on each, and pool; second, how many people each draw has.

    Draws whose table would be refused count for the lower bound only.
    """
    rng = np.random.default_rng([seed, 17])
    said: dict[str, list[tuple[int, float, float]]] = {method: [] for method in METHODS}
    sizes = []
    for number in range(draws):
        if tell is not None:
            tell(f"draw {number + 1} of {draws}")
        table = linkage.drawn(rng)
        sizes.append(table.observed)
        for method, (unseen, spread) in _estimates(table, settings).items():
            said[method].append((table.observed, unseen, spread))
    return [_pooled(method, found) for method, found in said.items() if len(found) > 1], sizes


def _estimates(table: Table, settings: Settings) -> dict[str, tuple[float, float]]:
    """Those unseen by each method, and the standard error of their logarithm."""
    found: dict[str, tuple[float, float]] = {}
    bound = chao_lower(table)
    if bound is not None:
        found["chao_lower"] = _in_logs(bound.estimate - table.observed, bound.standard_error)
    if refusal(table) is None:
        fitted = survey(table, leave_empty_pairs=settings.leaves_empty_pairs(table))
        best, mixed, chosen = fitted.best(fitted.bic), average(fitted), choose(table)
        if best is not None:
            unseen, spread = float(fitted.fits.unseen[best]), float(fitted.fits.spread[best])
            found["loglinear_bic"] = _in_logs(unseen, standard_error(unseen, spread))
        if mixed is not None:
            found["loglinear_average"] = _between(table, mixed.median, mixed.lower, mixed.upper)
        if chosen is not None:
            found["stepwise"] = _in_logs(chosen.unseen, standard_error(chosen.unseen, chosen.spread))
        if len(table.lists) <= MOST_LISTS:
            by_graphs = graphs(table)
            found["dga"] = _between(table, by_graphs.median, by_graphs.lower, by_graphs.upper)
    return {method: (unseen, spread) for method, (unseen, spread) in found.items() if unseen > 0}


def _in_logs(unseen: float, error: float) -> tuple[float, float]:
    return unseen, float(np.sqrt(np.log1p((error / unseen) ** 2))) if unseen > 0 else 0.0


def _between(table: Table, middle: float, lower: float, upper: float) -> tuple[float, float]:
    low = max(lower - table.observed, 0.5)
    return middle - table.observed, float(np.log(max(upper - table.observed, low) / low) / (2 * Z))


def _pooled(method: str, found: list[tuple[int, float, float]]) -> Pooled:
    """Rubin's rules on the logarithm of those unseen, so that no limit falls below those observed."""
    observed, unseen, spread = (np.array(part, dtype=np.float64) for part in zip(*found, strict=True))
    draws = len(found)
    middle = float(np.log(unseen).mean())
    within = float((spread**2).mean())
    between = float((1.0 + 1.0 / draws) * np.log(unseen).var(ddof=1))
    total = within + between
    degrees = (draws - 1) * (1.0 + within / between) ** 2 if between > 0 else 1e9
    reach = float(t.ppf(0.975, degrees)) * float(np.sqrt(total))
    people = float(observed.mean())
    return Pooled(
        method,
        people + float(np.exp(middle)),
        people + float(np.exp(middle - reach)),
        people + float(np.exp(min(middle + reach, 600.0))),
        between / total if total > 0 else 0.0,
        draws,
    )
