"""The command: an example to begin with, and one clear sentence for whatever cannot be used."""

import json

import pytest

from waystation import cli
from waystation.engines.forecast.command import EXAMPLES
from waystation.engines.forecast.tests.small import table

GOOD = """
title = "t"
question = "q"
checked_on = 2026-11-21
people = 40
followed = 24
draws = 20
[profiles]
degree_fluent = 1.0
[baseline]
name = "one"
pathways = { asylum = 1.0 }
[alternative]
name = "other"
pathways = { visa = 0.5, sponsorship = 0.5 }
"""


def forecast(*words):
    return cli.main(["forecast", *map(str, words)])


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "scenario.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_a_scenario_is_answered_in_json_and_in_words(file, capsys):
    assert forecast(file(GOOD), "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["difference"]["months_at_work"]["low90"] <= answer["difference"]["months_at_work"]["high90"]
    assert {one["kind"] for one in answer["parameters"]} == {"published", "statute", "assumption"}
    assert forecast(file(GOOD), "--seed", "7", "--draws", "21") == 0
    assert "months at work" in capsys.readouterr().out


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_scenarios(name, capsys, file):
    assert forecast("--example", name) == 0
    text = capsys.readouterr().out
    assert (
        forecast(
            file(text.replace("draws = 400", "draws = 20").replace("1200", "60").replace("170 ", "40 ")),
            "--json",
        )
        == 0
    )
    assert json.loads(capsys.readouterr().out)["scenario"]["title"]["ru"]


def test_parameters_are_listed_with_their_sources(capsys):
    assert forecast("--parameters") == 0
    assert "Science Advances" in capsys.readouterr().out
    assert forecast("--parameters", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["parameters"]) > 60


CHANGE = '\n[[change]]\nname = "group.quota"\nvalue = 5\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (GOOD.replace("people = 40", "people = 0"), "people"),
        (GOOD.replace("people = 40", "people = 2.5"), "people"),
        (GOOD.replace("people = 40", "people = true"), "people"),
        (GOOD.replace("people = 40", ""), "people"),
        (GOOD.replace("people = 40", "people = 40\npepole = 3"), "pepole"),
        (GOOD.replace("draws = 20", "draws = 1"), "draws"),
        (GOOD.replace("followed = 24", "followed = 999"), "followed"),
        (GOOD.replace("2026-11-21", '"yesterday"'), "checked_on"),
        (GOOD.replace('title = "t"', "title = 3"), "title"),
        (GOOD.replace('title = "t"', 'title = { en = "t" }'), "title"),
        (GOOD.replace("degree_fluent = 1.0", "degree_fluent = 0.4"), "profiles"),
        (GOOD.replace("degree_fluent = 1.0", "degree_fluent = nan"), "profiles.degree_fluent"),
        (GOOD.replace("degree_fluent = 1.0", "poets = 1.0"), "profiles.poets"),
        (GOOD.replace("asylum = 1.0", "asylum = 0.9"), "baseline.pathways"),
        (GOOD.replace("asylum = 1.0", "raft = 1.0"), "baseline.pathways.raft"),
        (GOOD.replace("[baseline]", "[base]"), "base"),
        (GOOD.replace('name = "one"', ""), "baseline.name"),
        (GOOD.replace("draws = 20", "draws = 20\ncurrency = 'XAU'"), "currency"),
        (GOOD.replace("draws = 20", "draws = 20\nchange = 3"), "change"),
        (GOOD + CHANGE, "change[1].kind"),
        (GOOD + CHANGE + 'kind = "published"', "change[1].checked_on"),
        (GOOD + CHANGE + 'kind = "published"\nchecked_on = 2026-01-01', "change[1].sources"),
        (GOOD + CHANGE + 'kind = "assumption"\nsources = ["nobody"]', "change[1].sources"),
        (GOOD + CHANGE + 'kind = "assumption"\nlow = 9', "change[1].value"),
        (GOOD + CHANGE.replace("5", "-5") + 'kind = "assumption"', "change[1].value"),
        (GOOD + CHANGE + 'kind = "assumption"\nunit = "months"', "change[1].unit"),
        (GOOD + CHANGE.replace("group.quota", "group.luck") + 'kind = "assumption"', "change[1].name"),
        (GOOD + CHANGE + 'kind = "assumption"' + CHANGE + 'kind = "assumption"', "change[2].name"),
        (GOOD + '\n[[source]]\nid = "ap-2014"\ntitle = "t"\nread = "read"', "source[1].id"),
        (GOOD + '\n[[source]]\nid = "x"\ntitle = 4\nread = "read"', "source[1].title"),
        (GOOD + '\n[[source]]\nid = "x"\ntitle = "t"\nread = "skimmed"', "source[1].read"),
        (GOOD.replace('"one"', f'"{"o" * 61}"'), "baseline.name"),
        (GOOD.replace('"one"', '"  "'), "baseline.name"),
        ("= 3", "SCENARIO"),
        (b"\xff\xfe", "SCENARIO"),
    ],
)
def test_bad_input_is_one_sentence_naming_the_field(file, capsys, text, named):
    assert forecast(file(text)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"{named}:")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((), "SCENARIO.toml"),
        (("nowhere.toml",), "SCENARIO"),
        (("--example", "mars"), "--example"),
        (("{file}", "--draws", "few"), "--draws"),
        (("{file}", "--seed", "-1"), "--seed"),
        (("{file}", "--workers", "0"), "--workers"),
        (("{file}", "--on", "ray"), "--on"),
        (("{file}", "--language", "xx"), "--language"),
        (("{file}", "--brief", "/nowhere/out.pdf"), "--brief"),
        (("{file}", "--charts", "{file}"), "--charts"),
    ],
)
def test_bad_options_are_one_sentence_naming_the_option(file, capsys, words, named):
    path = file(GOOD)
    assert forecast(*(word.format(file=path) for word in words)) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"{named}:")
    assert said.err.count("\n") == 1


def test_dask_that_is_not_installed_is_said_in_one_sentence(file, capsys, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    assert forecast(file(GOOD), "--on", "dask") == 2
    assert "extra “scale”" in capsys.readouterr().err


def test_a_change_on_one_side_only_is_that_sides(file):
    from waystation.engines.forecast import api

    values = table()
    values["alternative"] = {
        "name": "later permits",
        "pathways": {"asylum": 1.0},
        "change": [{"name": "asylum.permit", "value": 18, "kind": "assumption"}],
    }
    found = api.compare(api.understand(values))
    assert found.difference["months_at_work"].high90 < 0
    assert found.difference["arrived"].value == 0


def test_a_brief_and_charts_are_written(file, tmp_path, capsys):
    out, folder = tmp_path / "brief.pdf", tmp_path / "charts"
    assert forecast(file(GOOD), "--brief", out, "--charts", folder, "--language", "ru") == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in folder.iterdir()) == [
        "hinges.svg",
        "money.svg",
        "states.svg",
        "work.svg",
    ]


def test_typst_that_is_not_installed_is_said_before_any_work(file, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    assert forecast(file(GOOD), "--brief", tmp_path / "brief.pdf") == 2
    assert "extra “pdf”" in capsys.readouterr().err
