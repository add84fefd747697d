"""What the figures room hands out."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FigureCard:
    """One number as published; ``value`` is None where it is held back, and ``held_back`` says why."""

    measure: str
    label: str
    value: int | None
    held_back: str = ""


@dataclass(frozen=True)
class PublicationCard:
    """One act of publishing with its numbers in the order of the measures."""

    ref: str
    as_of: date
    published_on: date
    note: str
    figures: tuple[FigureCard, ...]


@dataclass(frozen=True)
class ReportedCard:
    """A number others published."""

    as_of: date
    measure: str
    label: str
    value: int
    qualifier: str
    source: str


@dataclass(frozen=True)
class StandingFigure:
    """The newest number said for a measure, and the day it is for."""

    measure: str
    label: str
    value: int | None
    as_of: date | None
