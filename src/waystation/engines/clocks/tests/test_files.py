"""A programme file that could not be applied is refused in one sentence that names the place."""

from datetime import date
from pathlib import Path

import pytest

from waystation.engines.clocks.api import Wrong, check, load_law
from waystation.engines.clocks.programmes import read_programme

LAW = load_law()
GOOD = """
id = "xx.test"
title = "A rule"
country = "XX"
pathway = "asylum"
kind = "clock"
status = "in_force"
valid_from = 2020-01-01
checked_on = 2026-11-01
review_due = 2027-11-01
reviewer = ""
about = "For tests."
applies = { fact = "located_in", is = "RU" }

[parameters]
days = 10

[[clock]]
id = "by"
title = "By"
meaning = "latest"
start = "registered_on"
days = "days"

[[citation]]
title = "A law"
read = "read"

[[test]]
name = "one"
on = 2026-11-21
facts = { located_in = "RU", registered_on = 2026-01-01 }
expect = { by = 2026-01-11 }

[[test]]
name = "two"
on = 2026-11-21
facts = { located_in = "LT" }
expect = { answer = "no" }
"""


def read(text: str):
    return read_programme("xx.test.toml", text, LAW.facts, LAW.calendars)


def test_a_good_file_is_read() -> None:
    assert read(GOOD).facts() == {"located_in", "registered_on"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "A rule"', "", "'title' is missing"),
        (
            'status = "in_force"',
            'status = "valid"',
            "status must be one of in_force, proposed, suspended, historic",
        ),
        ('kind = "clock"', 'kind = "watch"', "kind must be one of"),
        ('start = "registered_on"', 'start = "born_on"', "there is no fact born_on"),
        ('start = "registered_on"', 'start = "located_in"', "starts with located_in, which is no date"),
        ('days = "days"', 'days = "weeks"', "there is no parameter weeks"),
        ('days = "days"', "", "needs one of days, weeks"),
        ('read = "read"', 'read = "heard"', "a citation is read, secondary or to_be_verified"),
        ('is = "RU"', 'equals = "RU"', "needs one fact and one test"),
        ('is = "RU"', 'before = "RU"', "needs a date"),
        ('id = "xx.test"', 'id = "xx.other"', "must be named after it"),
        ('meaning = "latest"', 'meaning = "sometime"', "meaning must be one of"),
        ('meaning = "latest"', 'meaning = "latest"\nroll = "next_working_day"', "needs a calendar"),
        ("[parameters]", "colour = 1\n[parameters]", "there is no field colour"),
        ("valid_from = 2020-01-01", "valid_from = ", "xx.test.toml"),
    ],
)
def test_what_cannot_be_applied_is_refused(old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(Wrong, match=says):
        read(GOOD.replace(old, new, 1))


def write(folder: Path, text: str) -> Path:
    source = Path(__file__).parents[3] / "programmes"
    for name in ("_facts.toml", "_holidays.toml"):
        (folder / name).write_text((source / name).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "xx.test.toml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path, text: str) -> list[str]:
    law = load_law(write(folder, text))
    return [problem.what for problem in check(law, date(2026, 11, 21)) if not problem.is_warning]


def test_a_good_file_passes_the_check(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('[[citation]]\ntitle = "A law"\nread = "read"\n', "", "has no citation"),
        ("review_due = 2027-11-01", "review_due = 2026-11-20", "its review was due on 2026-11-20"),
        ("by = 2026-01-11", "by = 2026-01-12", "by is 2026-01-11, not 2026-01-12"),
        ('expect = { answer = "no" }', 'expect = { result = "no" }', "result is nothing of that name"),
        ('status = "in_force"', 'status = "suspended"', "suspended exactly when"),
        ('status = "in_force"', 'status = "historic"', "is historic and has no last day"),
        ('status = "in_force"', 'status = "proposed"', "a proposal for more than a year"),
        ('reviewer = ""', 'reviewer = ""\nmarks = ["zz.*"]', "marks zz.*, and there is none"),
    ],
)
def test_the_check_fails(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    assert any(says in problem for problem in problems(tmp_path, GOOD.replace(old, new, 1)))


def test_one_vector_is_not_enough(tmp_path: Path) -> None:
    text = GOOD[: GOOD.rindex("[[test]]")]
    assert "has 1 test vectors, needs 2" in problems(tmp_path, text)
