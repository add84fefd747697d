"""Parameters: each with a value, the bounds of what is not known, a unit, a kind and its sources."""

import tomllib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

import numpy as np

from waystation.engines.forecast.reading import Fields, Text, Unusable

Kind = Literal["published", "statute", "assumption"]
Read = Literal["read", "secondary", "to_be_verified"]
Shape = Literal["fixed", "uniform", "exponential", "lognormal"]

PATHWAYS = ("asylum", "group", "visa", "sponsorship")
CURRENCIES = ("USD", "EUR", "CAD")
_UNITS = (
    "months",
    "share",
    "factor",
    "people/month",
    *CURRENCIES,
    *(f"{currency}/month" for currency in CURRENCIES),
)
_LEAST_RATE = 1e-6
# What a value of a unit can be at most; a wrong order of magnitude is a slip of the pen.
_MOST = {"months": 240.0, "share": 1.0, "factor": 20.0, "people/month": 1e6}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from, and how far it was read."""

    id: str
    title: str
    read: Read
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number the forecast rests on: best value, bounds of what is not known, and why anybody should believe it."""

    name: str
    what: Text
    unit: str
    value: float
    low: float
    high: float
    kind: Kind
    sources: tuple[str, ...]
    checked_on: date
    shape: Shape = "fixed"
    spread: float = 0.0
    note: str = ""

    @property
    def is_uncertain(self) -> bool:
        """Whether anything is drawn."""
        return self.low < self.high


Values = Mapping[str, float]


@dataclass(frozen=True)
class Book:
    """All parameters by name, with their sources by id."""

    parameters: Mapping[str, Parameter]
    sources: Mapping[str, Source]

    def central(self) -> dict[str, float]:
        """The best values."""
        return {name: one.value for name, one in self.parameters.items()}

    def draw(self, seed: int, number: int) -> dict[str, float]:
        """One draw of what is not known: triangular between the bounds with its peak at the value.

        Each parameter has a stream of its own, so that one more parameter changes nothing for the others.
        """
        return {name: _drawn(one, seed, number) for name, one in self.parameters.items()}

    def with_changes(self, changes: Iterable[Parameter], sources: Iterable[Source]) -> "Book":
        """The book with some parameters replaced."""
        return Book(
            {**self.parameters, **{one.name: one for one in changes}},
            {**self.sources, **{one.id: one for one in sources}},
        )


def _drawn(one: Parameter, seed: int, number: int) -> float:
    if not one.is_uncertain:
        return one.value
    stream = np.random.Philox(key=[seed, zlib.crc32(one.name.encode())], counter=number)
    return triangular(one, float(stream.random_raw() >> np.uint64(11)) * 2.0**-53)


def triangular(one: Parameter, share: float) -> float:
    """The value below which ``share`` of the triangular distribution lies."""
    span = one.high - one.low
    rise = one.value - one.low
    if share * span < rise:
        return float(one.low + (share * span * rise) ** 0.5)
    return float(one.high - ((1.0 - share) * span * (one.high - one.value)) ** 0.5)


@lru_cache(maxsize=1)
def load_book() -> Book:
    """The parameters that come with the package."""
    text = files("waystation.engines.forecast").joinpath("parameters.toml").read_text(encoding="utf-8")
    fields = Fields(tomllib.loads(text), "")
    sources = {one.id: one for one in map(read_source, fields.parts("source"))}
    checked_on = fields.day("checked_on")
    parameters = [read_parameter(one, sources, checked_on) for one in fields.parts("parameter")]
    return Book({one.name: one for one in parameters}, sources)


def read_source(fields: Fields) -> Source:
    """A source as it stands in a file.

    :raises Unusable: naming the field.
    """
    fields.only(("id", "title", "read", "note"))
    return Source(
        id=fields.line("id"),
        title=fields.line("title"),
        read=fields.choice("read", get_args(Read)),  # type: ignore[arg-type]
        note=fields.line("note", ""),
    )


_FIELDS = (
    *("name", "what", "unit", "value", "low", "high", "shape", "spread"),
    *("kind", "sources", "checked_on", "note"),
)


def read_parameter(
    fields: Fields, sources: Mapping[str, Source], checked_on: date, old: Parameter | None = None
) -> Parameter:
    """A parameter as it stands in a file; what it leaves out is taken from ``old``, but not why it is believed.

    :raises Unusable: naming the field.
    """
    fields.only(_FIELDS)
    unit = _unit(fields, old)
    most = _MOST.get(unit, 1e9)
    name = fields.line("name")
    least = _LEAST_RATE if name.startswith("exchange.") else 0.0
    value = fields.number("value", least, most)
    kind, cited = _believed(fields, sources)
    parameter = Parameter(
        name=name,
        what=old.what if old and "what" not in fields else fields.text("what"),
        unit=unit,
        value=value,
        low=fields.number("low", least, most) if "low" in fields else value,
        high=fields.number("high", least, most) if "high" in fields else value,
        kind=kind,
        sources=cited,
        checked_on=fields.day("checked_on") if "checked_on" in fields else checked_on,
        shape=fields.choice("shape", get_args(Shape), old.shape if old else "fixed"),  # type: ignore[arg-type]
        spread=fields.number("spread", 0.0, 2.0) if "spread" in fields else (old.spread if old else 0.0),
        note=fields.line("note", ""),
    )
    if not parameter.low <= parameter.value <= parameter.high:
        raise Unusable(f"{fields.named('value')}: must lie between low and high.")
    if parameter.shape == "uniform" and parameter.spread > 1.0:
        raise Unusable(f"{fields.named('spread')}: must be at most 1 for a uniform delay.")
    return parameter


def _unit(fields: Fields, old: Parameter | None) -> str:
    if old is None:
        return fields.choice("unit", _UNITS)
    # Another currency is the same kind of thing; months instead of money is not.
    tail = old.unit[3:]
    alike = [one + tail for one in CURRENCIES] if old.unit[:3] in CURRENCIES else [old.unit]
    return fields.choice("unit", alike, old.unit)


def _believed(fields: Fields, sources: Mapping[str, Source]) -> tuple[Kind, tuple[str, ...]]:
    cited = fields.words("sources")
    kind = fields.choice("kind", get_args(Kind))
    if kind != "assumption" and not cited:
        raise Unusable(
            f"{fields.named('sources')}: what is {kind} needs a source; otherwise call it an assumption."
        )
    for one in cited:
        if one not in sources:
            raise Unusable(f"{fields.named('sources')}: there is no source “{one}”.")
    return kind, cited  # type: ignore[return-value]
