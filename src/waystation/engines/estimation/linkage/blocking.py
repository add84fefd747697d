"""Which pairs are worth comparing: names that sound alike, and people born on one day."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations

from waystation.engines.estimation.linkage.records import Record
from waystation.engines.names import api as names

_HITS = 60
_LARGEST_BLOCK = 60


def candidates(records: Sequence[Record], tell: Callable[[str], None] | None = None) -> list[tuple[int, int]]:
    """Pairs of places in ``records``, each once, the smaller first."""
    found = _by_name(records, tell)
    by_day: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        born = record.born
        if born is not None and born.month and born.day:
            # Day and month turned make one block.
            by_day[born.year, min(born.month, born.day), max(born.month, born.day)].append(place)
    for block in by_day.values():
        if len(block) <= _LARGEST_BLOCK:
            found.update(combinations(block, 2))
    return sorted(found)


def _by_name(records: Sequence[Record], tell: Callable[[str], None] | None) -> set[tuple[int, int]]:
    by_name: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        by_name[record.name].append(place)
    spelt = list(by_name)
    index = names.NameIndex((str(number), [name]) for number, name in enumerate(spelt))
    found: set[tuple[int, int]] = set()
    for number, name in enumerate(spelt):
        if tell is not None and number % 200 == 0:
            tell(f"looking for {number:,} of {len(spelt):,} names")
        found.update(combinations(by_name[name], 2))
        for hit in index.search(name, limit=_HITS):
            if int(hit.about) != number:
                found.update(
                    (min(one, other), max(one, other))
                    for one in by_name[name]
                    for other in by_name[spelt[int(hit.about)]]
                )
    return found
