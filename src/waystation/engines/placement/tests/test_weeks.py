"""A year of weekly sessions: nobody placed before they came, nowhere overfull, and better than by hand."""

import json

import numpy as np
import pytest

from waystation.engines.placement.__main__ import main
from waystation.engines.placement.instance import STAY
from waystation.engines.placement.weeks.simulate import RULES, hindsight, live
from waystation.engines.placement.weeks.year import DAYS, generate_year


@pytest.fixture(scope="module")
def year():
    return generate_year(households=250, programmes=6, seed=2)


@pytest.mark.parametrize("rule", RULES)
def test_a_year_holds_under_every_rule(year, rule):
    lived, instance = live(year, rule), year.instance
    placed = np.flatnonzero(lived.programme != STAY)
    assert (year.arrives[placed] >= 0).all()
    assert (lived.day[placed] >= year.arrives[placed]).all()
    open_to = set(zip(instance.household.tolist(), instance.programme.tolist(), strict=True))
    assert {(h, int(lived.programme[h])) for h in placed.tolist()} <= open_to
    for day in range(6, DAYS, 7):
        used = np.zeros_like(instance.capacity)
        so_far = placed[lived.day[placed] <= day]
        np.add.at(used, lived.programme[so_far], instance.use[so_far])
        assert (used <= year.released(day)).all()
    assert lived.value <= hindsight(year)


def test_prices_avert_more_and_let_people_wait_less_than_urgency_alone(year):
    urgent, priced = live(year, "urgency_first"), live(year, "prices")
    assert priced.value > urgent.value
    assert priced.mean_wait_days < urgent.mean_wait_days
    assert priced.held_back > 0


def test_last_years_people_are_only_drawn_from(year):
    assert (live(year, "prices").programme[~year.this_year] == STAY).all()


def test_the_same_seed_lives_the_same_year(year):
    assert live(year, "prices", seed=3).value == live(year, "prices", seed=3).value


def test_the_command_lives_a_year_and_names_what_it_cannot_use(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)

    def plan(*words):
        monkeypatch.setattr("sys.argv", ["plan", *words])
        return main(), capsys.readouterr()

    assert plan("generate", "--year", "--households", "60", "--programmes", "4", "--out", "y.json")[0] == 0
    code, said = plan("simulate", "y.json", "--rules", "urgency_first,prices", "--out", "l.json", "--json")
    found = json.loads(said.out)
    assert (code, list(found["rules"])) == (0, ["urgency_first", "prices"])
    assert found["rules"]["prices"]["share_of_hindsight"] <= 1.0
    good = json.loads((tmp_path / "y.json").read_text())
    for changes, field in (
        ({"arrives": None}, "arrives"),
        ({"arrives": [1, 2]}, "arrives"),
        ({"arrives": [400] * 120}, "arrives"),
        ({"arrives": [-5] * 120}, "arrives"),
        ({"together": [[0, 1]]}, "together"),
        ({"capacity": [[-1]]}, "capacity"),
    ):
        (tmp_path / "bad.json").write_text(json.dumps(good | changes))
        code, said = plan("simulate", "bad.json")
        assert (code, said.err.startswith(f"{field}: "), said.err.count("\n")) == (2, True, 1)
    assert plan("simulate", "y.json", "--rules", "luck")[0] == 2
