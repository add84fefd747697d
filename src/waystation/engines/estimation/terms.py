"""Hierarchical log-linear models: which there are, and how they are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from waystation.engines.estimation.table import Bools, Floats, Table, TableUnreadable

Model = frozenset[int]
"""The interactions of a model, each a bit set of two or more lists; each list by itself is always in."""

INDEPENDENCE: Model = frozenset()
# 2^15 models of six lists are fitted in seconds; seven lists have 2^21.
MOST_PAIRS = 15
_ALL_ORDERS = 4


@dataclass(frozen=True, eq=False)
class Columns:
    """The terms that a family of models may use, with a column of 0 and 1 for each over the observable histories."""

    terms: tuple[int, ...]
    design: Floats
    fixed: int
    """How many terms are in every model: the constant, and one for each list."""

    @property
    def free(self) -> tuple[int, ...]:
        """The interactions."""
        return self.terms[self.fixed :]

    def active(self, models: Sequence[Model]) -> Bools:
        """Which columns each model uses."""
        place = {term: column for column, term in enumerate(self.terms)}
        found = np.zeros((len(models), len(self.terms)), dtype=bool)
        found[:, : self.fixed] = True
        for row, model in enumerate(models):
            found[row, [place[term] for term in model]] = True
        return found


def columns(table: Table, interactions: Iterable[int]) -> Columns:
    """Lay out the constant, every list, and the interactions given."""
    lists = len(table.lists)
    terms = (0, *(1 << place for place in range(lists)), *sorted(interactions, key=_order))
    wanted = np.array(terms, dtype=np.int64)
    design = (table.histories[:, None] & wanted[None, :]) == wanted[None, :]
    return Columns(terms, design.astype(np.float64), 1 + lists)


def _order(term: int) -> tuple[int, int]:
    return term.bit_count(), term


def closed(interactions: Iterable[int]) -> Model:
    """Add every smaller interaction that a hierarchical model needs."""
    return frozenset(part for term in interactions for part in _parts(term) if part.bit_count() > 1)


def _parts(term: int) -> Iterable[int]:
    part = term
    while part:
        yield part
        part = (part - 1) & term


def hierarchical(lists: int, *, without: Iterable[int] = ()) -> list[Model]:
    """All hierarchical models up to four lists (8 for three, 113 for four), all two-way models beyond.

    The interaction of all lists at once is never in: nothing in the table speaks of it.
    ``without`` names pairs that no model may have.
    """
    pairs = [(1 << one) | (1 << other) for one, other in combinations(range(lists), 2)]
    pairs = [] if lists < 3 else [pair for pair in pairs if pair not in set(without)]
    models = [frozenset(chosen) for chosen in _subsets(pairs)]
    if lists != _ALL_ORDERS:
        return models
    triples = [sum(1 << place for place in chosen) for chosen in combinations(range(lists), 3)]
    return [
        model.union(chosen)
        for model in models
        for chosen in _subsets([triple for triple in triples if closed([triple]) - {triple} <= model])
    ]


def _subsets(items: Sequence[int]) -> list[tuple[int, ...]]:
    return [chosen for size in range(len(items) + 1) for chosen in combinations(items, size)]


def written(table: Table, model: Model) -> str:
    """Write a model by its generators: ``[EXH:ABA:OSCE, EXH:HRW]``; lists that stand alone come last."""
    largest = [term for term in model if not any(term != other and term & other == term for other in model)]
    covered = 0
    for term in largest:
        covered |= term
    alone = [1 << place for place in range(len(table.lists)) if not covered >> place & 1]
    ordered = sorted(largest, key=lambda term: (-term.bit_count(), _places(term)))
    return "[" + ", ".join(table.named(term) for term in (*ordered, *alone)) + "]"


def _places(term: int) -> list[int]:
    return [place for place in range(term.bit_length()) if term >> place & 1]


def parse(table: Table, text: str) -> Model:
    """Read a model: ``EXH:ABA, OSCE:HRW``, with or without brackets; ``independence`` for none.

    :raises TableUnreadable: naming the list that is not in the table.
    """
    if text.strip().lower() in {"independence", "[]", ""}:
        return INDEPENDENCE
    named = {name: place for place, name in enumerate(table.lists)}
    terms = []
    for part in text.strip().strip("[]").split(","):
        lists = [name.strip() for name in part.split(":")]
        for name in lists:
            if name not in named:
                message = f"--model: there is no list “{name}” in the table."
                raise TableUnreadable(message)
        terms.append(sum(1 << named[name] for name in set(lists)))
    if (1 << len(table.lists)) - 1 in terms:
        message = (
            "--model: nothing in the table speaks of the interaction of all lists at once; leave it out."
        )
        raise TableUnreadable(message)
    return closed(terms)
