"""The two-page brief: what came out in words, numbers and charts, with every assumption and source, set by typst."""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from waystation.engines.forecast.charts import Picture
from waystation.engines.forecast.comparing import Comparison, Range
from waystation.engines.forecast.outcomes import MONEY
from waystation.engines.forecast.parameters import PATHWAYS, Parameter
from waystation.engines.forecast.reading import Unusable
from waystation.engines.forecast.reports import cited, rests_on
from waystation.engines.forecast.scenario import Scenario
from waystation.engines.forecast.wording import Wording, is_open

_HEADLINES = ("months_at_work", "months_without_support", "net_state")
_SAID = ("waystation", "page", "likely", "rests_on", "rests_note", "sources", "limits_title", "limits")
_ASSUMED = {"en": "A", "ru": "Д"}
_SMALL_PRINT = 7.1
# PDF/UA: headings, reading order and words for every chart, for screen readers.
_TAGGED = {"pdf_standards": "ua-1"}
# Tried in turn until everything fits.
_SCALES = (1.0, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76)


def check_ready() -> None:
    """Say at once when typst is missing.

    :raises Unusable: naming the extra.
    """
    try:
        import typst  # noqa: F401
    except ImportError:
        raise Unusable(
            "--brief: typst is not installed; install the extra “pdf” (pip install 'waystation[pdf]')."
        ) from None


def typeset(comparison: Comparison, pictures: Mapping[str, Picture], language: str, **how: Any) -> bytes:
    """The brief as a PDF of two pages, tagged for screen readers; the same comparison gives the same bytes.

    :raises Unusable: when the scenario's own words do not fit two pages even when everything is set smaller.
    """
    import typst

    package = files("waystation.engines.forecast")
    with tempfile.TemporaryDirectory() as name, as_file(package.joinpath("fonts")) as fonts:
        folder = Path(name)
        page = folder / "brief.typ"
        page.write_text(package.joinpath("brief.typ").read_text(encoding="utf-8"), encoding="utf-8")
        for one, picture in pictures.items():
            (folder / f"{one}.svg").write_text(picture.svg, encoding="utf-8")
        ground: dict[str, Any] = {
            "root": str(folder),
            "font_paths": [str(fonts)],
            "ignore_system_fonts": True,
        }
        charts = print_ = 0
        while max(charts, print_) < len(_SCALES):
            said = contents(comparison, pictures, language, (_SCALES[charts], _SCALES[print_]))
            (folder / "data.json").write_text(json.dumps(said), encoding="utf-8")
            second, last = json.loads(typst.query(str(page), "<pages>", field="value", one=True, **ground))
            if (second, last) == (2, 2):
                made: bytes = typst.compile(str(page), **ground, **(how or _TAGGED))
                return made
            charts += second > 2
            print_ += last > second
    raise Unusable("question: with the title and the names it is too long for a brief of two pages.")


def contents(
    comparison: Comparison, pictures: Mapping[str, Picture], language: str, scales: tuple[float, float]
) -> dict[str, object]:
    """Everything the template prints, already in words; ``scales`` shrink the charts of page one and the print of page two."""
    say = Wording(language)
    scenario = comparison.scenario
    sources = {one.id: number for number, one in enumerate(cited(scenario), 1)}
    used = rests_on(scenario)
    return {
        "language": language,
        "title": scenario.title[language],
        "question": scenario.question[language],
        "people": say(
            "people_line",
            people=say.number(scenario.people),
            over=scenario.months,
            window=scenario.window,
            draws=scenario.draws,
        ),
        "figures": [_figure(comparison, name, say) for name in _HEADLINES],
        "sentences": list(_sentences(comparison, say)),
        "alts": {name: picture.alt for name, picture in pictures.items()},
        "profiles": _profiles(comparison, say),
        "parameters": _in_columns(_groups(scenario, sources, say)),
        "sources": _halves(
            [
                {"number": sources[one.id], "title": one.title, "read": say(one.read)}
                for one in cited(scenario)
            ]
        ),
        "shares": say(
            "uncertain_share",
            kind=_mark(scenario.profiles_kind, scenario.profiles_sources, sources, say),
        ),
        "scale": scales[0],
        "small": _SMALL_PRINT * scales[1],
        "say": {name: _unfilled(name, say) for name in _SAID},
        "rerun": say(
            "rerun",
            seed=scenario.seed,
            fingerprint=comparison.fingerprint,
            checked=max(one.checked_on for one in used).isoformat(),
        ),
    }


def _unfilled(name: str, say: Wording) -> str:
    return say(name, page="{page}", pages="{pages}")


def _figure(comparison: Comparison, name: str, say: Wording) -> dict[str, str]:
    one = comparison.difference[name]
    words = say(f"{name}_figure", currency=comparison.scenario.currency)
    span = say("nine_in_ten", low=_amount(one.low90, name, say), high=_amount(one.high90, name, say))
    return {
        "value": _amount(one.value, name, say),
        "words": words,
        "range": f"{span}; {say('undecided')}" if is_open(one) else span,
    }


def _amount(value: float, name: str, say: Wording) -> str:
    return say.money(value, signed=True) if name in MONEY else say.number(value, 1, signed=True)


def _sentences(comparison: Comparison, say: Wording) -> Iterable[str]:
    one, other = (side.measures for side in comparison.sides)
    scenario = comparison.scenario
    window = scenario.window
    yield say(
        "to_safety",
        one=say.month(one["months_to_safety"].value, window),
        other=say.month(other["months_to_safety"].value, window),
        baseline=comparison.baseline.policy.name[say.language],
        alternative=comparison.alternative.policy.name[say.language],
        window=window,
        share_one=say.number(100 * one["protected_at_end"].value),
        share_other=say.number(100 * other["protected_at_end"].value),
    )
    yield say(
        "to_work",
        one=say.month(one["months_to_work"].value, window),
        other=say.month(other["months_to_work"].value, window),
    )
    yield _spending(comparison, say)
    yield _heaviest(comparison, say)


def _spending(comparison: Comparison, say: Wording) -> str:
    one, other = (side.measures for side in comparison.sides)
    currency = comparison.scenario.currency
    wages = comparison.difference["wages"]
    amounts = [measures["cost_sponsors"].value for measures in (one, other)]
    sponsors = ""
    if any(round(amount / 100.0) for amount in amounts):
        sponsors = say("sponsors", one=say.money(amounts[0]), other=say.money(amounts[1]), currency=currency)
    return say(
        "organisation",
        one=say.money(one["cost_organisation"].value),
        other=say.money(other["cost_organisation"].value),
        currency=currency,
        sponsors=sponsors,
        wages=say.money(wages.value, signed=True),
        low=say.money(wages.low90, signed=True),
        high=say.money(wages.high90, signed=True),
    )


def _heaviest(comparison: Comparison, say: Wording) -> str:
    if not comparison.hinges:
        return ""
    hinge = comparison.hinges[0]
    what = hinge.parameter.what[say.language]
    if "net_state" not in hinge.turns_at:
        return say("hangs", what=what)
    return say(
        "turns" if hinge.at_low["net_state"] > 0 else "turns_up",
        what=what,
        value=say.amount(hinge.parameter, float(f"{hinge.turns_at['net_state']:.2g}")),
    )


def _profiles(comparison: Comparison, say: Wording) -> dict[str, object]:
    scenario = comparison.scenario
    head = [
        say("profile"),
        say("of_hundred"),
        say("months_at_work_column"),
        say("wages_column", currency=scenario.currency),
        say("taxes_column", currency=scenario.currency),
    ]
    rows = [
        [
            say(profile),
            say.number(100 * share),
            *(
                _spanned(comparison.profile_difference[profile][name], name, say)
                for name in ("months_at_work", "wages", "taxes")
            ),
        ]
        for profile, share in scenario.profiles.items()
    ]
    return {"title": say("profiles_title", months=scenario.window), "head": head, "rows": rows}


def _spanned(one: Range, name: str, say: Wording) -> str:
    low, value, high = (_amount(number, name, say) for number in (one.low90, one.value, one.high90))
    return f"{value} ({low} … {high})"


def _groups(scenario: Scenario, sources: Mapping[str, int], say: Wording) -> list[dict[str, Any]]:
    """The parameters under headings: each pathway, work, and life meanwhile. Where the sides differ, it says whose."""
    groups: dict[str, list[dict[str, str]]] = {}
    used = rests_on(scenario)
    differing = {one.name for one in used if sum(one.name == other.name for other in used) > 1}
    for one in sorted(used, key=lambda one: [other.name for other in used].index(one.name)):
        prefix = one.name.split(".")[0]
        heading = "work" if prefix in {"work", "wage", "tax"} else prefix if prefix in PATHWAYS else "living"
        groups.setdefault(heading, []).append(
            {
                "what": one.what[say.language]
                + (_whose(one, scenario, say) if one.name in differing else ""),
                "value": say.quantity(one),
                "mark": _mark(one.kind, one.sources, sources, say),
            }
        )
    return [{"title": say(f"pathway_{heading}"), "rows": rows} for heading, rows in groups.items()]


def _whose(one: Parameter, scenario: Scenario, say: Wording) -> str:
    mine = scenario.baseline if scenario.baseline.book.parameters[one.name] == one else scenario.alternative
    return f": {mine.name[say.language]}"


def _in_columns(groups: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The groups in two columns of about the same length."""
    columns: list[list[dict[str, Any]]] = [[], []]
    for group in sorted(groups, key=lambda one: -len(one["rows"])):
        shorter = min(columns, key=lambda column: sum(len(one["rows"]) + 1 for one in column))
        shorter.append(group)
    return columns


def _halves(lines: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    middle = -(-len(lines) // 2)
    return [list(lines[:middle]), list(lines[middle:])]


def _mark(kind: str, cited_by: Iterable[str], sources: Mapping[str, int], say: Wording) -> str:
    numbers = ", ".join(str(sources[name]) for name in cited_by)
    assumed = _ASSUMED[say.language] if kind == "assumption" else ""
    return ", ".join(part for part in (assumed, numbers) if part)
