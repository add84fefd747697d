"""The capture table: how many people are on exactly which lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class TableUnreadable(Exception):
    """Input that cannot be used; the message names the field."""


@dataclass(frozen=True, eq=False)
class Table:
    """``counts[h]`` people are on exactly the lists whose bits are set in ``h``; ``counts[0]`` is unknown and 0."""

    lists: tuple[str, ...]
    counts: Ints

    @cached_property
    def observed(self) -> int:
        """Everybody who is on at least one list."""
        return int(self.counts.sum())

    @cached_property
    def histories(self) -> Ints:
        """The ways to be on at least one list, as bit sets."""
        return np.arange(1, len(self.counts), dtype=np.int64)

    @cached_property
    def seen(self) -> Ints:
        """Counts of those ways, in the same order."""
        return self.counts[1:]

    @cached_property
    def times(self) -> Ints:
        """On how many lists each of those ways is."""
        return np.array([int(history).bit_count() for history in self.histories], dtype=np.int64)

    @cached_property
    def on_several(self) -> int:
        """People on two lists or more."""
        return int(self.seen[self.times > 1].sum())

    def together(self, term: int) -> int:
        """People who are on all lists of ``term``, and perhaps on others."""
        return int(self.seen[(self.histories & term) == term].sum())

    def totals(self) -> dict[str, int]:
        """How many each list has."""
        return {name: self.together(1 << place) for place, name in enumerate(self.lists)}

    def pairs(self) -> list[int]:
        """Every two lists, as a bit set."""
        return [(1 << one) | (1 << other) for one, other in combinations(range(len(self.lists)), 2)]

    def empty_pairs(self) -> list[int]:
        """Pairs of lists that share nobody."""
        return [pair for pair in self.pairs() if self.together(pair) == 0]

    def groups(self) -> list[int]:
        """Lists that hang together by people they share, as bit sets; one, unless some lists share nobody with the rest."""
        found: list[int] = []
        for history in (int(history) for history in self.histories[self.seen > 0]):
            joined = [group for group in found if group & history]
            found = [group for group in found if not group & history] + [sum(joined) | history]
        return sorted(found)

    def named(self, term: int) -> str:
        """Name a set of lists: ``EXH:ABA``."""
        return ":".join(name for place, name in enumerate(self.lists) if term >> place & 1)


def table_of(lists: Sequence[str], counts: dict[tuple[int, ...], int]) -> Table:
    """Build a table from counts by history, ``(1, 0, 1): 12``; histories left out count nobody."""
    filled = np.zeros(1 << len(lists), dtype=np.int64)
    for history, count in counts.items():
        filled[sum(bit << place for place, bit in enumerate(history))] = count
    return Table(tuple(lists), filled)
