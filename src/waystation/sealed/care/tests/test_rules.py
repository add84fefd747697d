"""The machines and the arithmetic of nights, walked at random."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Refused
from waystation.sealed.care.rules.help import APPOINTMENT, REFERRAL
from waystation.sealed.care.rules.houses import HOUSE, count_verdicts
from waystation.sealed.care.rules.money import ASSISTANCE, cents_of, words_of
from waystation.sealed.care.rules.nights import choose_beds, hold_has_lapsed, lapses_at, nights_of
from waystation.sealed.care.rules.stays import STAY

MACHINES = (HOUSE, STAY, REFERRAL, APPOINTMENT, ASSISTANCE)
YES = {
    "vouching": 2,
    "doubting": 0,
    "beds": 1,
    "address_stands": True,
    "host_trusted": True,
    "guests": 0,
    "house": "active",
    "lapsed": False,
    "day_has_come": True,
    "consented": True,
    "reason_given": True,
    "its_time_has_come": True,
    "actor": "one",
    "requester": "other",
}
DAYS = st.dates(date(2017, 4, 1), date(2017, 6, 1))


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_no_state_is_a_dead_end_and_every_state_can_be_reached(machine) -> None:
    reached, waiting = {machine.start}, [machine.start]
    while waiting:
        for move in machine.from_state(waiting.pop()):
            if move.target not in reached:
                reached.add(move.target)
                waiting.append(move.target)
    assert reached == set(machine.states)
    for state in machine.states:
        assert (not list(machine.from_state(state))) == (state in machine.ends), state


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(MACHINES), st.data())
def test_every_walk_ends_in_an_end_or_can_go_on(machine, data) -> None:
    state = machine.start
    for _step in range(30):
        moves = list(machine.from_state(state))
        if not moves:
            break
        move = data.draw(st.sampled_from(moves))
        facts = YES | ({"lapsed": True} if move.name == "lapse" else {})
        state = machine.move(move.name, state, move.who, facts).target
    assert state in machine.ends or list(machine.from_state(state))


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_need_stops_its_move_with_a_sentence(machine) -> None:
    no = dict.fromkeys(YES) | {"vouching": 0, "doubting": 1, "beds": 0, "guests": 1, "house": "retired"}
    no |= {"lapsed": True, "actor": "one", "requester": "one"}
    for move in machine.transitions:
        for need in move.needs:
            facts = no | ({"lapsed": False} if need.name == "hold_is_over" else {})
            with pytest.raises(Refused) as refused:
                machine.move(move.name, move.source, move.who, facts)
            assert need.missing in refused.value.missing


def test_nobody_but_the_clock_lets_a_hold_lapse() -> None:
    assert [move.who for move in STAY.transitions if move.name == "lapse"] == [frozenset({"clock"})]


@given(DAYS, DAYS)
def test_the_day_of_leaving_is_not_slept(first, last) -> None:
    nights = nights_of(first, last)
    assert len(nights) == max(0, (last - first).days)
    assert last not in nights


@given(DAYS)
def test_a_hold_lasts_to_the_very_end_of_its_last_day(day) -> None:
    over = lapses_at(day)
    assert hold_has_lapsed(day, over.date())
    assert not hold_has_lapsed(day, (over - timedelta(microseconds=1)).date())


BED_REFS = st.lists(st.sampled_from("abcdef"), unique=True, min_size=1)
NIGHT_SETS = st.frozensets(st.integers(0, 6).map(lambda number: date(2017, 5, 1) + timedelta(days=number)))


@settings(max_examples=150, deadline=None)
@given(BED_REFS, st.dictionaries(st.sampled_from("abcdef"), NIGHT_SETS), st.lists(NIGHT_SETS, max_size=4))
def test_beds_chosen_for_a_family_are_free_and_nobody_shares(beds, taken, wanted) -> None:
    chosen = choose_beds(beds, taken, wanted)
    if chosen is not None:
        assert len(set(chosen)) == len(wanted) == len(chosen)
        for bed, nights in zip(chosen, wanted, strict=True):
            assert not nights & taken.get(bed, frozenset())


def test_a_bed_free_for_the_whole_time_is_not_spent_on_a_short_stay() -> None:
    first, second = date(2017, 5, 1), date(2017, 5, 2)
    assert choose_beds(["a", "b"], {"b": {second}}, [[first], [first, second]]) == ["b", "a"]


def test_the_newest_word_of_each_visitor_counts_and_only_once() -> None:
    words = [("noor", "good", "1"), ("noor", "good", "2"), ("ruth", "doubtful", "1"), ("ruth", "good", "3")]
    told = [{"by": by, "verdict": verdict, "at": at} for by, verdict, at in words]
    assert count_verdicts(told) == (2, 0)
    assert count_verdicts(told[:3]) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "cents"), [("120", 12000), ("1 250,50", 125050), ("0.01", 1), ("100000", 10_000_000)]
)
def test_amounts_are_read_as_people_type_them(typed, cents) -> None:
    assert cents_of(typed) == cents


@pytest.mark.parametrize("typed", ["", "abc", "-5", "0", "1.234", "100000.01", "1e99", "nan", "inf", "1,2,3"])
def test_what_is_no_amount_is_refused(typed) -> None:
    with pytest.raises(ValueError, match=r"amount|100,000"):
        cents_of(typed)


@given(st.integers(1, 10_000_000))
def test_an_amount_written_out_reads_back(cents) -> None:
    assert cents_of(words_of(cents, "EUR").removesuffix("\u00a0EUR")) == cents
