"""Legal time: what holds of any dates, and days computed by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.engines.clocks.api import Stop, load_law
from waystation.engines.clocks.arithmetic import WorkingDays, add, run_with_stops

quick = settings(max_examples=80, deadline=None)
days = st.dates(date(2000, 1, 1), date(2060, 1, 1))
counts = st.integers(0, 400)
units = st.sampled_from(["days", "weeks", "months", "years", "working_days"])
US = load_law().calendars["US"]


@st.composite
def stops(draw, start: date) -> list[Stop]:
    spans = draw(st.lists(st.tuples(st.integers(-30, 400), st.integers(0, 90)), max_size=5))
    return [
        Stop(start + timedelta(days=begins), start + timedelta(days=begins + lasts), "x")
        for begins, lasts in spans
    ]


@quick
@given(days, days, st.integers(0, 60), units)
def test_clocks_never_run_backwards(one: date, other: date, count: int, unit) -> None:
    first, second = sorted((one, other))
    assert add(first, count, unit) <= add(second, count, unit)
    assert add(first, count, unit) <= add(first, count + 1, unit)
    assert add(first, count, unit) >= first


def by_hand(start: date, count: int, stood: list[Stop]) -> date:
    """Walk day by day: a day counts unless the clock stands on it."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= not any(stop.since <= day < stop.until for stop in stood)
    return day


@quick
@given(st.data(), days, counts)
def test_stops_agree_with_walking_day_by_day(data: st.DataObject, start: date, count: int) -> None:
    stood = data.draw(stops(start))
    assert run_with_stops(start, count, stood).reached_on == by_hand(start, count, stood)


@quick
@given(st.data(), days, counts)
def test_a_further_stop_never_makes_it_sooner_and_order_does_not_matter(
    data: st.DataObject, start: date, count: int
) -> None:
    stood = data.draw(stops(start))
    more = data.draw(stops(start))
    plain = run_with_stops(start, count, stood).reached_on
    assert run_with_stops(start, count, [*more, *stood]).reached_on >= plain
    assert run_with_stops(start, count, stood[::-1]).reached_on == plain


def test_a_stop_without_end_stands_unless_the_day_was_reached_before() -> None:
    start = date(2026, 1, 10)
    stands = run_with_stops(start, 150, [Stop(date(2026, 3, 11), None, "x")])
    assert (stands.reached_on, stands.stands_since, stands.remaining) == (None, date(2026, 3, 11), 91)
    assert run_with_stops(start, 150, [Stop(date(2026, 6, 10), None, "x")]).reached_on == date(2026, 6, 9)


@pytest.mark.parametrize(
    ("start", "count", "unit", "last"),
    [
        (date(2025, 11, 30), 3, "months", date(2026, 2, 28)),
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
        (date(2025, 8, 31), 6, "months", date(2026, 2, 28)),
        (date(2026, 8, 3), 2, "months", date(2026, 10, 3)),
        (date(2026, 8, 3), 2, "weeks", date(2026, 8, 17)),
        (date(2026, 1, 10), 150, "days", date(2026, 6, 9)),
        (date(2026, 11, 20), 1, "working_days", date(2026, 11, 23)),
    ],
)
def test_periods_end_as_the_statutes_say(start: date, count: int, unit, last: date) -> None:
    assert add(start, count, unit) == last


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 7, 3), "Independence Day"),  # the fourth is a Saturday
        (date(2027, 7, 5), "Independence Day"),  # the fourth is a Sunday
        (date(2027, 12, 31), "New Year's Day"),  # of 2028, a Saturday
        (date(2026, 11, 26), "Thanksgiving Day"),
        (date(2026, 5, 25), "Memorial Day"),
        (date(2026, 6, 19), "Juneteenth"),
        (date(2020, 6, 19), ""),
        (date(2026, 11, 27), ""),
    ],
)
def test_federal_holidays_are_kept_on_the_right_day(day: date, name: str) -> None:
    assert US.holiday_on(day) == name


@quick
@given(days)
def test_rolling_lands_on_a_working_day_within_a_week(day: date) -> None:
    rolled = US.roll(day)
    assert US.is_working(rolled)
    assert timedelta(0) <= rolled - day <= timedelta(days=5)
    assert US.roll(rolled) == rolled


@quick
@given(days, st.integers(1, 30))
def test_working_days_are_counted_one_by_one(start: date, count: int) -> None:
    calendar = WorkingDays()
    last = calendar.add(start, count)
    between = [start + timedelta(days=step) for step in range(1, (last - start).days + 1)]
    assert sum(map(calendar.is_working, between)) == count
