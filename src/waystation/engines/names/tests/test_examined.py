"""What an examiner from outside found: each pair was once judged wrongly, or a line cost a minute."""

import pytest

from waystation.engines.names.api import match


@pytest.mark.parametrize(
    ("one", "other", "is_match"),
    [
        ("Kazkhuch·el’yev Kharon", "Казхучэльев Харон", True),  # the raised dot of BGN/PCGN
        ("مُحَمَّد", "Магомед", True),
        ("محمــد", "محمد", True),
        ("عمر", "Умар", True),
        ("محمود", "محمد", False),
        ("محمود", "Махмуд", True),
        ("Жанна Котова", "Яна Котова", False),
        ("Jana Kotova", "Яна Котова", True),
        ("Jana Kotova", "Жанна Котова", True),
    ],
)
def test_pairs_of_the_examination(one: str, other: str, is_match: bool) -> None:
    assert match(one, other).is_match is is_match
    assert match(other, one).score == match(one, other).score
