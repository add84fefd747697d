"""What holds for every table: order does not matter, bounds hold, the tests agree with trying everything."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.engines.estimation import api as estimation
from waystation.engines.estimation.bounds import chao_lower, chapman
from waystation.engines.estimation.existence import has_maximum
from waystation.engines.estimation.loglinear import survey
from waystation.engines.estimation.stepwise import choose
from waystation.engines.estimation.table import Table
from waystation.engines.estimation.terms import columns, hierarchical

QUIET = settings(max_examples=8, deadline=None)
FEW = settings(max_examples=3, deadline=None)


@st.composite
def tables(draw, lists=(3, 4), most=25):
    width = draw(st.sampled_from(lists))
    cells = draw(st.lists(st.integers(0, most), min_size=(1 << width) - 1, max_size=(1 << width) - 1))
    cells[0] += 20
    return Table(tuple("ABCDE"[:width]), np.array([0, *cells], dtype=np.int64))


def shuffled(table: Table, order) -> Table:
    counts = np.zeros_like(table.counts)
    for history, count in enumerate(table.counts):
        turned = sum(1 << new for new, old in enumerate(order) if history >> old & 1)
        counts[turned] = count
    return Table(tuple(table.lists[old] for old in order), counts)


@FEW
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_lists_does_not_matter(table, shuffler):
    order = list(range(len(table.lists)))
    shuffler.shuffle(order)
    quick = estimation.Settings(methods=estimation.QUICK, redraws=0, anyway=True)
    one, other = (
        {row.method: row for row in estimation.estimate(each, quick).rows}
        for each in (table, shuffled(table, order))
    )
    assert one.keys() == other.keys()
    for method, row in one.items():
        if method in {"loglinear_bic", "loglinear_aic"} and row.estimate is not None:
            criterion = method.removeprefix("loglinear_")
            assert other[method].more[criterion] == pytest.approx(row.more[criterion], rel=1e-7)
        elif row.estimate is not None and method != "stepwise":
            assert other[method].estimate == pytest.approx(row.estimate, rel=1e-5)
        else:
            assert (row.estimate is None) == (other[method].estimate is None)


@QUIET
@given(tables(lists=(2, 3)))
def test_nobody_observed_is_left_out(table):
    for pair in table.pairs():
        on_either = sum(int(count) for history, count in enumerate(table.counts) if history & pair)
        assert chapman(table, pair).estimate >= on_either - 1e-9
    bound = chao_lower(table)
    assert bound is None or bound.estimate >= table.observed


@FEW
@given(tables(lists=(3,), most=4))
def test_the_existence_test_agrees_with_looking_at_every_direction(table):
    """No maximum where some direction of the coefficients lowers only cells that nobody is in (Haberman 1974)."""
    for model in hierarchical(3):
        laid = columns(table, model)
        seen = table.seen
        falls = (
            any(
                (step := laid.design @ np.array(direction)).max() <= 0
                and (step[seen > 0] == 0).all()
                and step.min() < 0
                for direction in product((-2, -1, 0, 1, 2), repeat=laid.design.shape[1])
            )
            if laid.design.shape[1] < 7
            else None
        )
        if falls is not None:
            assert has_maximum(laid.design, seen.astype(float)) is not falls


@QUIET
@given(tables(lists=(3, 4), most=6))
def test_models_that_stand_meet_their_own_totals(table):
    """A model that stands reproduces the counts it is made of; what falls is never chosen."""
    found = survey(table)
    laid = columns(table, sorted(frozenset().union(*found.models)))
    active = laid.active(found.models)
    expected = found.fits.expected @ laid.design
    wanted = table.seen @ laid.design
    gap = np.abs(expected - wanted) * active
    assert gap[found.stands].max(initial=0.0) < 1e-4
    best = found.best(found.bic)
    assert best is None or found.fault[best] == 0


@QUIET
@given(tables(lists=(3,), most=30))
def test_a_larger_model_never_explains_less(table):
    found = survey(table)
    for smaller, larger in permutations(np.flatnonzero(found.stands), 2):
        if found.models[smaller] < found.models[larger]:
            assert found.fits.loglik[larger] >= found.fits.loglik[smaller] - 1e-6


@QUIET
@given(tables())
def test_stepwise_gives_the_same_each_time_and_no_fewer_than_observed(table):
    one, other = choose(table), choose(table)
    assert one == other
    assert one is None or one.unseen >= 0
