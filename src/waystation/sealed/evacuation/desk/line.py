"""The line of time: where each leg and each check-in stands on it, in parts of a thousand, for a picture without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from waystation.sealed.evacuation import api as evacuation

WIDTH = 1000
_DAY, _FEW_HOURS = timedelta(days=1), timedelta(hours=3)
_LONGEST = timedelta(days=10)
_MARGIN = 0.03
_NARROWEST = 8


@dataclass(frozen=True)
class Tick:
    """A mark of the scale."""

    x: int
    at: datetime
    is_day: bool


@dataclass(frozen=True)
class Bar:
    """A leg as it lies on the line."""

    x: int
    width: int
    leg: evacuation.LegCard


@dataclass(frozen=True)
class Dot:
    """A check-in as it stands on the line."""

    x: int
    check_in: evacuation.CheckInCard


@dataclass(frozen=True)
class Row:
    """One journey on the line."""

    journey: evacuation.JourneyCard
    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Line:
    """All of it: the rows, the scale, and where now is (None outside)."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    now_x: int | None


def line_of(found: Sequence[evacuation.JourneyCard], at: datetime) -> Line | None:
    """Lay journeys on one line of time; None where there is nothing to lay."""
    moments = [
        moment
        for journey in found
        for moment in (
            *(leg.departs_at for leg in journey.legs if leg.is_live),
            *(leg.arrives_at for leg in journey.legs if leg.is_live),
            *(check.due_at for check in journey.check_ins),
        )
    ]
    if not moments:
        return None
    first = max(min([*moments, at]), at - _LONGEST)
    last = min(max([*moments, at, first + _FEW_HOURS]), first + 2 * _LONGEST)
    pad = (last - first) * _MARGIN
    scale = _Scale(first - pad, last + pad)
    rows = tuple(_row(journey, scale) for journey in found)
    return Line(rows, tuple(scale.ticks()), scale.x(at) if scale.first <= at <= scale.last else None)


def _row(journey: evacuation.JourneyCard, scale: "_Scale") -> Row:
    bars = []
    for leg in journey.legs:
        if leg.is_live:
            x = scale.x(leg.departs_at)
            bars.append(Bar(x, max(scale.x(leg.arrives_at) - x, _NARROWEST), leg))
    return Row(journey, tuple(bars), tuple(Dot(scale.x(one.due_at), one) for one in journey.check_ins))


@dataclass(frozen=True)
class _Scale:
    first: datetime
    last: datetime

    def x(self, at: datetime) -> int:
        """Where a moment stands, never outside the picture."""
        part = (at - self.first) / (self.last - self.first)
        return round(min(max(part, 0), 1) * WIDTH)

    def ticks(self) -> list[Tick]:
        """The marks of the scale: every few hours of a short line, every day of a long one."""
        step = self._step()
        moment = self.first.replace(hour=0, minute=0, second=0, microsecond=0)
        found = []
        while moment <= self.last:
            if moment >= self.first:
                found.append(Tick(self.x(moment), moment, moment.hour == 0))
            moment += step
        return found

    def _step(self) -> timedelta:
        length = self.last - self.first
        for step, longest in ((timedelta(hours=1), 8), (_FEW_HOURS, 24), (timedelta(hours=12), 96)):
            if length <= timedelta(hours=longest):
                return step
        return _DAY if length <= _LONGEST else 2 * _DAY
