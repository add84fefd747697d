"""The exact part: a programme over chosen pairs, everybody else left where they are."""

from dataclasses import dataclass

import numpy as np

from waystation.engines.placement import highs
from waystation.engines.placement.blocks import lengths, starts
from waystation.engines.placement.fields import Bools, Floats, Ints
from waystation.engines.placement.instance import STAY
from waystation.engines.placement.problem import Problem


@dataclass(frozen=True)
class Core:
    """A small programme: which pair each of its first columns is, and where everybody else stays.

    ``alone`` are the free households outside blocks, one row each from row 0 on.
    ``option`` and ``cell_row`` give, for each member of a block and country, the option's column and
    the row that ties the member to it; ``price_rows`` says where the rows of the quotas begin.
    """

    problem: Problem
    program: highs.Program
    pair: Ints
    fixed: Ints
    free: Bools
    alone: Ints
    option: Ints
    cell_row: Ints
    price_rows: int


def load(problem: Problem, chosen: Ints) -> Floats:
    """How much of each programme's resources the chosen pairs (STAY for none) use."""
    pairs = chosen[chosen != STAY]
    household, programme = problem.household[pairs], problem.programme[pairs]
    used = np.zeros_like(problem.capacity)
    for k in range(used.shape[1]):
        used[:, k] = np.bincount(programme, problem.use[household, k], len(used))
    return used


def build(
    problem: Problem, pair: Ints, free: Bools, chosen: Ints, *, between: tuple[Floats, Floats] | None = None
) -> Core:
    """The programme that lets the ``free`` households choose among ``pair``; the others keep ``chosen``.

    A block is free as a whole or not at all. Rows: one per free household or block, one per member and
    country of a block, one per ``apart`` pair and country, and one per programme and resource. With
    ``between``, places may be given back at the low price and added at the high one, so that the prices
    of the linear programme stay between the two.
    """
    fixed = np.where(free, STAY, chosen)
    pair = _allowed(problem, np.sort(pair[free[problem.household[pair]]]), fixed)
    alone = np.flatnonzero(free & ~problem.linked)
    rows = _Rows(len(pair))
    single = np.flatnonzero(~problem.linked[problem.household[pair]])
    rows.add(np.searchsorted(alone, problem.household[pair[single]]), single, 1.0)
    rows.close(np.where(problem.must[alone], 1.0, -np.inf), np.ones(len(alone)))
    option, cell_row = _block_rows(problem, rows, pair, free)
    gain = [problem.gain[pair], np.zeros(rows.columns - len(pair))]
    first = rows.count
    spare = problem.capacity - load(problem, fixed)
    household, programme = problem.household[pair], problem.programme[pair]
    for k in range(spare.shape[1]):
        rows.add(programme * spare.shape[1] + k, np.arange(len(pair)), problem.use[household, k])
    if between is not None:
        for sign, price in ((1.0, between[0]), (-1.0, between[1])):
            rows.add(np.arange(spare.size), rows.columns + np.arange(spare.size), sign)
            rows.columns += spare.size
            gain.append(sign * price.ravel())
    rows.close(np.full(spare.size, -np.inf), spare.ravel())
    return Core(
        problem, rows.program(np.concatenate(gain)), pair, fixed, free, alone, option, cell_row, first
    )


class _Rows:
    """Rows of a programme, gathered piece by piece."""

    def __init__(self, columns: int) -> None:
        self.columns, self.choices, self.count = columns, columns, 0
        self._row: list[Ints] = []
        self._column: list[Ints] = []
        self._entry: list[Floats] = []
        self._low: list[Floats] = []
        self._high: list[Floats] = []

    def add(self, row: Ints, column: Ints, entry: Floats | float) -> None:
        """Entries of the rows that the next ``close`` adds, numbered from 0."""
        self._row.append(row + self.count)
        self._column.append(column)
        self._entry.append(np.broadcast_to(np.asarray(entry, dtype=np.float64), row.shape))

    def close(self, low: Floats, high: Floats) -> None:
        """End a group of rows with their limits."""
        self._low.append(low)
        self._high.append(high)
        self.count += len(low)

    def program(self, gain: Floats) -> highs.Program:
        """Everything gathered so far, all columns from 0."""
        entry = np.concatenate(self._entry)
        used = entry != 0.0
        return highs.Program(
            gain=gain,
            high=np.where(np.arange(self.columns) < self.choices, 1.0, np.inf),
            row_low=np.concatenate(self._low),
            row_high=np.concatenate(self._high),
            row=np.concatenate(self._row)[used],
            column=np.concatenate(self._column)[used],
            entry=entry[used],
        )


def _allowed(problem: Problem, pair: Ints, fixed: Ints) -> Ints:
    """Leave out the pairs of a block that break a link to a block that stays where it is."""
    blocks = problem.blocks
    if not blocks.count or not len(pair):
        return pair
    where = problem.instance.country
    place = np.full(blocks.count, STAY)
    settled = np.flatnonzero((fixed != STAY) & problem.linked)
    place[blocks.of[settled]] = where[problem.programme[fixed[settled]]]
    both = np.concatenate([blocks.apart, blocks.apart[:, ::-1]])
    both = both[place[both[:, 1]] != STAY]
    countries = int(where.max(initial=0)) + 1
    barred = both[:, 0] * countries + place[both[:, 1]]
    key = blocks.of[problem.household[pair]] * countries + where[problem.programme[pair]]
    return pair[(blocks.of[problem.household[pair]] < 0) | ~np.isin(key, barred)]


def _block_rows(problem: Problem, rows: _Rows, pair: Ints, free: Bools) -> tuple[Ints, Ints]:
    """Rows of the free blocks; returns for each cell its option's column and its row."""
    blocks = problem.blocks
    linked = np.flatnonzero(problem.linked[problem.household[pair]])
    mine = np.unique(blocks.of[free & problem.linked])
    if not len(mine):
        return linked, linked
    where = problem.instance.country[problem.programme[pair[linked]]]
    household = problem.household[pair[linked]]
    order = np.lexsort((household, where, blocks.of[household]))
    linked, where, household = linked[order], where[order], household[order]
    block = blocks.of[household]
    cell = starts(block, where, household)
    option = starts(block[cell], where[cell])
    owner, country = block[cell][option], where[cell][option]
    members = lengths(option, len(cell))
    column = rows.columns + np.arange(len(option))
    rows.columns += len(option)
    option_of = np.repeat(column, members)
    first = rows.count
    rows.add(np.repeat(np.arange(len(cell)), lengths(cell, len(linked))), linked, 1.0)
    rows.add(np.arange(len(cell)), option_of, -1.0)
    rows.close(np.zeros(len(cell)), np.zeros(len(cell)))
    rows.add(np.searchsorted(mine, owner), column, 1.0)
    rows.close(np.where(blocks.must[mine], 1.0, -np.inf), np.ones(len(mine)))
    short = column[members < blocks.size[owner]]
    rows.add(np.zeros(len(short), dtype=np.int64), short, 1.0)
    rows.close(np.full(1, -np.inf), np.zeros(1))
    _apart_rows(problem, rows, owner, country, column)
    return option_of, first + np.arange(len(cell))


def _apart_rows(problem: Problem, rows: _Rows, owner: Ints, country: Ints, column: Ints) -> None:
    apart = problem.blocks.apart
    apart = apart[np.isin(apart, owner).all(axis=1)]
    if not len(apart):
        return
    numbers, country = np.unique(country, return_inverse=True)
    countries = len(numbers)
    key = owner * countries + country
    order = np.argsort(key)
    both = np.repeat(np.arange(len(apart)), countries), np.tile(np.arange(countries), len(apart))
    found = []
    for end in (0, 1):
        wanted = apart[both[0], end] * countries + both[1]
        at = np.minimum(np.searchsorted(key[order], wanted), len(order) - 1)
        found.append(np.where(key[order][at] == wanted, column[order][at], STAY))
    shared = (found[0] != STAY) & (found[1] != STAY)
    number = np.arange(int(shared.sum()))
    for end in (0, 1):
        rows.add(number, found[end][shared], 1.0)
    rows.close(np.full(len(number), -np.inf), np.ones(len(number)))


def spread(core: Core, x: Floats) -> Ints:
    """The chosen pair of every household, from the values of the columns."""
    chosen = core.fixed.copy()
    taken = core.pair[x[: len(core.pair)] > 0.5]
    chosen[core.problem.household[taken]] = taken
    return chosen


def gather(core: Core, chosen: Ints) -> Floats:
    """The values of the columns that describe a plan: the reverse of :func:`spread`."""
    x = np.zeros(len(core.program.gain))
    x[: len(core.pair)] = chosen[core.problem.household[core.pair]] == core.pair
    program = core.program
    inner = program.column < len(core.pair)
    seated = np.bincount(program.row[inner], x[program.column[inner]], len(program.row_low))
    np.maximum.at(x, core.option, seated[core.cell_row])
    return x
