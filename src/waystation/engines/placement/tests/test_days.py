"""Day by day: nobody in a bed that is not there, nothing worth more than its bound, and delays lived through."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.engines.placement.__main__ import main
from waystation.engines.placement.days.calendar import calendar_from
from waystation.engines.placement.days.check import check_schedule, schedule_bound
from waystation.engines.placement.days.command import calendar_fields, schedule_fields
from waystation.engines.placement.days.delays import live_through
from waystation.engines.placement.days.invent import generate_days
from waystation.engines.placement.days.schedule import schedule
from waystation.engines.placement.fields import InstanceUnreadable


def village(**changes):
    """Two households, one leg, one shelter with two beds, one programme that takes three days."""
    return calendar_from({
        "persons": [2, 1], "danger": [0.02, 0.01], "seats": [[2, 0, 2, 0, 0, 0, 0, 0]], "escorts": [1] * 8,
        "exits": [1] * 8, "beds": [[2] * 8], "quota": [[3]], "month": [0] * 8, "household": [0, 1],
        "programme": [0, 0], "delay": [3, 3], "terminal_days": 30, **changes,
    })  # fmt: skip


def test_one_waits_at_home_until_there_is_a_bed():
    found = schedule(village(), seconds=0.5)
    assert found.plans.tolist() == [[0, 0, 0, 0, 3], [-1] * 5]
    both = schedule(village(beds=[[3] * 8]), seconds=0.5)
    assert both.plans.tolist() == [[0, 0, 0, 0, 3], [0, 2, 0, 0, 5]]
    assert both.status == "optimal"


def test_those_who_must_stay_apart_never_share_a_shelter():
    wide = {"beds": [[9] * 8], "apart": [[0, 1]]}
    one = schedule(village(**wide), seconds=0.5)
    assert (one.plans[:, 0] >= 0).sum() == 1
    two = schedule(village(**wide | {"beds": [[9] * 8] * 2}), seconds=0.5)
    assert sorted(two.plans[:, 2].tolist()) == [0, 1]


def test_the_mandatory_come_first_and_are_named_when_they_cannot():
    assert schedule(village(mandatory=[False, True], quota=[[1]]), seconds=0.5).plans[1, 0] == 0
    with pytest.raises(InstanceUnreadable, match=r"mandatory: household 1 must be fetched but no plan"):
        schedule(village(mandatory=[False, True], leg_open=[[1], [0]]), seconds=0.5)
    with pytest.raises(InstanceUnreadable, match=r"also fetches \d; they compete for beds"):
        schedule(village(mandatory=[True, True]), seconds=1.0)


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=6, deadline=None)
def test_a_schedule_holds_and_is_never_worth_more_than_its_bound(seed, expected):
    random = np.random.default_rng(seed)
    calendar = generate_days(households=14, days=15, shelters=2, programmes=4, legs=3, seed=seed)
    calendar = replace(calendar, apart=np.array([[0, 1], [2, 5]]))
    found = schedule(calendar, seconds=0.6, seed=seed, expected=expected, reserve=0.5 * expected)
    assert check_schedule(calendar, schedule_fields(found)).problems == ()
    assert max(found.baselines.values()) <= found.value + 1e-9 <= found.bound + 2e-9
    prices = random.random(len(found.prices)) * 0.01
    assert schedule_bound(calendar, prices, expected=expected, reserve=0.0) >= found.value - 1e-9


def test_the_order_in_which_people_are_listed_does_not_change_what_is_proven():
    calendar = generate_days(households=12, days=15, shelters=2, programmes=4, legs=3, seed=3)
    order = np.random.default_rng(1).permutation(12)
    turned = replace(
        calendar, persons=calendar.persons[order], danger=calendar.danger[order],
        leg_open=calendar.leg_open[order], shelter_open=calendar.shelter_open[order],
        mandatory=calendar.mandatory[order], household=np.argsort(order)[calendar.household],
    )  # fmt: skip
    one, other = (schedule(each, seconds=1.0) for each in (calendar, turned))
    assert one.bound == pytest.approx(other.bound, rel=1e-2)


def test_a_shelter_planned_on_averages_is_overfull_and_one_with_a_reserve_is_not():
    calendar = generate_days(households=60, days=40, shelters=3, programmes=6, legs=4, seed=4)
    plain = live_through(calendar, schedule(calendar, seconds=1.0).plans, futures=40, seed=1)
    kept = schedule(calendar, seconds=1.0, expected=True, reserve=1.0)
    careful = live_through(calendar, kept.plans, futures=40, seed=1)
    assert careful["person_nights_without_a_bed"] < 0.5 * plain["person_nights_without_a_bed"]


def test_what_a_plan_uses_with_chances_is_what_happens_on_average():
    calendar = village(shape=[2.0, 0.0], delay=[3.0, 3.0], beds=[[2, 2, 2, 2, 2, 2, 2, 2]])
    found = schedule(calendar, seconds=0.5, expected=True)
    assert found.plans[0].tolist() == [0, 0, 0, 0, 1]
    lived = live_through(calendar, found.plans, futures=1500, seed=1)
    assert lived["value"] == pytest.approx(found.value, rel=0.03)
    late = np.array([[0, 0, 0, 0, 3], [-1] * 5])
    verdict = check_schedule(calendar, schedule_fields(replace(found, plans=late)))
    assert "plans: household 0 must be free to leave on the day after its pick-up." in verdict.problems


def test_no_more_people_leave_on_a_day_than_there_are_exits():
    calendar = village(beds=[[3] * 8], seats=[[3] * 8], escorts=[2] * 8, exits=[2] * 8)
    both = np.array([[0, 0, 0, 0, 3], [0, 0, 0, 0, 3]])
    one = replace(calendar, exits=np.ones(8, dtype=np.int64))
    value, fewer = (live_through(each, both, futures=1, seed=1)["value"] for each in (calendar, one))
    assert value - fewer == pytest.approx(0.01 * 0.15)


@pytest.mark.parametrize(
    ("field", "spoilt"),
    [
        ("plans", [[0, 0, 0, 0]]),
        ("expected", "yes"),
        ("reserve", [1.0, 2.0]),
        ("reserve", -1),
        ("prices", [1.0]),
    ],
)
def test_a_bad_schedule_is_answered_with_one_sentence_naming_the_field(field, spoilt):
    fields = schedule_fields(schedule(village(), seconds=0.2)) | {field: spoilt}
    with pytest.raises(InstanceUnreadable, match=f"^{field}: "):
        check_schedule(village(), fields)


def test_the_same_seed_gives_the_same_schedule_when_time_does_not_cut_it_short():
    calendar = generate_days(households=10, days=12, shelters=2, programmes=3, legs=2, seed=5)
    one, other = (schedule(calendar, seconds=20.0, seed=7) for _ in range(2))
    assert (one.plans.tolist(), one.status) == (other.plans.tolist(), other.status)
    assert one.cpu_seconds < 20.0


@pytest.fixture
def plan(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["plan", *map(str, words)])
        code = main()
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.mark.parametrize("ending", ["json", "npz"])
def test_generate_schedule_and_check_follow_each_other(plan, ending):
    calendar, out = f"calendar.{ending}", f"schedule.{ending}"
    assert plan("generate", "--days", 15, "--households", 12, "--shelters", 2, "--out", calendar)[0] == 0
    code, said, _ = plan("schedule", calendar, "--out", out, "--time", 1, "--futures", 3, "--json")
    assert (code, json.loads(said)["lived_through"]["late_departures"] >= 0) == (0, True)
    assert plan("check", calendar, out)[0] == 0


def test_the_checker_finds_what_was_done_to_a_schedule(plan, tmp_path):
    fields = {name: value.tolist() if hasattr(value, "tolist") else value
              for name, value in calendar_fields(village()).items()}  # fmt: skip
    (tmp_path / "c.json").write_text(json.dumps(fields))
    plan("schedule", "c.json", "--out", "s.json", "--time", 1)
    spoilt = json.loads((tmp_path / "s.json").read_text())
    spoilt["plans"][1] = [0, 0, 0, 0, 2]
    (tmp_path / "s.json").write_text(json.dumps(spoilt))
    code, said, _ = plan("check", "c.json", "s.json")
    assert (code, "household 1 leaves on day 2, before its visa is there" in said) == (1, True)
    spoilt["plans"][1] = [0, 0, 0, 0, 3]
    (tmp_path / "s.json").write_text(json.dumps(spoilt))
    code, said, _ = plan("check", "c.json", "s.json")
    assert {"seats", "escorts", "exits", "beds", "value"} <= {
        line.split(":")[0] for line in said.splitlines()
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"persons": None}, "persons"),
        ({"persons": [2, -1]}, "persons"),
        ({"persons": "many"}, "persons"),
        ({"danger": [0.1]}, "danger"),
        ({"danger": [0.1, float("nan")]}, "danger"),
        ({"beds": [[2] * 7]}, "beds"),
        ({"beds": [[2, 2], [1]]}, "beds"),
        ({"seats": 3}, "seats"),
        ({"escorts": [1]}, "escorts"),
        ({"quota": [[3, 3], [1]]}, "quota"),
        ({"month": [5] * 8}, "month"),
        ({"household": [0, 7]}, "household"),
        ({"programme": [0]}, "programme"),
        ({"delay": [3, -1]}, "delay"),
        ({"delay": "soon"}, "delay"),
        ({"leg_risk": [2.0]}, "leg_risk"),
        ({"leg_open": [[2], [0]]}, "leg_open"),
        ({"shelter_danger": "low"}, "shelter_danger"),
        ({"apart": [[0, 0]]}, "apart"),
        ({"terminal_days": [1, 2]}, "terminal_days"),
    ],
)
def test_a_bad_calendar_is_answered_with_one_sentence_naming_the_field(plan, tmp_path, changes, field):
    fields = {"persons": [2, 1], "danger": [0.02, 0.01], "seats": [[2] * 8], "escorts": [1] * 8, "exits": [1] * 8,
              "beds": [[2] * 8], "quota": [[3]], "household": [0, 1], "programme": [0, 0], "delay": [3, 3]}  # fmt: skip
    (tmp_path / "c.json").write_text(json.dumps(fields | changes))
    code, said, error = plan("schedule", "c.json", "--out", "s.json")
    assert (code, said, error.count("\n")) == (2, "", 1)
    assert error.startswith(f"{field}: ")
