"""Everything said of one table, as plain values: counts, verdict, every method with its interval, and the run record."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from waystation.engines.estimation import methods
from waystation.engines.estimation.bounds import chapman
from waystation.engines.estimation.loglinear import Survey, measure, survey
from waystation.engines.estimation.methods import Row, Settings
from waystation.engines.estimation.table import Table
from waystation.engines.estimation.terms import Model, written
from waystation.engines.estimation.verdict import WIDEST, Verdict, has_no_model, judge, refusal

VERSION = "estimation 1"
QUICK = (
    "chapman",
    "chao_lower",
    "independence",
    "loglinear_bic",
    "loglinear_aic",
    "loglinear_average",
    "stepwise",
    "dga",
)
METHODS = (*QUICK, "lcmcr")
_ALLOWED_WHEN_REFUSED = {"chapman", "chao_lower"}
# Their priors give a number for any table whatever; without a single model that stands it is the prior's alone.
_NEEDS_A_MODEL = {"dga", "lcmcr"}
# A bound, what holds only if the lists know nothing of each other, and what somebody asked for by name.
_NOT_COUNTED = {"chao_lower", "chapman", "independence", "loglinear"}
_IN_STRIP = 50
BOTH_SIDES = (
    "Whitehead et al. 2019 call the method unsuitable for lists like those of slavery in the United Kingdom; "
    "Binette and Steorts 2022 on how far it can be relied on; Rendón 2019 and Manrique-Vallier and Ball 2019 on Peru."
)


@dataclass(frozen=True)
class Report:
    """The verdict, a row for each method, and the models within ten of the best BIC."""

    table: Table
    verdict: Verdict
    rows: tuple[Row, ...]
    family: Survey | None
    settings: Settings
    notes: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """Plain values, as the command prints them."""
        cautions = [*self.verdict.cautions, *(row.why for row in self.rows if row.why and not row.dropped)]
        cautions += [*_below_the_bound(self.rows), *self._methods_apart()]
        return {
            "observed": self.table.observed,
            "lists": self.table.totals(),
            "on_exactly": {
                str(times): int(self.table.seen[self.table.times == times].sum())
                for times in range(1, len(self.table.lists) + 1)
            },
            "overlaps": _overlaps(self.table),
            "verdict": self.verdict.word,
            "reason": self.verdict.reason,
            "cautions": list(dict.fromkeys(cautions)),
            "range": self.span(),
            "estimates": [row.values() for row in self.rows],
            "strip": _strip(self.family),
            "models": _models(self.family),
            "notes": list(self.notes),
            "to_read": BOTH_SIDES,
            "run": self.record(),
        }

    def span(self) -> dict[str, float | None]:
        """What may stand in a headline: at least so many, and from the lowest to the highest that any method says."""
        counted = (
            []
            if self.verdict.word == "refused"
            else [row for row in self.rows if row.method not in _NOT_COUNTED]
        )
        said = [row.estimate for row in counted if row.estimate is not None]
        bound = next((row.estimate for row in self.rows if row.method == "chao_lower"), None)
        limitless = any(row.upper is None for row in counted if not row.dropped)
        return {
            "observed": float(self.table.observed),
            "at_least": bound,
            "lowest_estimate": min(said, default=None),
            "highest_estimate": max(said, default=None),
            "lowest_lower95": min((row.lower for row in counted if row.lower is not None), default=None),
            "highest_upper95": None
            if limitless
            else max((row.upper for row in counted if row.upper is not None), default=None),
        }

    def _methods_apart(self) -> list[str]:
        span = self.span()
        low, high = span["lowest_estimate"], span["highest_estimate"]
        if low is None or high is None or high <= WIDEST * low:
            return []
        return [f"The methods themselves differ by a factor of {high / low:.1f}."]

    def record(self) -> dict[str, Any]:
        """What was computed on what, for the record that the house keeps and signs."""
        rows = ";".join(map(str, self.table.seen.tolist()))
        digest = hashlib.sha256(f"{self.table.lists}|{rows}".encode()).hexdigest()
        return {"engine": VERSION, "table_sha256": digest, **self.settings.values()}


def estimate(
    table: Table, settings: Settings | None = None, *, models: tuple[Model, ...] = (), notes: tuple[str, ...] = (),
    tell: Callable[[str], None] | None = None,
) -> Report:  # fmt: skip
    """Estimate by every method asked for, under the rules of honesty; ``models`` adds rows for models of one's own.

    A refused table gets only its counts, Chao's bound, and Chapman's estimate where there are two lists, unless the settings say
    ``anyway``: then every number is computed, and the verdict remains.
    """
    settings = settings or Settings()
    refused = refusal(table)
    found = None
    if refused is None or settings.anyway:
        found = survey(table, leave_empty_pairs=settings.leaves_empty_pairs(table), tell=tell)
    rows: list[Row] = []
    for name in settings.methods:
        if refused is not None and not settings.anyway and name not in _ALLOWED_WHEN_REFUSED:
            rows.append(Row.without(name, f"refused: {refused}"))
        elif name in _NEEDS_A_MODEL and has_no_model(found) and not settings.anyway:
            rows.append(Row.without(name, "refused: no model of the lists has an estimate"))
        elif name == "chapman":
            rows += methods.chapman_rows(table, is_asked=settings.is_asked("chapman"))
        else:
            rows.append(_MAKERS[name](table, found, settings, tell))
    for model in models:
        if refused is not None and not settings.anyway:
            rows.append(Row.without("loglinear", f"refused: {refused}", written(table, model)))
        else:
            rows.append(methods.model_row(measure(table, [model]), 0, "loglinear"))
    said = [row.estimate for row in rows if row.method not in _NOT_COUNTED and row.estimate is not None]
    return Report(table, judge(table, found, said), tuple(rows), found, settings, notes)


_Maker = Callable[[Table, Survey | None, Settings, Callable[[str], None] | None], Row]
_MAKERS: Mapping[str, _Maker] = {
    "chao_lower": lambda table, _found, _settings, _tell: methods.chao_row(table),
    "independence": lambda table, _found, _settings, _tell: methods.independence_row(table),
    "loglinear_bic": lambda _table, found, _settings, _tell: methods.criterion_row(found, "loglinear_bic"),
    "loglinear_aic": lambda _table, found, _settings, _tell: methods.criterion_row(found, "loglinear_aic"),
    "loglinear_average": lambda _table, found, _settings, _tell: methods.average_row(found),
    "stepwise": lambda table, _found, settings, tell: methods.stepwise_row(table, settings, tell),
    "dga": lambda table, _found, _settings, _tell: methods.dga_row(table),
    "lcmcr": lambda table, _found, settings, tell: methods.lcmcr_row(table, settings, tell),
}


def _below_the_bound(rows: tuple[Row, ...]) -> list[str]:
    bound = next((row for row in rows if row.method == "chao_lower" and row.lower is not None), None)
    if bound is None or bound.lower is None:
        return []
    below = [row.method for row in rows if row.estimate is not None and row.estimate < bound.lower]
    return (
        [f"Below Chao’s lower bound, which fails where lists avoid each other: {', '.join(below)}."]
        if below
        else []
    )


def _overlaps(table: Table) -> list[dict[str, Any]]:
    return [
        {
            "lists": table.named(pair),
            "together": table.together(pair),
            "chapman": round(chapman(table, pair).estimate, 4),
        }
        for pair in table.pairs()
    ]


def _strip(found: Survey | None) -> list[dict[str, Any]]:
    if found is None:
        return []
    strip = found.strip()
    lowest = found.bic[strip[0]] if len(strip) else 0.0
    return [
        {
            "model": written(found.table, found.models[place]),
            "estimate": float(found.totals[place]),
            "bic": float(found.bic[place]),
            "delta_bic": float(found.bic[place] - lowest),
            "aic": float(found.aic[place]),
        }
        for place in strip[:_IN_STRIP]
    ]


def _models(found: Survey | None) -> dict[str, Any] | None:
    if found is None:
        return None
    fallen = [place for place, fault in enumerate(found.fault) if fault]
    return {
        "fitted": len(found.models),
        "exhaustive": found.is_exhaustive,
        "within_bic_10": len(found.strip()),
        "dropped": len(fallen),
        "dropped_first": [
            {
                "model": written(found.table, found.models[place]),
                "why": methods.fault_sentence(int(found.fault[place])),
            }
            for place in fallen[:_IN_STRIP]
        ],
    }
