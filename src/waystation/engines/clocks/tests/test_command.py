"""``waystation clocks``: what it prints, and one sentence for bad input."""

import json
from pathlib import Path

import pytest

from waystation.engines.clocks.__main__ import main


@pytest.fixture
def run(monkeypatch, capsys, tmp_path: Path):
    def _run(*arguments: str, facts: object = None) -> tuple[int, str, str]:
        if facts is not None:
            file = tmp_path / "facts.json"
            file.write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
            arguments = tuple(str(file) if argument == "FACTS" else argument for argument in arguments)
        monkeypatch.setattr("sys.argv", ["clocks", *arguments])
        code = main()
        return code, *capsys.readouterr()

    return _run


def test_evaluate_prints_answers_dates_reasons_and_questions(run) -> None:
    facts = {"registered_on": "2026-08-03", "eurodac_or_vis_hit_on": "2026-08-05", "detained": False}
    code, out, _ = run("evaluate", "FACTS", "--on", "2026-08-20", "--json", facts=facts)
    report = json.loads(out)
    times = next(one for one in report["programmes"] if one["id"] == "eu.ammr.times")
    assert code == 0
    assert times["clocks"][0]["date"] == "2026-09-05"
    assert times["citations"][0]["title"].startswith("Regulation (EU) 2024/1351")
    assert "No lawyer has reviewed this rule" in times["advice"]
    assert {"own_delay", "accelerated"} <= {one["fact"] for one in report["ask"]}


def test_evaluate_speaks_to_people(run) -> None:
    _, out, _ = run("evaluate", "FACTS", "--on", "2026-11-21", facts={"us_last_arrival_on": "2025-11-22"})
    assert "Last day to file for asylum: 2026-11-23 (running, 2 days)" in out
    assert "2026-11-22 is a Sunday" in out
    assert "Not legal advice" in out


def test_list_show_diff_and_check(run) -> None:
    code, out, _ = run("list", "--country", "CA", "--on", "2026-11-21", "--json")
    assert code == 0
    assert {"ca.claim", "ca.rainbow"} <= {one["id"] for one in json.loads(out)["programmes"]}
    _, out, _ = run("show", "ca.claim", "--on", "2026-11-21")
    assert "asks ca_first_entry_on (date)" in out
    _, out, _ = run("diff", "--from", "2026-06-01", "--to", "2026-08-01", "--json")
    assert "eu.ammr.times" in {one["id"] for one in json.loads(out)["changes"]}
    code, out, _ = run("check", "--on", "2026-11-21", "--json")
    assert (code, json.loads(out)["ok"]) == (0, True)
    code, out, _ = run("check", "--on", "2030-01-01")
    assert code == 1
    assert "its review was due on" in out


@pytest.mark.parametrize(
    ("arguments", "facts", "sentence"),
    [
        (["evaluate", "/nowhere.json"], None, "FACTS.json: /nowhere.json cannot be read (No such file or directory)."),
        (["evaluate", "FACTS"], "{", "FACTS.json: "),
        (["evaluate", "FACTS"], "[]", "FACTS.json: must be a JSON object of names and values."),
        (["evaluate", "FACTS"], '{"a": 1, "a": 2}', "a: is given twice."),
        (["evaluate", "FACTS"], {"registered_on": "2026-W01-1"}, "registered_on: must be a date such as 2026-08-03"),
        (["list", "--on", "20260803"], None, "--on: must be a date such as 2026-08-03"),
        (["evaluate", "FACTS"], {"registered": "2026-08-03"}, "registered: no programme asks for this fact. Did you mean registered_on?"),
        (["evaluate", "FACTS"], {"visa_state": "Lithuania"}, "visa_state: must be a country code of two capital letters"),
        (["evaluate", "FACTS"], {"applicant_delays": [{"from": "2026-02-01"}]}, "applicant_delays[1]: must be an object with from, cause"),
        (["evaluate", "FACTS"], {"applicant_delays": [{"from": "2026-02-01", "to": "2026-01-01", "cause": "agency"}]}, "applicant_delays[1].to: lies before from."),
        (["evaluate", "FACTS"], {"asylum_application_complete": "9999-12-31"}, "asylum_application_complete: must lie between 1900-01-01 and 2199-12-31"),
        (["evaluate", "FACTS"], {"applicant_delay_days": 3_000_000}, "applicant_delay_days: must be a whole number from 0 to 36525, not “3000000”."),
        (["evaluate", "FACTS"], {"a\nb": 1}, "a b: no programme asks for this fact."),
        (["diff", "--from", "0001-01-01", "--to", "2026-01-01"], None, "--from: must lie between 1900-01-01 and 2199-12-31"),
        (["evaluate", "FACTS", "--on", "soon"], {}, "--on: must be a date such as 2026-08-03, not “soon”."),
        (["evaluate", "FACTS", "--programme", "us.none"], {}, "--programme: there is no rule “us.none”"),
        (
            ["evaluate", "FACTS"],
            {
                "asylum_application_complete": "2026-01-10",
                "applicant_delay_days": 3,
                "applicant_delays": [{"from": "2026-02-01", "cause": "continuance"}],
            },
            "applicant_delay_days: give either this or applicant_delays, not both.",
        ),
        (["show", "nothing"], None, "ID: there is no rule “nothing”"),
        (["list", "--country", "ZZ"], None, "--country: there are rules of"),
        (["diff", "--from", "2026-08-01", "--to", "2026-06-01"], None, "--to: 2026-06-01 lies before --from 2026-08-01."),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(run, arguments: list[str], facts: object, sentence: str) -> None:
    code, _, err = run(*arguments, facts=facts)
    assert code == 2
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_nothing_to_say_is_said(run) -> None:
    _, out, _ = run("evaluate", "FACTS", facts={})
    assert out == "No rule looks at any of these facts.\n"
    _, out, _ = run("diff", "--from", "2026-08-02", "--to", "2026-08-03")
    assert out == "Nothing changed from 2026-08-02 to 2026-08-03.\n"
