"""Records of several lists: which are one person, what people decided, and what the doubt does to the estimate."""

import csv
import json
from collections import defaultdict
from importlib.util import find_spec
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.engines.estimation import api as estimation
from waystation.engines.estimation.__main__ import main
from waystation.engines.estimation.linkage import command, splinked
from waystation.engines.estimation.linkage.clusters import join
from waystation.engines.estimation.linkage.comparing import (
    MISSING,
    born_level,
    compare,
    in_words,
    place_level,
)
from waystation.engines.estimation.linkage.em import learn
from waystation.engines.estimation.linkage.invented import lists
from waystation.engines.estimation.linkage.records import read_born
from waystation.engines.estimation.linkage.review import Pair

QUIET = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="module")
def invented():
    return lists(250, (0.5, 0.4, 0.35), 1)


@pytest.fixture(scope="module")
def linkage(invented):
    names, records, _ = invented
    return estimation.link(names, records)


def together(labels) -> set[tuple[int, int]]:
    found = defaultdict(list)
    for place, label in enumerate(labels):
        found[label].append(place)
    return {pair for places in found.values() for pair in combinations(places, 2)}


def test_most_people_are_found_again_and_few_strangers_are_joined(invented, linkage):
    found, true = together(linkage.people()), together(invented[2])
    assert len(found & true) / len(found) > 0.95
    assert len(found & true) / len(true) > 0.88


def test_the_likelihood_never_falls_and_levels_say_what_they_should(linkage):
    heights = linkage.model.heights
    assert all(later >= earlier - 1e-6 * abs(earlier) for earlier, later in pairwise(heights))
    for m, u in zip(linkage.model.m, linkage.model.u, strict=True):
        assert m[-1] > u[-1]
        assert m[0] < u[0]


@QUIET
@given(
    st.lists(
        st.tuples(
            st.tuples(st.integers(0, 4), st.integers(-1, 5), st.integers(-1, 2)),
            st.integers(0, 1), st.integers(1, 500), st.booleans(),
        ),
        min_size=3, max_size=30,
    )
)  # fmt: skip
def test_the_likelihood_rises_whatever_the_patterns(rows):
    patterns, strata, counts, apart = zip(*rows, strict=True)
    heights = learn(patterns, strata, counts, apart=apart).heights
    assert all(later >= earlier - 1e-7 * (1 + abs(earlier)) for earlier, later in pairwise(heights))


def test_draws_carry_the_doubt_of_the_linkage_into_the_interval(linkage):
    pooled, sizes = estimation.pool(linkage, draws=6, seed=1, settings=estimation.Settings())
    assert min(sizes) <= max(sizes)
    assert {each.method for each in pooled} == {
        "chao_lower",
        "loglinear_bic",
        "loglinear_average",
        "stepwise",
        "dga",
    }
    for each in pooled:
        assert min(sizes) <= each.lower <= each.estimate <= each.upper
        assert 0.0 <= each.between < 1.0
    again, _ = estimation.pool(linkage, draws=6, seed=1, settings=estimation.Settings())
    assert again == pooled


def test_what_people_decided_stands(invented, linkage):
    names, records, _ = invented
    sure = next(pair for pair in linkage.pairs if pair.probability > 0.99)
    unlike = next(pair for pair in reversed(linkage.pairs) if pair.probability < 0.001)
    said = {
        frozenset({records[sure.one].ref, records[sure.other].ref}): False,
        frozenset({records[unlike.one].ref, records[unlike.other].ref}): True,
    }
    person = estimation.link(names, records, decisions=said).people()
    assert person[sure.one] != person[sure.other]
    assert person[unlike.one] == person[unlike.other]


@QUIET
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0, 1), st.booleans()), max_size=25))
def test_no_group_holds_two_people_of_whom_it_was_decided_that_they_are_two(rows):
    seen = {}
    for one, other, chance, decided in rows:
        if one != other:
            key = (min(one, other), max(one, other))
            seen[key] = Pair(*key, float(round(chance)) if decided else chance, None, decided)
    pairs = sorted(seen.values(), key=lambda pair: (-pair.probability, pair.one, pair.other))
    person = join(10, pairs, {(pair.one, pair.other): pair.probability for pair in pairs})
    assert all(person[who] == who for who in set(person))
    for pair in pairs:
        if pair.decided and pair.probability == 0.0:
            assert person[pair.one] != person[pair.other]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1990-05-17", "1990-05-17", 5), ("1990-05-07", "1990-07-05", 4), ("1990-05-17", "1990-05-18", 4),
        ("1990-05", "1990-05-17", 4), ("1990", "1990-05-17", 3), ("1990", "1991", 2), ("1990?", "1993", 2),
        ("1990-05-17", "1995-05-17", 2), ("1990", "1993", 1), ("1990", "2000", 0), ("", "1990", MISSING),
        ("17.05.1990", "1990-05-17", 5), ("c. 1990", "1990", 3),
    ],
)  # fmt: skip
def test_dates_are_compared_as_exactly_as_they_are_known(one, other, level):
    assert born_level(read_born(one), read_born(other)) == level
    assert born_level(read_born(other), read_born(one)) == level


def test_places_and_names_are_compared_in_any_alphabet():
    assert place_level("Грозный", "Grozny") == 2
    assert place_level("Грозный", "") == MISSING
    one = estimation.Record("A:1", 0, "Магомедова Хадижат", None, "Аргун")
    other = estimation.Record("B:1", 1, "Khadijat Magomedova", None, "Argun")
    assert in_words(compare(one, other))[-1] == "the same place"
    assert "Магомедова" not in repr(one)


def written(folder, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def files(folder, invented) -> list[str]:
    names, records, _ = invented
    paths = []
    for source, name in enumerate(names):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["id", "name", "born", "place"])
            for record in records:
                if record.source == source:
                    born = record.born.year if record.born else ""
                    rows.writerow([record.ref.split(":")[1], record.name, born, record.place])
        paths.append(str(folder / f"{name}.csv"))
    return paths


def run(monkeypatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["estimate", "link", *words])
    return main()


def test_a_pile_is_written_decided_and_read_again(monkeypatch, capsys, tmp_path, invented):
    small = lists(90, (0.6, 0.5, 0.5), 2)
    paths, pile, table = files(tmp_path, small), tmp_path / "pile.csv", tmp_path / "counts.csv"
    words = ["--json", "--draws", "2", "--redraws", "0", "--methods", "chao_lower,loglinear_bic"]
    assert run(monkeypatch, *paths, *words, "--review", str(pile), "--out", str(table)) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["review"] > 0
    assert said["people"] == sum(row["count"] for row in said["table"])
    assert said["pooled"]["draws"] == 2
    rows = list(csv.DictReader(pile.open(encoding="utf-8")))
    assert len(rows) == said["review"]
    with pile.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        out.writerows(
            {**row, "same": "yes" if row["one"].split(":")[1] == row["other"].split(":")[1] else "no"}
            for row in rows
        )
    assert run(monkeypatch, *paths, *words, "--decisions", str(pile)) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["decided"], again["review"]) == (len(rows), 0)
    monkeypatch.setattr("sys.argv", ["estimate", str(table), "--json", "--redraws", "0"])
    assert main() == 0
    assert json.loads(capsys.readouterr().out)["observed"] == said["people"]


@pytest.mark.parametrize(
    ("first", "words_and_field"),
    [
        ("person\nAslan\n", ["one: name: there is no column"]),
        ("name\n", ["one: has a header and no rows"]),
        ("", ["one: is empty"]),
        ("name,born\nАслан,17th of May\n", ["one: born: row 2 must be a date"]),
        ("name,born\nАслан,1990-13-01\n", ["one: born: row 2"]),
        ("name,born\n123,1990\n", ["one: name: row 2 has no letters"]),
        ("id,name\n1,Аслан\n1,Иса\n", ["one: id: row 3 has an id"]),
        ("name\nАслан\n", ["--draws", "-2", "--draws"]),
        ("name\nАслан\n", ["--engine", "magic", "--engine: must be"]),
        ("name\nАслан\n", ["--decisions", "missing.csv", "FILE: missing.csv cannot be read"]),
    ],
)
def test_lists_that_cannot_be_used(monkeypatch, capsys, tmp_path, first, words_and_field):
    *words, field = words_and_field
    paths = [written(tmp_path, "one.csv", first), written(tmp_path, "two.csv", "name\nАслан Дадаев\n")]
    assert run(monkeypatch, *paths, *words) == 2
    said = capsys.readouterr().err
    assert field in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("one,other,same\none:2,two:2,perhaps\n", "same: row 2"),
        ("one,other,same\none:9,two:2,yes\n", "one: row 2 names a record"),
        ("one,other,same\none:2,one:2,yes\n", "with itself"),
        ("one,other,same\none:2,two:2,yes\ntwo:2,one:2,no\n", "row 3 says otherwise"),
        ("a,b\n1,2\n", "must have columns"),
    ],
)
def test_decisions_that_cannot_be_used(monkeypatch, capsys, tmp_path, text, field):
    paths = [written(tmp_path, f"{name}.csv", "name\nАслан Дадаев\n") for name in ("one", "two")]
    assert run(monkeypatch, *paths, "--decisions", written(tmp_path, "said.csv", text)) == 2
    assert field in capsys.readouterr().err


def test_one_list_and_lists_without_anybody_in_common(monkeypatch, capsys, tmp_path):
    paths = [
        written(tmp_path, "one.csv", "name\nАслан Дадаев\n"), written(tmp_path, "two.csv", "name\nMary Smith\n"),
    ]  # fmt: skip
    assert run(monkeypatch, paths[0]) == 2
    assert "LISTS: one list alone" in capsys.readouterr().err
    assert run(monkeypatch, *paths, "--json", "--draws", "2") == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "refused"


def test_while_doubtful_pairs_move_the_count_the_lists_do_not_decide(linkage):
    report = estimation.estimate(linkage.table(), estimation.Settings(redraws=0, methods=("chao_lower",)))
    people = report.table.observed
    assert command._doubted(linkage, report, [people, people - 2]).verdict == report.verdict
    doubted = command._doubted(linkage, report, [people - people // 10]).verdict
    assert (doubted.word, "wait for somebody" in doubted.reason) == ("the lists do not decide", True)


def test_without_splink_it_says_what_to_install(monkeypatch, invented):
    names, records, _ = invented
    monkeypatch.setattr(splinked, "find_spec", lambda name: None)
    with pytest.raises(estimation.TableUnreadable, match="pip install 'waystation"):
        estimation.link(names, records, engine="splink")


@pytest.mark.skipif(find_spec("splink") is None, reason="the extra `analysis` is not installed")
@pytest.mark.filterwarnings("ignore")
def test_splink_gives_pairs_of_the_same_kind():
    names, records, truth = lists(400, (0.5, 0.4), 4)
    linkage = estimation.link(names, records, engine="splink")
    assert linkage.engine == "splink"
    assert all(0.0 <= pair.probability <= 1.0 and pair.one < pair.other for pair in linkage.pairs)
    found, true = together(linkage.people()), together(truth)
    assert len(found & true) / len(found) > 0.8
    assert len(found & true) / len(true) > 0.8
    assert linkage.drawn(np.random.default_rng(1)).observed > 0
