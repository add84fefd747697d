"""Turning what a table says of a postal code into an honest answer: who surely speaks for somebody, and who perhaps."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from waystation.outreach.letters.rules import places

T = TypeVar("T")
_NUMBERED = re.compile(r"(.*?)(\d+)")


def group(
    by_division: Mapping[str, Sequence[T]], leaves: Iterable[str]
) -> list[tuple[str, bool, Sequence[T]]]:
    """Return divisions with whether they are certain, the certain and the larger ones first."""
    known = list(leaves)
    found = [(name, places.certain(name, known), who) for name, who in by_division.items()]
    return sorted(found, key=lambda one: (not one[1], one[0].count("/"), _natural(one[0])))


def _natural(name: str) -> tuple[str, int, str]:
    found = _NUMBERED.fullmatch(name)
    return (found.group(1), int(found.group(2)), name) if found else (name, 0, name)
