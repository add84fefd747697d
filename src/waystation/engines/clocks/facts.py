"""What a programme may ask about a person: the facts that exist, and reading them from what somebody typed."""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from waystation.engines.clocks.arithmetic import Stop

FactKind = Literal["date", "yes_no", "choice", "number", "stops", "country", "countries"]
Value = date | bool | str | int | tuple[Stop, ...] | tuple[str, ...]
Facts = Mapping[str, Value]

_COUNTRY_LETTERS = 2
# Nobody now alive is older, and no clock runs longer; beyond lie slips of the pen and the end of the calendar.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_MOST_DAYS = 36_525
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Wrong(Exception):
    """Input that cannot be used; the message names the field."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may be known: a label for reasons, a question to ask, and what an answer looks like."""

    name: str
    kind: FactKind
    label: str
    ask: str
    choices: Mapping[str, str]


def load_facts(text: str) -> dict[str, Fact]:
    """Every fact of the file of facts.

    :raises Wrong: naming a fact without label, question or kind.
    """
    found = {}
    for name, row in tomllib.loads(text).items():
        try:
            found[name] = Fact(name, row["kind"], row["label"], row["ask"], row.get("choices", {}))
        except KeyError as missing:
            raise Wrong(f"the fact {name} has no {missing}.") from None
    return found


def read_facts(raw: object, known: Mapping[str, Fact]) -> dict[str, Value]:
    """The facts in a JSON object; ``null`` means not known.

    :raises Wrong: naming the field, for a fact that does not exist or a value of the wrong kind.
    """
    if not isinstance(raw, Mapping):
        raise Wrong("FACTS.json: must be a JSON object of names and values.")
    found: dict[str, Value] = {}
    for name, value in raw.items():
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise Wrong(f"{name}: no programme asks for this fact.{hint}")
        if value is not None:
            found[name] = _read(known[name], value)
    return found


def _read(fact: Fact, value: object) -> Value:
    match fact.kind:
        case "date":
            return _date(fact.name, value)
        case "country":
            return _country(fact.name, value)
        case "countries" if isinstance(value, Sequence) and not isinstance(value, str):
            return tuple(_country(fact.name, one) for one in value)
        case "stops":
            return _stops(fact, value)
    return _read_plain(fact, value)


def _read_plain(fact: Fact, value: object) -> Value:
    if fact.kind == "yes_no" and isinstance(value, bool):
        return value
    if fact.kind == "number" and type(value) is int and 0 <= value <= _MOST_DAYS:
        return value
    if fact.kind == "choice" and isinstance(value, str) and value in fact.choices:
        return value
    raise Wrong(f"{fact.name}: must be {_wanted(fact)}, not {_shown(value)}.")


def _wanted(fact: Fact) -> str:
    if fact.kind == "choice":
        return "one of " + ", ".join(fact.choices)
    return {
        "yes_no": "true or false",
        "number": f"a whole number from 0 to {_MOST_DAYS}",
        "countries": "a list of country codes of two capital letters",
    }.get(fact.kind, fact.kind)


def _shown(value: object) -> str:
    text = str(value)
    return f"“{text[:40]}…”" if len(text) > 41 else f"“{text}”"


def _date(field: str, value: object) -> date:
    if type(value) is date:
        return within_calendar(field, value)
    return day_written(field, value) if isinstance(value, str) else _no_date(field, value)


def day_written(field: str, text: str) -> date:
    """A day written as year, month and day.

    :raises Wrong: naming the field, also for the weeks and the dates without dashes of ISO 8601.
    """
    if not _DAY.fullmatch(text):
        return _no_date(field, text)
    try:
        return within_calendar(field, date.fromisoformat(text))
    except ValueError:
        return _no_date(field, text)


def within_calendar(field: str, day: date) -> date:
    """The day, if it lies where clocks can be counted.

    :raises Wrong: naming the field.
    """
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Wrong(f"{field}: must lie between {FIRST_DAY} and {LAST_DAY}, not on {day}.")
    return day


def _no_date(field: str, value: object) -> date:
    raise Wrong(f"{field}: must be a date such as 2026-08-03, not {_shown(value)}.")


def _country(field: str, value: object) -> str:
    if isinstance(value, str) and len(value) == _COUNTRY_LETTERS and value.isascii() and value.isupper():
        return value
    raise Wrong(f"{field}: must be a country code of two capital letters, such as LT, not {_shown(value)}.")


def _stops(fact: Fact, value: object) -> tuple[Stop, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Wrong(f"{fact.name}: must be a list of objects with from, to and cause.")
    return tuple(_stop(fact, place, one) for place, one in enumerate(value, 1))


def _stop(fact: Fact, place: int, value: object) -> Stop:
    field = f"{fact.name}[{place}]"
    if (
        not isinstance(value, Mapping)
        or set(value) - {"from", "to", "cause"}
        or not {"from", "cause"} <= set(value)
    ):
        raise Wrong(f"{field}: must be an object with from, cause, and to once the clock runs again.")
    if value["cause"] not in fact.choices:
        raise Wrong(f"{field}.cause: must be one of {', '.join(fact.choices)}, not {_shown(value['cause'])}.")
    since = _date(f"{field}.from", value["from"])
    until = None if value.get("to") is None else _date(f"{field}.to", value["to"])
    if until is not None and until < since:
        raise Wrong(f"{field}.to: lies before from.")
    return Stop(since, until, str(value["cause"]))
