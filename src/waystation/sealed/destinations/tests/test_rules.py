"""Pure rules: days that count, words that fit, what is missing to leave."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.sealed.destinations.rules import clocks, leaving, offers

DAY = date(2017, 5, 11)


def test_a_work_permit_waits_for_every_day_the_asker_caused() -> None:
    stops = [clocks.Stop(DAY + timedelta(days=10), DAY + timedelta(days=17), "rescheduled")]
    today = DAY + timedelta(days=100)
    assert clocks.days_run(DAY, stops, today) == 93
    assert clocks.due_on(DAY, 180, stops, today) == DAY + timedelta(days=187)
    standing = [*stops, clocks.Stop(DAY + timedelta(days=90), None, "papers")]
    assert clocks.due_on(DAY, 180, standing, today) is None
    assert clocks.days_run(DAY, standing, today) == 83


@given(st.lists(st.integers(0, 40), max_size=8), st.integers(1, 400))
def test_on_the_day_it_is_due_exactly_the_days_of_the_law_have_counted(gaps, days) -> None:
    at, stops = DAY, []
    for number, gap in enumerate(gaps):
        after = at + timedelta(days=gap)
        if number % 2:
            stops.append(clocks.Stop(at, after, "papers"))
        at = after
    due = clocks.due_on(DAY, days, stops, at)
    assert due is not None
    assert due >= DAY + timedelta(days=days)
    if due >= at:
        assert clocks.days_run(DAY, stops, due) == days


def test_a_clock_changes_only_in_the_order_of_days() -> None:
    stops = [clocks.Stop(DAY + timedelta(days=5), DAY + timedelta(days=8), "papers")]
    assert not clocks.fits(DAY, stops, DAY + timedelta(days=7), DAY + timedelta(days=20))
    assert clocks.fits(DAY, stops, DAY + timedelta(days=8), DAY + timedelta(days=20))
    assert not clocks.fits(DAY, stops, DAY + timedelta(days=21), DAY + timedelta(days=20))


@pytest.mark.parametrize(
    "heard", ["blue kettle, second shelf", "Blue  Kettle second-shelf!", "BLUE KETTLE. SECOND SHELF"]
)
def test_words_heard_on_a_bad_line_still_fit(heard) -> None:
    assert leaving.plain_phrase(heard) == leaving.plain_phrase("Blue kettle, second shelf")


def test_other_words_never_fit_and_one_word_is_not_enough() -> None:
    assert leaving.plain_phrase("Blue kettle") != leaving.plain_phrase("Blue kettle second shelf")
    assert leaving.plain_phrase("Зелёный чай") == leaving.plain_phrase("зеленый, чай")
    assert not leaving.is_phrase("kettle")
    assert leaving.is_phrase("зелёный чай")


def test_leaving_needs_approval_paper_and_a_lawyers_word() -> None:
    ask = {"is_approved": True, "has_paper": True, "is_minor": False}
    clear = dict.fromkeys(leaving.EXIT_CHECKS, "clear")
    assert leaving.missing_to_leave(results=clear, **ask) == ()
    assert leaving.missing_to_leave(results=None, **ask) == (leaving.NOT_CHECKED,)
    assert leaving.missing_to_leave(results=clear | {"travel_ban": "found"}, **ask) == (leaving.IN_THE_WAY,)
    none = leaving.missing_to_leave(is_approved=False, has_paper=False, results=None, is_minor=True)
    assert len(none) == 3


def test_a_reservation_lasts_to_the_end_of_its_day_and_never_beyond_the_offer() -> None:
    assert not offers.is_over(DAY, DAY)
    assert offers.is_over(DAY, DAY + timedelta(days=1))
    assert offers.faults_of_hold(DAY - timedelta(days=1), None, DAY) == {"until_on": offers.UNTIL_IS_PAST}
    assert offers.faults_of_hold(DAY + timedelta(days=2), DAY + timedelta(days=1), DAY)
    assert offers.faults_of_hold(DAY + timedelta(days=90), None, DAY)
    assert offers.faults_of_hold(DAY, DAY, DAY) == {}
