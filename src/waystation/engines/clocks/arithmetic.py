"""Legal time: days, weeks, months and years counted as statutes count them, and days on which offices work."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["days", "weeks", "months", "years", "working_days"]
Roll = Literal["none", "next_working_day"]

_DAY = timedelta(days=1)
_SATURDAY = 5
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Holiday:
    """One yearly holiday: a fixed day, or the nth weekday of a month (−1 the last)."""

    name: str
    month: int
    day: int = 0
    weekday: str = ""
    nth: int = 0
    first_year: int = 0

    def in_year(self, year: int) -> date | None:
        """The day it falls on, before any moving from a weekend; None before it existed."""
        if year < self.first_year:
            return None
        if self.day:
            return date(year, self.month, self.day)
        wanted = _WEEKDAYS.index(self.weekday)
        if self.nth > 0:
            first = date(year, self.month, 1)
            return first + timedelta(days=(wanted - first.weekday()) % 7 + 7 * (self.nth - 1))
        last = date(year, self.month, monthrange(year, self.month)[1])
        return last - timedelta(days=(last.weekday() - wanted) % 7)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days on which a country's offices work.

    ``observed``: a holiday on Saturday is kept on Friday, one on Sunday on Monday (5 U.S.C. 6103(b) and
    Executive Order 11582).
    """

    holidays: Sequence[Holiday] = ()
    observed: bool = False

    def holiday_on(self, day: date) -> str:
        """The name of the holiday kept on this day, or nothing."""
        for holiday in self.holidays:
            for year in (day.year, day.year + 1):
                kept = holiday.in_year(year)
                if kept is not None and self._kept_on(kept) == day:
                    return holiday.name
        return ""

    def _kept_on(self, day: date) -> date:
        if not self.observed or day.weekday() < _SATURDAY:
            return day
        return day - _DAY if day.weekday() == _SATURDAY else day + _DAY

    def is_working(self, day: date) -> bool:
        """Neither Saturday nor Sunday nor a holiday."""
        return day.weekday() < _SATURDAY and not self.holiday_on(day)

    def roll(self, day: date) -> date:
        """The day itself if offices work, else the next on which they do."""
        while not self.is_working(day):
            day += _DAY
        return day

    def add(self, start: date, count: int) -> date:
        """The ``count``-th working day after the start; the day of the event is not counted."""
        day = start
        while count:
            day += _DAY
            count -= self.is_working(day)
        return day


def add(start: date, count: int, unit: Unit, working_days: WorkingDays | None = None) -> date:
    """The last day of a period that runs from an event; the day of the event itself is not counted.

    Weeks, months and years end on the day of the same name or date; where the last month lacks that date, on its
    last day (Regulation 604/2013 art. 42; Regulation 1182/71 art. 3(2)(c)).
    """
    if unit == "days":
        return start + count * _DAY
    if unit == "weeks":
        return start + 7 * count * _DAY
    if unit == "working_days":
        return (working_days or WorkingDays()).add(start, count)
    month = start.year * 12 + start.month - 1 + count * (12 if unit == "years" else 1)
    year, month = divmod(month, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def in_words(count: int, unit: str) -> str:
    """A length as a reason prints it: 1 year, 150 days."""
    words = unit.replace("_", " ")
    return f"{count} {words.removesuffix('s') if count == 1 else words}"


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which a clock stands: from the day it stopped to the day it runs again (None: it still stands)."""

    since: date
    until: date | None
    cause: str


@dataclass(frozen=True, slots=True)
class Run:
    """A count of days with stops: the day it is reached, or None while it stands, and how many days remain then."""

    reached_on: date | None
    stopped_days: int
    stands_since: date | None
    remaining: int


def run_with_stops(start: date, count: int, stops: Iterable[Stop]) -> Run:
    """Count days after the start, leaving out those from each stop to the day before it runs again.

    Stops may overlap: a day is left out once. A stop before the start, or after the count is reached, changes nothing.
    """
    day, left, stopped = start, count, 0
    for began, until in _merged(stops):
        since = max(began, start + _DAY)
        if until is not None and until <= since:
            continue
        ran = (since - day).days - 1
        if ran >= left:
            break
        left -= ran
        if until is None:
            return Run(None, stopped, since, left)
        stopped += (until - since).days
        day = until - _DAY
    return Run(day + left * _DAY, stopped, None, 0)


def _merged(stops: Iterable[Stop]) -> list[tuple[date, date | None]]:
    merged: list[tuple[date, date | None]] = []
    for stop in sorted(stops, key=lambda stop: stop.since):
        if merged:
            since, until = merged[-1]
            if until is None or stop.since <= until:
                merged[-1] = (since, None if until is None or stop.until is None else max(until, stop.until))
                continue
        merged.append((stop.since, stop.until))
    return merged


def holidays_from(table: Iterable[Mapping[str, object]]) -> tuple[Holiday, ...]:
    """Holidays as the data file gives them."""
    return tuple(Holiday(**row) for row in table)  # type: ignore[arg-type]
