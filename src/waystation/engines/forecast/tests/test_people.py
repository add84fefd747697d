"""Nobody is lost, nobody is counted twice, and what happens does not depend on who computes it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.engines.forecast.cohort import EVENTS
from waystation.engines.forecast.delays import Delay, outcomes, reached
from waystation.engines.forecast.outcomes import STATES, states
from waystation.engines.forecast.queues import served_by
from waystation.engines.forecast.running import alone, run, workers
from waystation.engines.forecast.streams import grains
from waystation.engines.forecast.tests.small import cohort, lane

SHAPES = st.sampled_from(["fixed", "uniform", "exponential", "lognormal"])
DELAYS = st.builds(Delay, st.floats(0, 40), SHAPES, st.floats(0, 1))


def counts(one, **how):
    return run([one], spread=alone, **how)[0]


def month_of(one, event):
    """By each month, how many it has happened to."""
    return counts(one)[EVENTS.index(event)].sum(axis=0).cumsum()[:-1]


LANES = st.builds(
    lane,
    prepare=DELAYS,
    permit=DELAYS,
    decision=DELAYS,
    admitted=st.floats(0, 1),
    upheld=st.floats(0, 1),
    quota_milli=st.none() | st.integers(0, 400_000),
)


@given(first=LANES, second=LANES, people=st.integers(1, 2_000), window=st.integers(6, 60))
@settings(max_examples=25, deadline=None)
def test_everybody_is_somewhere_in_every_month(first, second, people, window):
    one = cohort(first, second, people=people, window=window)
    followed = counts(one)
    assert (followed.sum(axis=(1, 2)) == people).all()
    where = states(one, followed)
    assert len(where) == len(STATES)
    assert (where >= 0).all()
    assert (where.sum(axis=0) == people).all()


@given(block=st.integers(20, 700), span=st.integers(50, 1_300))
@settings(max_examples=10, deadline=None)
def test_blocks_and_spans_change_nobody(block, span):
    one = cohort(lane(share=0.7, quota_milli=40_000), lane("asylum", share=0.3), people=1_500)
    assert np.array_equal(counts(one), counts(one, block=block, span=span))


def test_one_worker_and_two_count_alike():
    cohorts = [cohort(draw=number) for number in range(3)] + [cohort(people=9_000, draw=9)]
    with workers(2) as spread:
        together = run(cohorts, spread=spread, block=1_000, span=2_500)
    for mine, theirs in zip(run(cohorts, spread=alone), together, strict=True):
        assert np.array_equal(mine, theirs)


def test_another_seed_is_other_people_and_the_same_seed_the_same():
    assert np.array_equal(counts(cohort()), counts(cohort()))
    assert not np.array_equal(counts(cohort()), counts(cohort(seed=6)))
    assert not np.array_equal(counts(cohort()), counts(cohort(draw=1)))


@given(less=st.integers(0, 500_000), more=st.integers(0, 500_000), months=st.integers(1, 36))
@settings(max_examples=25, deadline=None)
def test_more_places_never_make_anybody_wait_longer(less, more, months):
    less, more = sorted((less, more))
    few, many = (month_of(cohort(lane(quota_milli=quota), months=months), "safe") for quota in (less, more))
    assert (many >= few).all()


@given(ready=st.lists(st.integers(0, 50), min_size=1, max_size=40), quota=st.integers(0, 30_000))
@settings(max_examples=30, deadline=None)
def test_no_more_places_are_given_than_there_are_and_nobody_before_being_ready(ready, quota):
    served = served_by(np.array(ready), quota)
    given_each = np.diff(served, prepend=0)
    assert (given_each >= 0).all()
    assert (served <= np.cumsum(ready)).all()
    for first in range(len(ready)):
        assert (
            served[first:] - (served[first - 1] if first else 0)
            <= quota / 1000 * np.arange(1, len(ready) - first + 1) + 1
        ).all()


@pytest.mark.parametrize("part", ["prepare", "travel", "permit"])
@given(shorter=DELAYS, more=st.floats(0, 12))
@settings(max_examples=12, deadline=None)
def test_a_longer_delay_never_brings_anybody_to_work_sooner(part, shorter, more):
    longer = replace(shorter, mean=shorter.mean + more)
    early, late = (month_of(cohort(lane(**{part: delay})), "worked") for delay in (shorter, longer))
    assert (late <= early).all()


def test_a_month_without_a_permit_costs_employment():
    with_loss, without = (
        month_of(cohort(lane(upheld=1.0), lost_a_month=lost), "worked")[-1] for lost in (0.02, 0.0)
    )
    assert with_loss < without


@given(delay=DELAYS)
@settings(max_examples=30, deadline=None)
def test_rounding_to_months_keeps_the_mean(delay):
    from waystation.engines.forecast.delays import quantiles

    exact = np.minimum(quantiles(delay), 200.0).mean()
    assert (1.0 - reached(delay, 200)).sum() == pytest.approx(exact, abs=1e-6)
    table = outcomes(delay, 200)
    assert len(table) == 65_536
    assert (np.diff(table.astype(int)) >= 0).all()
    assert table.mean() == pytest.approx(exact, abs=0.02)


def test_eight_to_twelve_months_are_eight_to_twelve():
    months = outcomes(Delay(10.0, "uniform", 0.2), 60)
    assert (months.min(), months.max()) == (8, 12)
    assert months.mean() == pytest.approx(10.0, abs=0.01)


def test_the_queue_by_hand():
    # Five are ready at once, two places a month: two, two, one. Then a month without anybody: its places lapse.
    assert served_by(np.array([5, 0, 0, 0, 3]), 2_000).tolist() == [2, 4, 5, 5, 7]
    # Half a place a month: one person every two months.
    assert served_by(np.array([2, 0, 0, 0]), 500).tolist() == [0, 1, 1, 2]
    assert served_by(np.array([3, 1]), None).tolist() == [3, 4]


def test_a_cohort_by_hand():
    sure = lane(
        admitted=1.0,
        prepare=Delay(2.0),
        travel=Delay(1.0),
        permit=Delay(4.0),
        upheld=1.0,
        quota_milli=None,
    )
    one = cohort(sure, people=10, months=1)
    happened = counts(one).sum(axis=1)
    assert happened[EVENTS.index("safe")][3] == 10
    assert happened[EVENTS.index("permitted")][7] == 10
    assert happened[EVENTS.index("turned_away")][one.window] == 10


def followed_one_by_one(one):
    """The same people by the rules of the page, one at a time, without a table of anything but chance."""
    first, second = (grains(one.seed, one.draw, stream, 0, one.people).tolist() for stream in (0, 1))
    tables = {
        part: [outcomes(getattr(each, part), one.window) for each in one.lanes]
        for part in ("prepare", "travel", "permit")
    }
    lost = [outcomes(each.decision, one.window, 1 - each.upheld) for each in one.lanes]
    searches = [outcomes(each.search, one.window, each.ever) for each in one.profiles]
    people = []
    for number, ((profile, lane_, admitted, prepare), _) in enumerate(zip(first, second, strict=True)):
        place = int(one.lane_of[lane_])
        asked = number * one.months // one.people
        is_admitted = admitted < round(one.lanes[place].admitted * 65_536)
        ready = asked + int(tables["prepare"][place][prepare])
        people.append((place, int(one.profile_of[profile]), asked, ready, is_admitted))
    left = {}
    for place, each in enumerate(one.lanes):
        queue = sorted(
            (ready, number) for number, (lane_, _, _, ready, ok) in enumerate(people) if ok and lane_ == place
        )
        month = backlog = given = 0
        while each.quota_milli is not None and given < len(queue) and month < one.calendar:
            arrived = sum(ready == month for ready, _ in queue)
            backlog = max(0, backlog + arrived * 1000 - each.quota_milli)
            there = sum(ready <= month for ready, _ in queue)
            while given < there - -(-backlog // 1000):
                left[queue[given][1]] = month
                given += 1
            month += 1
    totals = dict.fromkeys(EVENTS, 0)
    for number, ((place, profile, asked, ready, ok), (permit, search, decision, travel)) in enumerate(
        zip(people, second, strict=True)
    ):
        waits = one.lanes[place].quota_milli is not None
        placed = left.get(number, one.calendar + one.window) if waits else ready
        safe = min(placed - asked + int(tables["travel"][place][travel]), one.window) if ok else one.window
        allowed = safe + int(tables["permit"][place][permit])
        moved = min(65_535, search + int(tables["permit"][place][permit]) * round(one.lost_a_month * 65_536))
        job = allowed + int(searches[profile][moved])
        ended = min(safe + int(lost[place][decision]), one.window)
        totals["turned_away"] += one.window if ok else ready - asked
        totals["safe"] += safe
        totals["permitted"] += min(allowed, ended)
        totals["settled"] += min(job, ended)
        totals["ended"] += ended
        totals["worked"] += job if job < ended else one.window
        totals["idle"] += min(job, ended) - safe
    return totals


@pytest.mark.parametrize("quota", [None, 12_500, 70_000])
def test_the_arrays_agree_with_people_followed_one_by_one(quota):
    one = cohort(lane(share=0.6, quota_milli=quota), lane("asylum", share=0.4, upheld=0.6), people=700)
    summed = counts(one, block=130) @ np.arange(one.window + 1)
    assert dict(zip(EVENTS, summed.sum(axis=1).tolist(), strict=True)) == followed_one_by_one(one)
