"""Comparison levels: how alike two records are in name, date of birth and place; −1 where one side says nothing."""

from functools import lru_cache

from waystation.engines.estimation.linkage.records import Born, Record
from waystation.engines.names import api as names

MISSING = -1
NAME_LEVELS = ("another name", "a name not unlike", "a likely spelling", "a close spelling", "the same name")
BORN_LEVELS = (
    "other years",
    "years apart",
    "a year apart",
    "the same year",
    "nearly the same day",
    "the same day",
)
PLACE_LEVELS = ("another place", "a like place", "the same place")
FIELDS = (NAME_LEVELS, BORN_LEVELS, PLACE_LEVELS)
_NAME_STEPS = (names.FLOOR, names.MATCH_AT, 0.9, 0.97)
_PLACE_STEPS = (0.72, 0.9)
_YEARS = 3
Pattern = tuple[int, int, int]


def compare(one: Record, other: Record) -> Pattern:
    """The levels of two records."""
    return (
        name_level(one.name, other.name),
        born_level(one.born, other.born),
        place_level(one.place, other.place),
    )


def name_level(one: str, other: str) -> int:
    """By the score of the names engine."""
    score = names.match(one, other).score
    return sum(score >= step for step in _NAME_STEPS)


def born_level(one: Born | None, other: Born | None) -> int:
    """The same day; a slip (day and month turned, one of them off); the same year; a year; a few, or unsure."""
    if one is None or other is None:
        return MISSING
    apart = abs(one.year - other.year)
    if apart == 0:
        return _within_a_year(one, other)
    if apart == 1 or (apart <= _YEARS and (one.unsure or other.unsure)):
        return 2
    # The same day of another year is more often a slip than chance.
    same_day = one.day is not None and (one.month, one.day) == (other.month, other.day)
    return 2 if same_day else int(apart <= _YEARS)


def _within_a_year(one: Born, other: Born) -> int:
    mine, theirs = (one.month, one.day), (other.month, other.day)
    if None not in mine and None not in theirs:
        if mine == theirs:
            return 5
        near = mine == theirs[::-1] or mine[0] == theirs[0] or mine[1] == theirs[1]
        return 4 if near else 3
    if mine[0] is not None and mine[0] == theirs[0]:
        return 4
    return 3


def place_level(one: str, other: str) -> int:
    """In any alphabet, by sound, as names are compared."""
    if not any(map(str.isalpha, one)) or not any(map(str.isalpha, other)):
        return MISSING
    return _place_level(*sorted((one.lower(), other.lower())))


@lru_cache(maxsize=100_000)
def _place_level(one: str, other: str) -> int:
    score = 1.0 if one == other else names.match(one, other).score
    return sum(score >= step for step in _PLACE_STEPS)


def in_words(pattern: Pattern) -> list[str]:
    """Say the levels."""
    return [levels[level] for levels, level in zip(FIELDS, pattern, strict=True) if level != MISSING]
