"""Fairness, few changes and fit: each in its turn, none beyond the allowance, each with its price."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from waystation.engines.placement.check import check
from waystation.engines.placement.command import plan_fields
from waystation.engines.placement.generate import generate
from waystation.engines.placement.instance import STAY, instance_from
from waystation.engines.placement.layers import Terms
from waystation.engines.placement.solve import solve
from waystation.engines.placement.tests.cases import instances
from waystation.engines.placement.why import Reasons


def crowd(**more):
    """Two places; the third household has waited longest and gains a little less."""
    return instance_from({
        "use": [[1]] * 3, "capacity": [[2]], "country": [0], "household": [0, 1, 2], "programme": [0, 0, 0],
        "gain": [5.0, 4.0, 3.9], "waited_days": [1, 2, 300], **more,
    })  # fmt: skip


def test_whoever_waited_beyond_the_ceiling_is_placed_and_the_price_is_said():
    plan = solve(crowd(), terms=Terms(ceiling_days=180, give=0.05))
    assert plan.choice.tolist() == [0, STAY, 0]
    assert (plan.layers[0].before, plan.layers[0].after) == (0.0, 1.0)
    assert plan.layers[0].price == pytest.approx(0.1)


def test_nothing_is_given_beyond_the_allowance():
    plan = solve(crowd(), terms=Terms(ceiling_days=180, give=0.01))
    assert plan.value == pytest.approx(9.0)
    assert plan.layers[0].price == 0.0


def test_a_plan_accepted_before_changes_as_little_as_it_must():
    plan = solve(crowd(previous=[STAY, STAY, 0]), terms=Terms(give=0.05))
    assert plan.choice[2] == 0
    assert plan.layers[0].name == "accepted before, unchanged"


def test_every_group_gets_its_floor():
    gains = {"household": [0, 1, 2, 3], "programme": [0] * 4, "gain": [5.0, 5.0, 4.9, 4.9]}
    instance = instance_from(
        {"use": [[1]] * 4, "capacity": [[2]], "country": [0], "group": [0, 0, 1, 1], **gains}
    )
    plan = solve(instance, terms=Terms(floor=0.9, give=0.05))
    assert sorted(instance.group[plan.choice >= 0].tolist()) == [0, 1]
    assert plan.layers[0].after < plan.layers[0].before


def test_fit_decides_between_plans_that_are_worth_the_same():
    fields = {
        "use": [[1]],
        "capacity": [[1], [1]],
        "country": [0, 1],
        "household": [0, 0],
        "programme": [0, 1],
    }
    instance = instance_from({**fields, "gain": [2.0, 2.0], "fit": [0.1, 0.9]})
    assert solve(instance, terms=Terms(give=0.0)).choice.tolist() == [1]


@given(instances())
@settings(max_examples=15, deadline=None)
def test_layers_break_no_rule_and_take_back_nothing(instance):
    previous = np.where(np.arange(instance.households) % 2 == 0, 0, STAY)
    instance = replace(instance, previous=previous, fit=np.abs(instance.gain))
    plan = solve(instance, terms=Terms(ceiling_days=100, floor=0.9, give=0.1))
    if plan.status == "infeasible":
        return
    assert check(instance, plan_fields(plan)).problems == ()
    plain = solve(instance)
    assert plan.value >= plain.value - 0.1 * abs(plain.value) - 1e-6
    assert plan.value == pytest.approx(plain.value - sum(layer.price for layer in plan.layers), abs=1e-6)


def test_a_larger_plan_is_fair_for_little():
    instance = generate(households=400, programmes=12, seed=3)
    plan = solve(instance, seconds=20.0, terms=Terms(ceiling_days=240, floor=0.95))
    assert check(instance, plan_fields(plan)).problems == ()
    assert plan.layers[0].after > plan.layers[0].before
    assert sum(layer.price for layer in plan.layers) <= 0.05 * plan.value


def test_a_proposal_that_hangs_on_a_guess_is_marked():
    instance = generate(households=120, programmes=8, seed=2, sensitivity=True)
    plan = solve(instance)
    reasons = Reasons(instance, plan.choice, plan.prices)
    marked = [h for h in range(120) if reasons.proposal(h).flips]
    assert 0 < len(marked) < 120
    certain = replace(instance, gain_halved=instance.gain, gain_doubled=instance.gain)
    assert not any(Reasons(certain, plan.choice, plan.prices).flips(h) for h in range(120))
