"""All log-linear models of a table: which stand, which fall and why, and which AIC and BIC prefer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.special import ndtr, xlogy

from waystation.engines.estimation.existence import Fault, faults, strike, struck_terms
from waystation.engines.estimation.fitting import Fits, fit
from waystation.engines.estimation.intervals import standard_error
from waystation.engines.estimation.table import Bools, Floats, Ints, Table
from waystation.engines.estimation.terms import INDEPENDENCE, MOST_PAIRS, Model, columns, hierarchical

STRIP = 10.0
CLOSE = 2.0
_BEAM = 8
_MOST_TRIED = 12_000


@dataclass(frozen=True, eq=False)
class Survey:
    """Every model that was fitted; arrays go along with ``models``."""

    table: Table
    models: tuple[Model, ...]
    fits: Fits
    parameters: Ints
    deviance: Floats
    fault: Ints
    is_exhaustive: bool = True

    @cached_property
    def aic(self) -> Floats:
        """``−2 log L + 2p``; interactions at minus infinity count."""
        return np.asarray(-2.0 * self.fits.loglik + 2.0 * self.parameters)

    @cached_property
    def bic(self) -> Floats:
        """``−2 log L + p log n``, n the people observed."""
        return np.asarray(-2.0 * self.fits.loglik + np.log(self.table.observed) * self.parameters)

    @cached_property
    def totals(self) -> Floats:
        """Observed and unseen."""
        return np.asarray(self.table.observed + self.fits.unseen)

    @property
    def stands(self) -> Bools:
        """Models that passed both tests."""
        return np.asarray(self.fault == Fault.NONE)

    def best(self, criterion: Floats, among: Bools | None = None) -> int | None:
        """The model with the lowest criterion; None if none stands."""
        usable = self.stands if among is None else self.stands & among
        if not usable.any():
            return None
        return int(np.where(usable, criterion, np.inf).argmin())

    def strip(self, width: float = STRIP) -> Ints:
        """Standing models within ``width`` of the lowest BIC, best first."""
        best = self.best(self.bic)
        if best is None:
            return np.zeros(0, dtype=np.int64)
        near = np.flatnonzero(self.stands & (self.bic <= self.bic[best] + width))
        return np.asarray(near[np.argsort(self.bic[near], kind="stable")])

    def without_empty_pairs(self) -> Bools:
        """Models in which no interaction is at minus infinity."""
        return np.array([not struck_terms(self.table, model) for model in self.models], dtype=bool)


def survey(
    table: Table, *, leave_empty_pairs: bool = False, tell: Callable[[str], None] | None = None,
) -> Survey:  # fmt: skip
    """Fit all models up to six lists (all orders up to four, two-list interactions beyond); beyond six, search.

    Pairs that share nobody enter at minus infinity, or not at all if they are to be left alone.
    """
    lists = len(table.lists)
    without = table.empty_pairs() if leave_empty_pairs else []
    if len(table.pairs()) <= MOST_PAIRS:
        return measure(table, hierarchical(lists, without=without))
    return _search(table, [pair for pair in table.pairs() if pair not in without], tell)


def measure(table: Table, models: Iterable[Model]) -> Survey:
    """Fit the models given and test those whose coefficients may run away."""
    models = tuple(models)
    laid = columns(table, sorted(frozenset().union(*models)))
    active = laid.active(models)
    estimated, kept = strike(table, laid, active)
    found = fit(laid.design, table.seen.astype(np.float64), estimated, kept)
    seen = table.seen.astype(np.float64)
    ratio = seen / np.maximum(found.expected, 1e-300)
    deviance = 2.0 * (xlogy(seen, np.maximum(ratio, 1e-300)) - (seen - found.expected)).sum(axis=1)
    fault = _faults(table, models, found.sure)
    return Survey(table, models, found, active.sum(axis=1), np.asarray(deviance), fault)


def _faults(table: Table, models: tuple[Model, ...], sure: Bools) -> Ints:
    """Test what is not sure, small models first: what fails under a model fails under all that contain it.

    That holds among models that strike the same histories, and spares most of the linear programmes.
    """
    found = np.zeros(len(models), dtype=np.int64)
    failed: dict[frozenset[int], list[tuple[Model, Fault]]] = {}
    for row in sorted(np.flatnonzero(~sure), key=lambda place: len(models[place])):
        model = models[row]
        known = failed.setdefault(frozenset(struck_terms(table, model)), [])
        fault = next((code for smaller, code in known if smaller <= model), None)
        if fault is None:
            fault = faults(table, model)
            if fault:
                known.append((model, fault))
        found[row] = int(fault)
    return found


def _search(table: Table, pairs: list[int], tell: Callable[[str], None] | None) -> Survey:
    """Add and take away one interaction at a time, from the best few by each criterion, until nothing gets better."""
    surveys = [measure(table, [INDEPENDENCE])]
    known: set[Model] = {INDEPENDENCE}
    while len(known) < _MOST_TRIED:
        joined = _joined(surveys)
        near = {
            joined.models[place].symmetric_difference({pair})
            for criterion in (joined.bic, joined.aic)
            for place in np.argsort(np.where(joined.stands, criterion, np.inf))[:_BEAM]
            for pair in pairs
        } - known
        if not near:
            break
        if tell is not None:
            tell(f"log-linear: {len(known):,} models fitted")
        surveys.append(measure(table, sorted(near, key=sorted)))
        known |= near
    return _joined(surveys)


def _joined(surveys: list[Survey]) -> Survey:
    fits = [each.fits for each in surveys]
    # Coefficients and expected counts of a search are laid out differently each time and are not asked for.
    nothing = np.zeros((0, 0))
    return Survey(
        surveys[0].table,
        tuple(model for each in surveys for model in each.models),
        Fits(
            nothing,
            nothing,
            np.concatenate([each.loglik for each in fits]),
            np.concatenate([each.unseen for each in fits]),
            np.concatenate([each.spread for each in fits]),
            np.concatenate([each.sure for each in fits]),
        ),
        np.concatenate([each.parameters for each in surveys]),
        np.concatenate([each.deviance for each in surveys]),
        np.concatenate([each.fault for each in surveys]),
        is_exhaustive=False,
    )


@dataclass(frozen=True)
class Averaged:
    """The mixture of the models within ten of the lowest BIC, each with weight exp(−ΔBIC/2)."""

    median: float
    mean: float
    lower: float
    upper: float
    models: int
    range: tuple[float, float] = field(default=(0.0, 0.0))


def average(found: Survey) -> Averaged | None:
    """Mix the lognormal laws of the models in the strip (Buckland, Burnham and Augustin 1997; weights of Raftery 1995)."""
    strip = found.strip()
    if not len(strip):
        return None
    weights = np.exp(-(found.bic[strip] - found.bic[strip[0]]) / 2.0)
    weights /= weights.sum()
    unseen, spread = found.fits.unseen[strip], found.fits.spread[strip]
    errors = np.array([standard_error(*pair) for pair in zip(unseen, spread, strict=True)])
    width = np.sqrt(np.log1p((errors / np.maximum(unseen, 1e-12)) ** 2))
    middle = np.log(np.maximum(unseen, 1e-12))
    observed = found.table.observed
    lower, median, upper = (
        observed + _quantile(level, weights, middle, width) for level in (0.025, 0.5, 0.975)
    )
    totals = found.totals[strip]
    return Averaged(
        median, float(weights @ totals), lower, upper, len(strip), (float(totals.min()), float(totals.max()))
    )


def _quantile(level: float, weights: Floats, middle: Floats, width: Floats) -> float:
    low, high = float((middle - 9 * width).min()) - 1.0, float((middle + 9 * width).max()) + 1.0
    for _ in range(80):
        half = (low + high) / 2.0
        if float(weights @ ndtr((half - middle) / np.maximum(width, 1e-9))) < level:
            low = half
        else:
            high = half
    return float(np.exp(min(low, 600.0)))
