"""Why, and why not: answers from prices are certificates, and what is impossible is said to be so."""

import json

import numpy as np
import pytest
from hypothesis import given, settings

from waystation.engines.placement.generate import generate
from waystation.engines.placement.instance import STAY, instance_from
from waystation.engines.placement.resolve import Resolver
from waystation.engines.placement.solve import solve
from waystation.engines.placement.tests.cases import instances, truth
from waystation.engines.placement.why import Reasons


@given(instances(households=6, programmes=3))
@settings(max_examples=20, deadline=None)
def test_no_plan_beats_what_the_answer_says(instance):
    plan = solve(instance)
    if plan.status == "infeasible":
        return
    reasons = Reasons(instance, plan.choice, plan.prices)
    for household in range(instance.households):
        for programme in range(instance.programmes):
            answer = reasons.why_not(household, programme)
            kept = np.full(instance.households, STAY)
            kept[household] = programme
            if answer.impossible == "the pair is not among the eligible ones":
                continue
            fields = {**vars(instance), "kept": kept}
            best = truth(instance_from(fields))
            if answer.impossible:
                assert best is None
            elif best is not None:
                assert best <= answer.worth_at_most + 1e-6


def test_solving_again_never_contradicts_the_prices():
    instance = generate(households=400, programmes=12, seed=4)
    plan = solve(instance)
    reasons = Reasons(instance, plan.choice, plan.prices)
    resolver = Resolver(reasons.problem, reasons.standing)
    for pair in np.random.default_rng(1).choice(len(reasons.problem.gain), 60, replace=False):
        household, programme = int(reasons.problem.household[pair]), int(reasons.problem.programme[pair])
        quick, exact = reasons.why_not(household, programme).loss, resolver.loss(int(pair))
        assert quick <= exact.at_least + 1e-9
        assert exact.at_least <= exact.at_most + 1e-9
        assert exact.at_most - exact.at_least <= 1e-6


def test_what_is_impossible_names_the_filter():
    instance = instance_from({
        "use": [[2], [5], [1]], "capacity": [[3], [9]], "country": [0, 1],
        "household": [0, 1, 1, 2], "programme": [0, 0, 1, 1], "gain": [1.0, 1.0, 1.0, 1.0],
        "together": [[0, 2]], "kept": [-1, 1, -1], "resources": ["people"],
        "refused": [[0, 1, 0]], "filters": ["no kin in the country"],
    })  # fmt: skip
    plan = solve(instance)
    reasons = Reasons(instance, plan.choice, plan.prices)
    assert reasons.why_not(0, 1).impossible == "no kin in the country"
    assert reasons.why_not(2, 0).impossible == "the pair is not among the eligible ones"
    assert reasons.why_not(1, 0).impossible == "the household is kept in programme 1"
    assert (
        reasons.why_not(0, 0).impossible
        == "household 2, which must stay together with it, has no place in country 0"
    )


def test_a_proposal_says_gain_price_and_runner_up():
    instance = instance_from({
        "use": [[1], [1], [1]], "capacity": [[1], [1]], "country": [0, 0],
        "household": [0, 0, 1, 2], "programme": [0, 1, 0, 1], "gain": [5.0, 4.0, 3.0, 1.0],
    })  # fmt: skip
    plan = solve(instance)
    reasons = Reasons(instance, plan.choice, plan.prices)
    first = reasons.proposal(0)
    assert plan.choice.tolist() == [1, 0, -1]
    assert (first.programme, first.gain, first.runner_up) == (1, 4.0, 0)
    assert first.price + first.reduced == pytest.approx(4.0)
    waiting = reasons.changes_needed(2)[0]
    assert waiting.programme == 1
    assert waiting.loss + reasons.value <= plan.bound + 1e-9 or waiting.loss <= 3.0


def test_the_command_answers(monkeypatch, capsys, tmp_path):
    from waystation.engines.placement.__main__ import main

    monkeypatch.chdir(tmp_path)

    def plan(*words):
        monkeypatch.setattr("sys.argv", ["plan", *words])
        return main(), capsys.readouterr()

    plan("generate", "--households", "60", "--programmes", "6", "--out", "i.json")
    plan("solve", "i.json", "--out", "p.json")
    choice = json.loads((tmp_path / "p.json").read_text())["choice"]
    placed, waiting = next(h for h, p in enumerate(choice) if p >= 0), choice.index(-1)
    code, said = plan("whynot", "i.json", "p.json", "--household", str(placed))
    assert code == 0
    assert said.out.startswith(f"Household {placed} is proposed in programme")
    code, said = plan("whynot", "i.json", "p.json", "--household", str(waiting), "--exact", "--json")
    assert code == 0
    for answer in json.loads(said.out)["why_not"]:
        assert answer["loss"] <= answer["exact_at_least"] + 1e-9
    for words, field in (
        (("--household", "900"), "--household"),
        (("--household", "0", "--programme", "7"), "--programme"),
    ):
        code, said = plan("whynot", "i.json", "p.json", *words)
        assert (code, said.err.startswith(f"{field}: ")) == (2, True)
