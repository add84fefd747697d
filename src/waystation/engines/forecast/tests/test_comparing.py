"""Two policies, person for person: the differences are those of the policies, and every number says where it comes from."""

import json

import numpy as np
import pytest

from waystation.engines.forecast import api as forecast
from waystation.engines.forecast.comparing import _spearman
from waystation.engines.forecast.outcomes import STATES
from waystation.engines.forecast.tests.small import answer, scenario, table


@pytest.fixture(scope="module", name="answer")
def _answer():
    return answer()


def test_a_policy_compared_with_itself_changes_nothing():
    same = table()
    same["alternative"] = same["baseline"]
    found = forecast.compare(forecast.understand(same))
    assert all(one.low90 == one.high90 == 0 for one in found.difference.values())


def test_the_answer_is_the_same_on_two_workers(answer):
    with forecast.workers(2) as spread:
        again = forecast.compare(scenario(), spread=spread, block=97)
    assert json.dumps(forecast.as_json(again)) == json.dumps(forecast.as_json(answer))


def test_the_group_brings_people_to_work_and_costs_more_at_first(answer):
    assert answer.difference["months_at_work"].value > 0
    assert answer.difference["months_without_support"].high90 < 0
    assert answer.difference["cost_state"].low90 > 0


def test_months_and_states_agree(answer):
    side = forecast.as_json(answer)["alternative"]
    at_work = sum(side["months"]["at_work"])
    middle = side["measures"]["months_at_work"]
    assert middle["low90"] < at_work < middle["high90"]
    assert np.allclose(np.sum([side["months"][state] for state in STATES], axis=0), 1.0, atol=1e-4)


def test_net_is_taxes_less_cost():
    one = scenario(draws=20)
    values = one.baseline.book.central()
    from waystation.engines.forecast.outcomes import measure
    from waystation.engines.forecast.running import alone, run

    cohort = one.cohort(one.baseline, values, 0)
    found = measure(one, one.baseline, values, cohort, run([cohort], spread=alone)[0]).measures
    assert found["net_state"] == pytest.approx(found["taxes"] - found["cost_state"])
    # Nobody has public support while asylum is pending: the State pays for examining claims only.
    assert found["cost_state"] == pytest.approx(3_000 * found["arrived"])


def test_every_number_has_a_source_or_says_that_it_is_an_assumption():
    book = forecast.load_book()
    for one in book.parameters.values():
        assert one.kind == "assumption" or one.sources, one.name
        assert all(name in book.sources for name in one.sources)
        assert set(one.what) == {"en", "ru"}
        assert one.checked_on.year >= 2026
    used = {name for one in book.parameters.values() for name in one.sources}
    assert used == set(book.sources)


def test_what_the_answer_hangs_on_is_found(answer):
    heaviest = [hinge.parameter.name for hinge in answer.hinges[:4]]
    assert "group.prepare" in heaviest
    vetting = next(hinge for hinge in answer.hinges if hinge.parameter.name == "group.prepare")
    assert vetting.correlation["months_at_work"] < -0.3
    assert vetting.at_high["months_at_work"] < vetting.at_low["months_at_work"]
    irrelevant = next(hinge for hinge in answer.hinges if hinge.parameter.name == "waiting.month")
    assert irrelevant.at_low == irrelevant.at_high


def test_one_more_parameter_changes_no_other_draw():
    book = forecast.load_book()
    fewer = forecast.Book(
        {name: one for name, one in book.parameters.items() if name != "wage.basic"}, book.sources
    )
    more = book.draw(3, 4)
    assert all(more[name] == value for name, value in fewer.draw(3, 4).items())


def test_draws_stay_within_what_is_not_known_and_fill_it():
    book = forecast.load_book()
    drawn = np.array([book.draw(1, number)["group.prepare"] for number in range(400)])
    assert drawn.min() > 3
    assert drawn.max() < 24
    # The mean of a triangle is the mean of its corners.
    assert drawn.mean() == pytest.approx((3 + 6 + 24) / 3, rel=0.06)


def test_rank_correlation_by_hand():
    assert _spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) == pytest.approx(0.8207826817)
    assert _spearman([1, 2, 3], [30, 20, 10]) == pytest.approx(-1.0)
    assert _spearman([1, 2, 3], [4, 4, 4]) == 0.0
