"""From pairs to people: records join where their pairs agree on it, and never against a decision."""

from collections.abc import Mapping, Sequence

import numpy as np

from waystation.engines.estimation.linkage.records import Record
from waystation.engines.estimation.linkage.review import Pair
from waystation.engines.estimation.table import Table

_AGREED = 0.5


def join(count: int, pairs: Sequence[Pair], holds: Mapping[tuple[int, int], float]) -> list[int]:
    """The person of each record, as the smallest place among that person's records.

    Pairs come best first. Two groups join if their pairs hold on average at least by half, so that one doubtful link does
    not chain strangers together; a pair that was never compared holds by nothing.
    """
    person = list(range(count))
    members: dict[int, list[int]] = {place: [place] for place in range(count)}
    forbidden = {(pair.one, pair.other) for pair in pairs if pair.decided and pair.probability < _AGREED}
    for pair in pairs:
        one, other = sorted((person[pair.one], person[pair.other]))
        if one == other or holds.get((pair.one, pair.other), 0.0) < _AGREED:
            continue
        across = [(min(a, b), max(a, b)) for a in members[one] for b in members[other]]
        if any(key in forbidden for key in across):
            continue
        if not pair.decided and sum(holds.get(key, 0.0) for key in across) < _AGREED * len(across):
            continue
        members[one] += members.pop(other)
        for place in members[one]:
            person[place] = one
    return person


def table_from(lists: tuple[str, ...], records: Sequence[Record], person: Sequence[int]) -> Table:
    """Count people by the lists that any of their records is on."""
    history = np.zeros(len(records), dtype=np.int64)
    for record, whose in zip(records, person, strict=True):
        history[whose] |= 1 << record.source
    counts = np.bincount(history[history > 0], minlength=1 << len(lists)).astype(np.int64)
    return Table(lists, counts)
