"""One row for each method: its model, estimate and intervals, or why it gives none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from waystation.engines.estimation import bootstrap, decomposable, intervals, latent
from waystation.engines.estimation.bounds import chao_equal, chao_lower, chapman
from waystation.engines.estimation.existence import SENTENCES, Fault, strike, struck_terms
from waystation.engines.estimation.loglinear import Survey, average, measure
from waystation.engines.estimation.stepwise import choose
from waystation.engines.estimation.table import Table
from waystation.engines.estimation.terms import INDEPENDENCE, Model, columns, written

Tell = Callable[[str], None] | None
_STRIKE_TO = 5


@dataclass(frozen=True)
class Settings:
    """What to run and how hard; ``empty_overlaps`` is ``strike``, ``leave``, or ``auto``: strike up to five lists."""

    methods: tuple[str, ...] = (
        "chapman", "chao_lower", "independence", "loglinear_bic", "loglinear_aic", "loglinear_average", "stepwise", "dga",
    )  # fmt: skip
    asked: frozenset[str] = frozenset()
    seed: int = 1
    redraws: int = 1_000
    chains: int = 16
    steps: int = 20_000
    empty_overlaps: str = "auto"
    anyway: bool = False

    def is_asked(self, method: str) -> bool:
        """Was the method named, rather than run by default?"""
        return method in self.asked

    def leaves_empty_pairs(self, table: Table) -> bool:
        """Beyond five lists, pairs that share nobody would only double the models again and again."""
        if self.empty_overlaps == "auto":
            return len(table.lists) > _STRIKE_TO
        return self.empty_overlaps == "leave"

    def values(self) -> dict[str, Any]:
        """For the run record."""
        return {
            "methods": list(self.methods),
            "seed": self.seed,
            "redraws": self.redraws,
            "chains": self.chains,
            "steps": self.steps,
            "empty_overlaps": self.empty_overlaps,
            "anyway": self.anyway,
        }


@dataclass(frozen=True)
class Row:
    """What one method says. ``dropped`` rows have no estimate, and ``why``; on others ``why`` is a caution."""

    method: str
    model: str | None = None
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    interval: str | None = None
    why: str | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def dropped(self) -> bool:
        """Whether there is no estimate."""
        return self.estimate is None

    @classmethod
    def without(cls, method: str, why: str, model: str | None = None) -> "Row":
        """A method or model that gives nothing, and why."""
        return cls(method, model, why=why)

    def values(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "method": self.method,
            "model": self.model,
            "estimate": self.estimate,
            "lower95": self.lower,
            "upper95": self.upper,
            "interval": self.interval,
            "dropped": self.dropped,
            "why": self.why,
            **self.more,
        }


def fault_sentence(fault: int) -> str:
    """Say what is wrong with a model."""
    return SENTENCES[Fault(fault)]


def chapman_rows(table: Table, *, is_asked: bool) -> list[Row]:
    """One row with two lists; one for each pair if asked for."""
    if len(table.lists) > 2 and not is_asked:
        return []
    rows = []
    for pair in table.pairs():
        found = chapman(table, pair)
        rows.append(
            Row(
                "chapman", f"[{table.named(pair)}]", found.estimate, *found.lognormal, "lognormal",
                "Chapman’s estimate takes for granted that being on one list says nothing of being on the other.",
                {"standard_error": found.standard_error,
                 "intervals": {"lognormal": found.lognormal, "normal": found.normal}},
            )
        )  # fmt: skip
    return rows


def chao_row(table: Table) -> Row:
    """The lower bound."""
    found = chao_lower(table)
    if found is None:
        return Row.without("chao_lower", "nobody is on exactly two lists, or the bound runs to infinity")
    return Row(
        "chao_lower", "lower bound, lists and people differ (Mth)", found.estimate, *found.lognormal, "lognormal",
        more={"standard_error": found.standard_error, "lists_alike": chao_equal(table)},
    )  # fmt: skip


def independence_row(table: Table) -> Row:
    """Every list by itself: what all others are compared with, seldom what is so."""
    return model_row(measure(table, [INDEPENDENCE]), 0, "independence", main="constant")


def criterion_row(found: Survey | None, method: str) -> Row:
    """The best by AIC or BIC, and what it would be if pairs that share nobody were left alone."""
    if found is None:
        return Row.without(method, "the models were not fitted")
    criterion = found.bic if method == "loglinear_bic" else found.aic
    best = found.best(criterion)
    if best is None:
        return Row.without(
            method, "every model was dropped: no likelihood has a maximum that the table settles"
        )
    row = model_row(found, best, method)
    if not struck_terms(found.table, found.models[best]):
        return row
    other = found.best(criterion, found.without_empty_pairs())
    if other is not None:
        row.more["without_empty_overlaps"] = model_row(found, other, method).values()
    return row


def model_row(found: Survey, place: int, method: str, main: str = "profile") -> Row:
    """One log-linear model with three intervals, ``main`` of them as its own."""
    table, model = found.table, found.models[place]
    name = written(table, model)
    if found.fault[place]:
        row = Row.without(method, fault_sentence(int(found.fault[place])), name)
        row.more["fault"] = int(found.fault[place])
        return row
    unseen, spread = float(found.fits.unseen[place]), float(found.fits.spread[place])
    error = intervals.standard_error(unseen, spread)
    profile = _profile(table, model, unseen)
    kinds: dict[str, intervals.Interval] = {
        "profile": (profile.lower, profile.upper),
        "constant": intervals.of_constant(table.observed, unseen, spread),
        "lognormal": intervals.lognormal(table.observed, unseen, error**2),
    }
    struck = [table.named(term) for term in struck_terms(table, model)]
    return Row(
        method, name, table.observed + unseen, *kinds[main], _INTERVALS[main],
        f"Nobody is on both lists of {', '.join(struck)}: put at minus infinity, not estimated." if struck else None,
        {"standard_error": error, "deviance": float(found.deviance[place]),
         "degrees": len(table.seen) - int(found.parameters[place]), "aic": float(found.aic[place]),
         "bic": float(found.bic[place]), "intervals": kinds, "profile_point": profile.point,
         "at_minus_infinity": struck, "fault": 0},
    )  # fmt: skip


_INTERVALS = {
    "profile": "multinomial profile likelihood",
    "constant": "n + exp(b0 ± z se)",
    "lognormal": "lognormal",
}


def _profile(table: Table, model: Model, unseen: float) -> intervals.Profile:
    laid = columns(table, model)
    estimated, kept = strike(table, laid, np.ones((1, len(laid.terms)), dtype=bool))
    return intervals.profile(laid.design[:, estimated[0]], table.seen.astype(np.float64), kept[0], unseen)


def average_row(found: Survey | None) -> Row:
    """The mixture of all models within ten of the lowest BIC."""
    mixed = average(found) if found is not None else None
    if mixed is None:
        return Row.without("loglinear_average", "every model was dropped")
    return Row(
        "loglinear_average", f"{mixed.models} models within a BIC of 10", mixed.median, mixed.lower, mixed.upper,
        "quantiles of the mixture", more={"mean": mixed.mean, "models_from": mixed.range[0], "models_to": mixed.range[1]},
    )  # fmt: skip


def stepwise_row(table: Table, settings: Settings, tell: Tell) -> Row:
    """The stepwise model, with the bootstrap interval if there are redraws."""
    found = choose(table)
    if found is None:
        return Row.without("stepwise", "not even the lists by themselves have an estimate")
    estimate = table.observed + found.unseen
    constant = intervals.of_constant(table.observed, found.unseen, found.spread)
    kinds: dict[str, Any] = {"constant": constant}
    row = {
        "entered": [table.named(pair) for pair in found.entered],
        "at_minus_infinity": [table.named(term) for term in struck_terms(table, found.model)],
        "intervals": kinds,
    }
    redrawn = None
    if settings.redraws:
        redrawn = bootstrap.bca(
            table, estimate=estimate, redraws=settings.redraws, seed=settings.seed, tell=tell
        )
    name = written(table, found.model)
    if redrawn is None:
        return Row("stepwise", name, estimate, *constant, _INTERVALS["constant"], more=row)
    kinds["bca"] = (redrawn.lower, redrawn.upper)
    row["redrawn"] = {"usable": redrawn.redrawn, "failed": redrawn.failed}
    return Row(
        "stepwise",
        name,
        estimate,
        redrawn.lower,
        redrawn.upper,
        f"BCa bootstrap, {settings.redraws:,} redraws",
        more=row,
    )


def dga_row(table: Table) -> Row:
    """The average over decomposable graphs."""
    if len(table.lists) > decomposable.MOST_LISTS:
        return Row.without(
            "dga", f"{len(table.lists)} lists have too many graphs; {decomposable.MOST_LISTS} are the most"
        )
    if table.observed > decomposable.MOST_PEOPLE:
        return Row.without(
            "dga", f"more than {decomposable.MOST_PEOPLE:,} people: its grid cannot tell them apart"
        )
    found = decomposable.average(table)
    graphs = [
        {"graph": "[" + ", ".join(table.named(clique) for clique in cliques) + "]", "probability": weight}
        for cliques, weight in found.graphs
    ]
    why = None
    if found.at_edge > 0.001:
        why = (
            "The average over graphs has weight at the end of its grid: its upper limit is that of the grid."
        )
    return Row(
        "dga", str(graphs[0]["graph"]), found.median, found.lower, found.upper, "central 95 % of the posterior", why,
        {"mean": found.mean, "graphs": graphs},
    )  # fmt: skip


def lcmcr_row(table: Table, settings: Settings, tell: Tell) -> Row:
    """Latent classes; says so if the seeds do not agree."""
    seeds = tuple(range(settings.seed, settings.seed + settings.chains))
    found = latent.sample(table, seeds=seeds, burn_in=settings.steps // 5, steps=settings.steps, tell=tell)
    why = None
    if not found.is_mixed:
        medians = ", ".join(f"{median:,.0f}" for median in found.seed_medians)
        why = f"The chains of the latent classes do not mix: by seed {medians} (R-hat {found.rhat:.2f})."
    return Row(
        "lcmcr", f"{latent.CLASSES} latent classes at most, {len(seeds)} seeds", found.median, found.lower, found.upper,
        "central 95 % of the posterior", why,
        {"seed_medians": list(found.seed_medians), "rhat": found.rhat, "mixed": found.is_mixed, "steps": found.steps},
    )  # fmt: skip
