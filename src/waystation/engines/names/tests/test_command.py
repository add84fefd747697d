"""``waystation names``: the keys others rely on, and one clear sentence for bad input."""

import json
from pathlib import Path

import pytest

from waystation.engines.names.__main__ import main


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["names", *arguments])
    return main()


def test_match_prints_score_match_and_reasons(monkeypatch, capsys) -> None:
    assert run(monkeypatch, "match", "Магомедова Хадижат", "Hadijat Magomedowa", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["match"] is True
    assert 0.9 < found["score"] <= 1
    assert "the words stand in another order" in found["reasons"]


def test_search_prints_hits_best_first(monkeypatch, capsys, tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text(
        "\ufeffИванов Сергей\r\n\r\nKhadizhat Magomedova\r\nМагомедова Хадижат\r\n", encoding="utf-8"
    )
    assert run(monkeypatch, "search", "Магомедова Хадижат", str(file), "--json") == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert [(hit["line"], hit["name"]) for hit in hits] == [
        (4, "Магомедова Хадижат"),
        (3, "Khadizhat Magomedova"),
    ]
    assert hits[0]["score"] == 1.0
    assert hits[0]["reasons"]


def test_words_for_people(monkeypatch, capsys, tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("Магомедова Хадижат\n", encoding="utf-8")
    assert run(monkeypatch, "search", "ьфпщьувщмф", str(file)) == 0
    assert "typed in the other keyboard layout" in capsys.readouterr().out
    assert run(monkeypatch, "search", "Сергей", str(file)) == 0
    assert capsys.readouterr().out == "No name in the file fits.\n"
    assert run(monkeypatch, "match", "Магомед", "Магомедов") == 0
    assert capsys.readouterr().out.startswith("no match, score 0.45\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["match", "…", "Иван"], "A: a name needs at least one letter.\n"),
        (["match", "Иван", ""], "B: a name needs at least one letter.\n"),
        (["search", "12", "-"], "QUERY: a name needs at least one letter.\n"),
        (
            ["search", "Иван", "/nowhere/names.txt"],
            "FILE: /nowhere/names.txt cannot be read (No such file or directory).\n",
        ),
        (
            ["search", "Иван", "-", "--limit", "none"],
            "--limit: must be a whole number above zero, not “none”.\n",
        ),
        (
            ["search", "Иван", "-", "--limit", "9" * 5000],
            f"--limit: must be a whole number above zero, not “{'9' * 5000}”.\n",
        ),
        (["match", "а" * 501, "Иван"], "A: has 501 letters; a name of more than 500 is none.\n"),
        (["match", "Иван\udcff", "Иван"], "A: is not UTF-8 text.\n"),
    ],
)
def test_bad_input_is_one_sentence(monkeypatch, capsys, arguments: list[str], sentence: str) -> None:
    assert run(monkeypatch, *arguments) == 2
    assert capsys.readouterr().err == sentence


def test_a_file_in_another_encoding_names_the_line(monkeypatch, capsys, tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_bytes(b"Ivan\n" + "Иван\n".encode("cp1251"))
    assert run(monkeypatch, "search", "Иван", str(file)) == 2
    assert capsys.readouterr().err == f"FILE: line 2 of {file} is not UTF-8 text.\n"


def test_an_endless_line_is_refused_and_old_line_ends_are_read(monkeypatch, capsys, tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_bytes("Умаров Хасан\rИванов Сергей\r".encode())
    assert run(monkeypatch, "search", "Иванов", str(file), "--json") == 0
    assert [hit["line"] for hit in json.loads(capsys.readouterr().out)["hits"]] == [2]
    file.write_text("Иванов\n" + "а" * 100_000, encoding="utf-8")
    assert run(monkeypatch, "search", "Иванов", str(file)) == 2
    assert capsys.readouterr().err == "FILE: line 2 has 100,000 letters; a name of more than 500 is none.\n"
