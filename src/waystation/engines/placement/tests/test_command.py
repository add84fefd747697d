"""The command says what it did, and names the field when it cannot do it."""

import json
import subprocess
import sys

import numpy as np
import pytest

from waystation.engines.placement import bench
from waystation.engines.placement.__main__ import main


@pytest.fixture
def plan(monkeypatch, capsys):
    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["plan", *map(str, words)])
        code = main()
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


GOOD = {
    "use": [[1], [2]], "capacity": [[2]], "country": [0],
    "household": [0, 1], "programme": [0, 0], "gain": [1.0, 1.5],
}  # fmt: skip


def written(tmp_path, **changes):
    path = tmp_path / "instance.json"
    path.write_text(
        json.dumps({name: value for name, value in {**GOOD, **changes}.items() if value != "gone"})
    )
    return path


@pytest.mark.parametrize("ending", ["json", "npz"])
def test_generate_solve_and_check_follow_each_other(plan, tmp_path, ending):
    instance, out = tmp_path / f"instance.{ending}", tmp_path / f"plan.{ending}"
    assert plan("generate", "--households", 80, "--programmes", 8, "--seed", 3, "--out", instance)[0] == 0
    code, said, _ = plan("solve", instance, "--out", out, "--json")
    assert code == 0
    assert json.loads(said)["status"] == "optimal"
    code, said, _ = plan("check", instance, out, "--json")
    assert (code, json.loads(said)["problems"]) == (0, [])


def test_the_plan_file_has_the_names_agreed_with_others(plan, tmp_path):
    out = tmp_path / "plan.json"
    assert plan("solve", written(tmp_path), "--out", out)[0] == 0
    found = json.loads(out.read_text())
    assert set(found) == {"choice", "value", "bound", "prices", "baselines", "cpu_seconds", "status"}
    assert (found["choice"], found["value"], found["status"]) == ([-1, 0], 1.5, "optimal")
    assert np.array(found["prices"]).shape == (1, 1)


NOBODY = {"household": [], "programme": [], "gain": []}


@pytest.mark.parametrize(
    "changes", [{**NOBODY, "use": []}, {**NOBODY, "capacity": [], "country": []}, NOBODY, {"capacity": [[0]]}]
)
def test_where_nobody_can_go_the_plan_says_so(plan, tmp_path, changes):
    instance, out = written(tmp_path, **changes), tmp_path / "plan.json"
    assert plan("solve", instance, "--out", out)[0] == 0
    found = json.loads(out.read_text())
    assert (set(found["choice"]) <= {-1}, found["value"], found["status"]) == (True, 0.0, "optimal")
    assert plan("check", instance, out)[0] == 0


def test_a_field_nobody_knows_is_named(plan, tmp_path):
    code, _, error = plan("solve", written(tmp_path, mandatry=[True, True]), "--out", tmp_path / "plan.json")
    assert (code, error) == (0, "mandatry: not a field of an instance; left out of account.\n")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"use": "gone"}, "use"),
        ({"use": [[1], [2, 3]]}, "use"),
        ({"use": [[1], [-2]]}, "use"),
        ({"use": [[1], [1.5]]}, "use"),
        ({"use": "many"}, "use"),
        ({"capacity": [[2, 2]]}, "capacity"),
        ({"country": [0, 1]}, "country"),
        ({"household": [0, 2]}, "household"),
        ({"household": [0, 0]}, "household"),
        ({"programme": [0]}, "programme"),
        ({"gain": [1.0, float("nan")]}, "gain"),
        ({"gain": [1.0]}, "gain"),
        ({"together": [[0, 1, 1]]}, "together"),
        ({"together": [[0, 0]]}, "together"),
        ({"apart": [[0, 9]]}, "apart"),
        ({"mandatory": [1, 2]}, "mandatory"),
        ({"mandatory": [True]}, "mandatory"),
        ({"kept": [3, -1]}, "kept"),
        ({"kept": [-2, -1]}, "kept"),
        ({"waited_days": [1, -1]}, "waited_days"),
        ({"mandatory": [True, True]}, "mandatory"),
        ({"group": [1e300, 0]}, "group"),
        ({"country": [10**15]}, "country"),
    ],
)
def test_a_bad_instance_is_answered_with_one_sentence_naming_the_field(plan, tmp_path, changes, field):
    code, said, error = plan("solve", written(tmp_path, **changes), "--out", tmp_path / "plan.json")
    assert (code, said) == (2, "")
    assert error.startswith(f"{field}: ")
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("solve", "missing.json", "--out", "x"), "instance"),
        (("solve", "{instance}", "--out", "x", "--time", "soon"), "--time"),
        (("solve", "{instance}", "--out", "x", "--time", "0"), "--time"),
        (("solve", "{instance}", "--out", "x", "--seed", "-1"), "--seed"),
        (("solve", "{instance}", "--out", "{folder}/no/where.json"), "out"),
        (("check", "{instance}", "missing.json"), "plan"),
        (("check", "{instance}", "{instance}"), "choice"),
        (("generate", "--households", "few", "--out", "x"), "--households"),
        (("generate", "--mandatory", "2", "--out", "x"), "--mandatory"),
    ],
)
def test_bad_words_are_answered_with_the_option(plan, tmp_path, words, field, monkeypatch):
    monkeypatch.chdir(tmp_path)
    instance = written(tmp_path)
    code, _, error = plan(*(word.format(instance=instance, folder=tmp_path) for word in words))
    assert code == 2
    assert error.startswith(f"{field}: ")


@pytest.mark.parametrize("text", ["", "[1, 2]", "{", "\x00\x01"])
def test_a_file_that_is_no_instance_is_said_to_be_none(plan, tmp_path, text):
    path = tmp_path / "instance.json"
    path.write_text(text)
    assert plan("solve", path, "--out", tmp_path / "p.json")[0] == 2


def test_an_impossible_plan_says_who_and_over_what(plan, tmp_path):
    out = tmp_path / "plan.json"
    code, said, _ = plan("solve", written(tmp_path, mandatory=[True, True]), "--out", out, "--json")
    assert code == 2
    assert json.loads(said)["conflict"]["households"] == [0, 1]
    assert json.loads(out.read_text())["status"] == "infeasible"


def test_the_checker_finds_what_was_done_to_a_plan(plan, tmp_path):
    instance, out = written(tmp_path, apart=[[0, 1]]), tmp_path / "plan.json"
    plan("solve", instance, "--out", out)
    spoilt = json.loads(out.read_text())
    spoilt["choice"] = [0, 0]
    out.write_text(json.dumps(spoilt))
    code, said, _ = plan("check", instance, out)
    assert code == 1
    assert {"capacity", "apart", "value", "bound"} <= {line.split(":")[0] for line in said.splitlines()}


@pytest.mark.parametrize("status", ["infeasible", "splendid", "optimal"])
def test_the_checker_believes_no_status_that_the_choices_disprove(plan, tmp_path, status):
    instance, out = written(tmp_path), tmp_path / "plan.json"
    out.write_text(json.dumps({"choice": [-1, -1], "value": 0.0, "status": status}))
    code, said, _ = plan("check", instance, out)
    assert (code, said.split(":")[0]) == (1, "status")


def test_a_mistake_never_shows_a_traceback(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "waystation.engines.placement", "solve", str(written(tmp_path, gain=None)), "--out", "x"],
        capture_output=True, text=True, check=False, env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "gain: is missing.\n")


def test_the_bench_measures_against_its_goals():
    found = bench.run(seed=3, parts=["100x10"])
    assert found["rows"]["100x10"][0]["problems"] == 0
    assert {goal["what"] for goal in found["targets"]} == {
        "proven, least, at least",
        "cpu_seconds, most, at most",
    }
