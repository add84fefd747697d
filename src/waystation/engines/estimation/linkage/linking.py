"""Linking lists from end to end: pairs worth comparing, what is learned from them, and how sure each link is."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from waystation.engines.estimation.linkage import splinked
from waystation.engines.estimation.linkage.blocking import candidates
from waystation.engines.estimation.linkage.clusters import join, table_from
from waystation.engines.estimation.linkage.comparing import FIELDS, Pattern, born_level, compare, place_level
from waystation.engines.estimation.linkage.em import Model, learn
from waystation.engines.estimation.linkage.records import Record
from waystation.engines.estimation.linkage.review import Decisions, Pair, pile
from waystation.engines.estimation.table import Table, TableUnreadable

SMALL = 20_000
_SAMPLED = 3_000
Tell = Callable[[str], None] | None


@dataclass(frozen=True, eq=False)
class Linkage:
    """All pairs that were compared, best first; the table of the likeliest linkage is :meth:`table`."""

    lists: tuple[str, ...]
    records: Sequence[Record]
    pairs: tuple[Pair, ...]
    engine: str
    model: Model | None = None
    decisions: Decisions = field(default_factory=dict)

    def people(self) -> list[int]:
        """The person of each record when every pair is taken for what it most likely is."""
        return join(
            len(self.records), self.pairs, {(pair.one, pair.other): pair.probability for pair in self.pairs}
        )

    def table(self) -> Table:
        """The capture table of that linkage."""
        return table_from(self.lists, self.records, self.people())

    def drawn(self, rng: np.random.Generator) -> Table:
        """The table of one draw: each pair is of one person with its probability."""
        chance = rng.random(len(self.pairs))
        holds = {
            (pair.one, pair.other): float(pair.probability > chance[place])
            for place, pair in enumerate(self.pairs)
        }
        return table_from(self.lists, self.records, join(len(self.records), self.pairs, holds))

    def review(self) -> list[Pair]:
        """Pairs that people should look at."""
        return pile(self.pairs)


def link(
    lists: tuple[str, ...], records: Sequence[Record], *, decisions: Decisions | None = None, engine: str = "auto",
    seed: int = 1, tell: Tell = None,
) -> Linkage:  # fmt: skip
    """Link records within and across lists; what people decided stands.

    ``engine`` is ``own``, ``splink``, or ``auto``: our own up to 20,000 records.

    :raises TableUnreadable: if splink is wanted and not installed.
    """
    if engine == "auto":
        engine = "own" if len(records) <= SMALL else "splink"
    if engine == "splink":
        pairs, model = splinked.pairs(records, seed=seed, tell=tell), None
    else:
        pairs, model = _own(records, seed, tell)
    decided = _decided(pairs, records, decisions or {})
    decided.sort(key=lambda pair: (-pair.probability, pair.one, pair.other))
    return Linkage(lists, records, tuple(decided), engine, model, decisions or {})


def _own(records: Sequence[Record], seed: int, tell: Tell) -> tuple[list[Pair], Model]:
    near = candidates(records, tell)
    compared: list[tuple[int, int, Pattern]] = []
    for number, (one, other) in enumerate(near):
        if tell is not None and number % 500 == 0:
            tell(f"comparing {number:,} of {len(near):,} pairs")
        compared.append((one, other, compare(records[one], records[other])))
    counts: Counter[tuple[Pattern, int]] = Counter()
    for one, other, pattern in compared:
        counts[pattern, _stratum(records, one, other)] += 1
    rest = _rest(records, counts, seed)
    keys = [*counts, *rest]
    model = learn(
        [pattern for pattern, _ in keys],
        [kind for _, kind in keys],
        [*map(float, counts.values()), *rest.values()],
        apart=[False] * len(counts) + [True] * len(rest),
    )
    return [
        Pair(one, other, model.probability(pattern, _stratum(records, one, other)), pattern)
        for one, other, pattern in compared
    ], model


def _stratum(records: Sequence[Record], one: int, other: int) -> int:
    return int(records[one].source != records[other].source)


def _rest(
    records: Sequence[Record], counts: Counter[tuple[Pattern, int]], seed: int,
) -> dict[tuple[Pattern, int], float]:  # fmt: skip
    """Pairs that were not worth comparing: other names, and dates and places as chance brings them together."""
    rng = np.random.default_rng([seed, 11])
    sizes = np.bincount([record.source for record in records])
    every = len(records) * (len(records) - 1) / 2
    within = float((sizes * (sizes - 1) / 2).sum())
    seen = [sum(count for (_, kind), count in counts.items() if kind == stratum) for stratum in (0, 1)]
    left = [max(within - seen[0], 0.0), max(every - within - seen[1], 0.0)]
    drawn: Counter[tuple[Pattern, int]] = Counter()
    for one, other in rng.integers(len(records), size=(_SAMPLED, 2)):
        if one != other:
            mine, theirs = records[one], records[other]
            pattern = (0, born_level(mine.born, theirs.born), place_level(mine.place, theirs.place))
            drawn[pattern, _stratum(records, one, other)] += 1
    totals = [sum(count for (_, kind), count in drawn.items() if kind == stratum) for stratum in (0, 1)]
    return {key: count * left[key[1]] / totals[key[1]] for key, count in drawn.items() if left[key[1]] > 0}


def _decided(pairs: Sequence[Pair], records: Sequence[Record], decisions: Decisions) -> list[Pair]:
    if not decisions:
        return list(pairs)
    place = {record.ref: number for number, record in enumerate(records)}
    said: dict[tuple[int, int], bool] = {}
    for refs, same in decisions.items():
        if len(refs) != 2:
            message = "--decisions: a record cannot be decided on with itself."
            raise TableUnreadable(message)
        one, other = sorted(place[ref] for ref in refs)
        said[one, other] = same
    kept = [pair for pair in pairs if (pair.one, pair.other) not in said]
    return kept + [Pair(one, other, float(same), decided=True) for (one, other), same in said.items()]


def described(model: Model) -> dict[str, list[dict[str, object]]]:
    """The learned probabilities, level by level, for a page."""
    names = ("name", "born", "place")
    return {
        name: [
            {"level": level, "if_one_person": float(m), "if_two": float(u)}
            for level, m, u in zip(levels, model.m[place], model.u[place], strict=True)
        ]
        for place, (name, levels) in enumerate(zip(names, FIELDS, strict=True))
    }
