"""A comparison as plain values for machines, and in a few lines for people."""

import math
from collections.abc import Iterable, Mapping

from waystation.engines.forecast.comparing import Comparison, Hinge, Range, Side
from waystation.engines.forecast.outcomes import DIFFERENCES, MEASURES, MONEY, STATES
from waystation.engines.forecast.parameters import Book, Parameter, Source
from waystation.engines.forecast.scenario import Scenario

_LINES = (
    ("months_to_safety", "months until half of all who asked are safe"),
    ("months_to_work", "months until half of all who asked have worked"),
    ("arrived", "share who get through"),
    ("protected_at_end", "share protected at the end"),
    ("months_unprotected", "months without protection"),
    ("months_at_work", "months at work"),
    ("months_without_support", "months safe with neither wage nor support"),
    ("wages", "wages"),
    ("taxes", "taxes"),
    ("cost_state", "cost to the State"),
    ("net_state", "taxes less cost to the State"),
    ("cost_organisation", "cost to the organisation"),
    ("cost_sponsors", "cost to sponsors"),
)
_PLACES = {"arrived": 2, "protected_at_end": 2}


def as_json(comparison: Comparison) -> dict[str, object]:
    """Everything computed, rounded to what it is worth; the same for the same scenario on any machine and any workers."""
    scenario = comparison.scenario
    return {
        "scenario": _scenario(scenario),
        "baseline": _side(comparison.baseline),
        "alternative": _side(comparison.alternative),
        "difference": {
            name: {
                **_range(comparison.difference[name], name),
                "share_above_zero": round(comparison.better[name], 4),
            }
            for name in DIFFERENCES
        },
        "difference_by_profile": {
            profile: {name: _range(one, name) for name, one in measures.items()}
            for profile, measures in comparison.profile_difference.items()
        },
        "sensitivity": [_hinge(one) for one in comparison.hinges],
        "parameters": [parameter(one) for one in rests_on(scenario)],
        "sources": [source(one) for one in cited(scenario)],
        "fingerprint": comparison.fingerprint,
    }


def _scenario(scenario: Scenario) -> dict[str, object]:
    return {
        "title": dict(scenario.title),
        "question": dict(scenario.question),
        "people": scenario.people,
        "months": scenario.months,
        "followed": scenario.window,
        "draws": scenario.draws,
        "seed": scenario.seed,
        "currency": scenario.currency,
        "profiles": dict(scenario.profiles),
        "profiles_kind": scenario.profiles_kind,
        "profiles_sources": list(scenario.profiles_sources),
    }


def _side(side: Side) -> dict[str, object]:
    return {
        "name": dict(side.policy.name),
        "pathways": dict(side.policy.pathways),
        "measures": {name: _range(side.measures[name], name) for name in MEASURES},
        "by_profile": {
            profile: {name: _range(one, name) for name, one in measures.items()}
            for profile, measures in side.by_profile.items()
        },
        "months": {
            state: [round(float(share), 5) for share in side.states[:, place].mean(axis=0)]
            for place, state in enumerate(STATES)
        },
    }


def _range(one: Range, name: str) -> dict[str, float | None]:
    places = 0 if name in MONEY else 4
    return {
        "value": _number(one.value, places),
        "low90": _number(one.low90, places),
        "high90": _number(one.high90, places),
    }


def _number(value: float, places: int) -> float | None:
    """Null stands for a month that does not come within the window."""
    return round(value, places) if math.isfinite(value) else None


def _hinge(one: Hinge) -> dict[str, object]:
    def rounded(values: Mapping[str, float]) -> dict[str, float]:
        return {name: round(value, 4) for name, value in values.items()}

    return {
        "parameter": one.parameter.name,
        "low": one.parameter.low,
        "high": one.parameter.high,
        "difference_at_low": rounded(one.at_low),
        "difference_at_high": rounded(one.at_high),
        "rank_correlation": rounded(one.correlation),
        "sign_turns_at": rounded(one.turns_at),
    }


def rests_on(scenario: Scenario) -> list[Parameter]:
    """The parameters that count on either side; where the sides differ, both."""
    found: list[Parameter] = []
    for policy in scenario.policies:
        found += [one for one in policy.rests_on() if one not in found]
    return found


def cited(scenario: Scenario) -> list[Source]:
    """The sources of what the scenario rests on, in the order of their first use."""
    book = scenario.alternative.book
    names = [*scenario.profiles_sources, *(name for one in rests_on(scenario) for name in one.sources)]
    return [book.sources[name] for name in dict.fromkeys(names)]


def parameter(one: Parameter) -> dict[str, object]:
    """A parameter as plain values."""
    return {
        "name": one.name,
        "what": dict(one.what),
        "unit": one.unit,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "shape": one.shape,
        "spread": one.spread,
        "kind": one.kind,
        "sources": list(one.sources),
        "note": one.note,
        "checked_on": one.checked_on.isoformat(),
    }


def source(one: Source) -> dict[str, str]:
    """A source as plain values."""
    return {"id": one.id, "title": one.title, "read": one.read, "note": one.note}


def lines(comparison: Comparison) -> Iterable[str]:
    """What came out, for a terminal."""
    scenario = comparison.scenario
    yield scenario.title["en"]
    yield (
        f"{scenario.people:,} people who ask over {scenario.months} months, each followed for {scenario.window};"
        f" {scenario.draws} draws of what is not known; money in {scenario.currency} a person who asks."
    )
    yield ""
    names = [side.policy.name["en"][:30] for side in comparison.sides]
    yield f"{'':46}{names[0]:>32}{names[1]:>32}{'difference':>32}"
    for name, words in _LINES:
        cells = [_cell(side.measures[name], name) for side in comparison.sides]
        change = _cell(comparison.difference[name], name, signed=True) if name in DIFFERENCES else ""
        yield f"{words:46}{cells[0]:>32}{cells[1]:>32}{change:>32}"
    yield ""
    yield "What the difference in taxes less cost hangs on most, from the low to the high end of what is not known:"
    for hinge in comparison.hinges[:5]:
        turns = hinge.turns_at.get("net_state")
        yield (
            f"  {hinge.parameter.name:24}{hinge.at_low['net_state']:>+12,.0f} to {hinge.at_high['net_state']:+,.0f}"
            + (f"; the sign turns at {turns:.4g} {hinge.parameter.unit}" if turns is not None else "")
        )
    guesses = [one for one in rests_on(scenario) if one.kind == "assumption"]
    yield f"{len(guesses)} of {len(rests_on(scenario))} parameters are assumptions. Fingerprint {comparison.fingerprint}."


def _cell(one: Range, name: str, *, signed: bool = False) -> str:
    places = 0 if name in MONEY else _PLACES.get(name, 1)
    sign = "+" if signed else ""

    def shown(value: float) -> str:
        return f"{value:{sign},.{places}f}" if math.isfinite(value) else "later"

    return f"{shown(one.value)} ({shown(one.low90)} to {shown(one.high90)})"


def book_lines(book: Book) -> Iterable[str]:
    """Every parameter with its sources."""
    for one in book.parameters.values():
        span = f" ({one.low:g} to {one.high:g})" if one.is_uncertain else ""
        yield f"{one.name:24}{one.value:g}{span} {one.unit}, {one.kind}: {one.what['en']}"
        for name in one.sources:
            yield f"{'':24}{book.sources[name].title} [{book.sources[name].read}]"


def book_json(book: Book) -> dict[str, object]:
    """Every parameter and source as plain values."""
    return {
        "parameters": [parameter(one) for one in book.parameters.values()],
        "sources": [source(one) for one in book.sources.values()],
    }
