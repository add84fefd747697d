"""What the figures room hands out."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FigureCard:
    """One number as published; ``value`` is None where it is held back, and ``held_back`` says why.

    ``noise`` is the epsilon in thousandths where noise was added, 0 where it is said as counted; ``within`` is how far it
    lies from the count at most, in 95 of 100 cases.
    """

    measure: str
    label: str
    value: int | None
    held_back: str = ""
    noise: int = 0
    within: int = 0


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
    noted_by: str = ""


@dataclass(frozen=True)
class StandingFigure:
    """The newest number said for a measure, and the day it is for."""

    measure: str
    label: str
    value: int | None
    as_of: date | None
    within: int = 0


@dataclass(frozen=True)
class PointCard:
    """One number of a series, and how much it differs from the one said before; both were published."""

    as_of: date
    value: int
    within: int
    change: int | None


@dataclass(frozen=True)
class BesideCard:
    """A number of others, and the newest of ours that had been counted by that day."""

    reported: ReportedCard
    ours: StandingFigure | None


@dataclass(frozen=True)
class SeriesCard:
    """Everything said of one measure: what it means, how it grew, what others said of the like."""

    measure: str
    label: str
    meaning: str
    points: tuple[PointCard, ...]
    beside: tuple[BesideCard, ...]
