"""The lists that come with the engine: no line lost, no name under two lines by mistake."""

from collections import Counter

from waystation.engines.names.api import spellings
from waystation.engines.names.bench import run
from waystation.engines.names.lexicon import entries, forms
from waystation.engines.names.words import word_of


def test_no_name_heads_two_lines() -> None:
    for name in ("given.txt", "surnames.txt"):
        assert not [form for form, times in Counter(form for _, form in entries(name)).items() if times > 1]


def test_every_form_is_found_again() -> None:
    assert [form for form in forms("given.txt") if not word_of(form.casefold().replace("-", "")).given] == []


def test_spellings_under_the_official_tables() -> None:
    found = spellings("Щеглова Юлия")
    assert found["icao_9303"] == "Shcheglova Iuliia"
    assert found["bgn_pcgn"] == "Shcheglova Yuliya"
    assert found["gost_779_b"] == "Shheglova Yuliya"
    assert found["german"] == "Schtscheglowa Julija"
    assert found["french"] == "Chtcheglova Iouliia"


def test_the_bench_says_what_was_measured() -> None:
    found = run(people=200, queries=36, sizes=2, strangers=50, progress=False)
    assert [report["people"] for report in found["search"]] == [100, 200]
    assert all(0.0 <= way["recall"] <= 1.0 for way in found["found"].values())
    assert found["targets"][0]["target"] == 100.0
