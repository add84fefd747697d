"""The brief: two pages in both languages whatever the numbers say, charts beside it, nothing unsaid."""

import re
from dataclasses import replace

import pytest

from waystation.engines.forecast import api as forecast
from waystation.engines.forecast import brief, charts
from waystation.engines.forecast.tests.small import answer, table
from waystation.engines.forecast.wording import Wording


@pytest.fixture(scope="module", name="answer")
def _answer():
    return answer()


@pytest.fixture(scope="module")
def drawn(answer):
    return {language: charts.draw(answer, language) for language in ("en", "ru")}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_two_pages_and_four_charts(answer, drawn, language):
    assert list(drawn[language]) == ["states", "work", "money", "hinges"]
    for picture in drawn[language].values():
        assert picture.svg.rstrip().endswith("</svg>")
        assert "<text" not in picture.svg  # letters are shapes: no font is asked for
        assert "<script" not in picture.svg
        assert picture.alt
    assert len(brief.typeset(answer, drawn[language], language, format="png", ppi=10)) == 2


def test_the_same_comparison_is_the_same_file(answer, drawn):
    made = brief.typeset(answer, drawn["en"], "en")
    assert made.startswith(b"%PDF")
    assert made == brief.typeset(answer, drawn["en"], "en")
    with charts._style():
        assert charts._hinges(answer, Wording("en")) == drawn["en"]["hinges"].svg


def test_longer_words_are_set_smaller_until_two_pages_hold_them_and_then_refused(answer, drawn):
    def asked(times):
        question = dict.fromkeys(("en", "ru"), "What would change, and for whom, and at what cost? " * times)
        return replace(answer, scenario=replace(answer.scenario, question=question))

    assert len(brief.typeset(asked(16), drawn["en"], "en", format="png", ppi=10)) == 2
    with pytest.raises(forecast.Unusable, match=r"^question:"):
        brief.typeset(asked(200), drawn["en"], "en")


def test_the_brief_says_every_assumption_and_source(answer, drawn):
    said = brief.contents(answer, drawn["ru"], "ru", (1.0, 1.0))
    rows = [row for column in said["parameters"] for group in column for row in group["rows"]]
    assert len(rows) == len(answer.baseline.policy.rests_on()) + 12
    assert all(row["mark"] for row in rows)
    numbers = [one["number"] for half in said["sources"] for one in half]
    cited = {int(number) for row in rows for number in re.findall(r"\d+", row["mark"])}
    assert numbers == list(range(1, len(numbers) + 1))
    assert cited <= set(numbers)


def test_what_the_draws_do_not_decide_is_not_claimed(answer):
    said = brief.contents(answer, {}, "en", (1.0, 1.0))
    for figure, name in zip(
        said["figures"], ("months_at_work", "months_without_support", "net_state"), strict=True
    ):
        one = answer.difference[name]
        assert ("do not decide" in figure["range"]) == (one.low90 <= 0 <= one.high90)


def test_both_languages_say_the_same_things():
    from waystation.engines.forecast.wording import _all

    english, russian = _all()["en"], _all()["ru"]
    assert set(english) == set(russian)
    for key in english:
        fields = [set(re.findall(r"\{(\w+)\}", words[key])) for words in (english, russian)]
        assert fields[0] == fields[1], key


def test_numbers_as_each_language_writes_them():
    assert Wording("en").number(-12345.6, 1) == "−12,345.6"
    assert Wording("ru").number(12345.6, 1, signed=True) == "+12\u202f345,6"
    assert Wording("en").money(1849, signed=True) == "+1,800"
    assert Wording("en").number(-0.04, 1, signed=True) == "0.0"


def test_where_one_policy_stands_on_both_sides_the_brief_still_stands():
    same = table(people=30)
    same["alternative"] = same["baseline"]
    found = forecast.compare(forecast.understand(same))
    assert len(brief.typeset(found, charts.draw(found, "en"), "en", format="png", ppi=10)) == 2
