"""The command line: what it prints, and the one sentence with which bad input is answered."""

import json

import pytest

from waystation.engines.estimation.__main__ import main
from waystation.engines.estimation.tests.published import as_csv

GOOD = "A,B,C,count\n1,0,0,120\n0,1,0,130\n0,0,1,110\n1,1,0,30\n1,0,1,25\n0,1,1,20\n1,1,1,5\n"


def run(monkeypatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["estimate", *words])
    return main()


def written(tmp_path, text: str | bytes) -> str:
    path = tmp_path / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_json_says_everything(monkeypatch, capsys, tmp_path):
    assert run(monkeypatch, written(tmp_path, as_csv("kosovo")), "--json", "--redraws", "20") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["observed"] == 4400
    assert said["verdict"] == "the lists do not decide"
    assert said["reason"]
    assert {row["method"] for row in said["estimates"]} == {
        "chao_lower", "independence", "loglinear_bic", "loglinear_aic", "loglinear_average", "stepwise", "dga",
    }  # fmt: skip
    for row in said["estimates"]:
        assert {"method", "model", "estimate", "lower95", "upper95", "dropped", "why"} <= row.keys()
    assert len(said["run"]["table_sha256"]) == 64


def test_methods_are_run_as_named(monkeypatch, capsys, tmp_path):
    path = written(tmp_path, GOOD)
    assert (
        run(monkeypatch, path, "--json", "--methods", "chapman,lcmcr", "--steps", "1000", "--chains", "2")
        == 0
    )
    rows = json.loads(capsys.readouterr().out)["estimates"]
    assert [row["method"] for row in rows] == ["chapman", "chapman", "chapman", "lcmcr"]


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD + "0,0,0,\n",
        GOOD.replace("count", " Count "),
        GOOD.replace("120", "120.0"),
        GOOD.replace("\n", "\r"),
        GOOD.replace("\n", ",,\n"),
        "count,A,B,C\n"
        + "\n".join(",".join([row.split(",")[3], *row.split(",")[:3]]) for row in GOOD.split()[1:]),
    ],
)
def test_the_same_table_in_other_clothes(monkeypatch, capsys, tmp_path, text):
    run(monkeypatch, written(tmp_path, GOOD), "--json", "--redraws", "0")
    plain = json.loads(capsys.readouterr().out)
    assert run(monkeypatch, written(tmp_path, text), "--json", "--redraws", "0") == 0
    other = json.loads(capsys.readouterr().out)
    assert other["estimates"] == plain["estimates"]
    assert bool(other["notes"]) == ("\n0,0,0," in text)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "FILE: table.csv is empty"),
        ("\n \n", "FILE: table.csv is empty"),
        ("A,B,C,count\n", "no rows"),
        (GOOD.replace(",count", ",number"), "count: there is no column"),
        (GOOD.replace("C,count", "count,count"), "count: there are two"),
        ("A,count\n1,20\n", "lists: one list alone"),
        ("count\n20\n", "lists: one list alone"),
        (GOOD.replace("1,0,0,120", "2,0,0,120"), "A: row 2 must be 0 or 1, not “2”"),
        (GOOD.replace("1,0,0,120", "yes,0,0,120"), "A: row 2 must be 0 or 1"),
        (GOOD.replace("120", "-3"), "count: row 2 is below nought"),
        (GOOD.replace("120", "1.5"), "count: row 2 must be a whole number"),
        (GOOD.replace("120", "many"), "count: row 2 must be a whole number"),
        (GOOD.replace("120", "1e9"), "count: row 2 must be a whole number"),
        (GOOD.replace("120", ""), "count: row 2 has none"),
        (GOOD.replace("120", "9" * 14), "count: row 2 is larger"),
        (GOOD + "1,0,0,7\n", "row 9: those on exactly A are counted twice"),
        (GOOD + "0,0,0,7\n", "count: row 9 counts people on no list"),
        (GOOD + "1,0,0\n", "row 9: has 3 fields"),
        (GOOD.replace("A,B", "A,A"), "lists: there are two columns called “A”"),
        (GOOD.replace("A,B", "A,"), "lists: list 2 has no name"),
        (GOOD.replace("A,B", "A:X,B"), "lists: “A:X” may not"),
        ("A,B,C,count\n1,0,0,0\n", "count: nobody is on any list"),
        (GOOD.encode("utf-16"), "is not UTF-8 text"),
        (GOOD.replace("A", "Ж").encode("cp1251"), "FILE: line 1 of table.csv is not UTF-8 text"),
        (",".join(f"L{place}" for place in range(13)) + ",count\n" + "1," * 13 + "5\n", "8 are the most"),
    ],
)
def test_what_cannot_be_used_is_answered_in_one_sentence(monkeypatch, capsys, tmp_path, text, field):
    assert run(monkeypatch, written(tmp_path, text), "--json") == 2
    said = capsys.readouterr()
    assert field in said.err
    assert said.err.count("\n") == 1
    assert not said.out


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["--methods", "magic"], "--methods: there is no “magic”"),
        (["--methods", ","], "--methods: names none"),
        (["--model", "A:Q"], "--model: there is no list “Q”"),
        (["--model", "A:B:C"], "--model: nothing in the table speaks"),
        (["--redraws", "-1"], "--redraws"),
        (["--seed", "x"], "--seed"),
        (["--chains", "1"], "--chains"),
        (["--empty-overlaps", "guess"], "--empty-overlaps"),
        (["another.csv"], "TABLE: one file"),
    ],
)
def test_options_that_cannot_be_used(monkeypatch, capsys, tmp_path, words, field):
    assert run(monkeypatch, written(tmp_path, GOOD), *words) == 2
    assert field in capsys.readouterr().err


def test_no_file_and_a_folder(monkeypatch, capsys, tmp_path):
    for path in (tmp_path / "missing.csv", tmp_path):
        assert run(monkeypatch, str(path)) == 2
        assert "FILE:" in capsys.readouterr().err


def test_no_overlap_at_all_is_refused_not_an_error(monkeypatch, capsys, tmp_path):
    text = "A,B,C,count\n1,0,0,100\n0,1,0,100\n0,0,1,100\n"
    for more in ([], ["--anyway", "--redraws", "20"]):
        assert run(monkeypatch, written(tmp_path, text), "--json", *more) == 0
        said = json.loads(capsys.readouterr().out)
        assert said["verdict"] == "refused"
        assert "not even a lower bound" in " ".join(said["cautions"])
