"""Linked households as blocks: those who move together decide as one, country by country."""

from dataclasses import dataclass

import numpy as np

from waystation.engines.placement.fields import Bools, Ints
from waystation.engines.placement.instance import Instance


@dataclass(frozen=True)
class Blocks:
    """Blocks of households joined by ``together`` (or touched by ``apart``), and their options.

    An *option* is a block in one country, open only if every member has a pair there; a *cell* is one
    member's pairs within an option. ``pair`` lists pair numbers sorted by block, country and member;
    ``cell``, ``option`` and ``first`` say where each cell, option and block begins in the level below.
    Blocks without any option are left out of ``first``: ``chooser`` names the block of each entry.
    """

    of: Ints
    size: Ints
    must: Bools
    component: Ints
    pair: Ints
    cell: Ints
    option: Ints
    country: Ints
    first: Ints
    chooser: Ints
    apart: Ints

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return len(self.size)

    @property
    def owner(self) -> Ints:
        """The block of each option."""
        return np.repeat(self.chooser, lengths(self.first, len(self.option)))


def lengths(starts: Ints, total: int) -> Ints:
    """How long each segment is, from where the segments begin."""
    return np.diff(np.append(starts, total))


def label(households: int, links: Ints) -> Ints:
    """The lowest household number in each connected group (a household alone is its own group)."""
    group = np.arange(households)
    while len(links):
        lowest = group.copy()
        np.minimum.at(lowest, links[:, 0], group[links[:, 1]])
        np.minimum.at(lowest, links[:, 1], group[links[:, 0]])
        np.minimum.at(lowest, group, lowest.copy())
        lowest = lowest[lowest]
        if np.array_equal(lowest, group):
            break
        group = lowest
    return group


def gather(instance: Instance, must: Bools, household: Ints, programme: Ints) -> Blocks:
    """Build the blocks over sorted pairs, keeping the countries where every member has a pair."""
    n = instance.households
    links = np.concatenate([instance.together, instance.apart])
    touched = np.unique(links)
    of = np.full(n, -1)
    roots, of[touched] = np.unique(label(n, instance.together)[touched], return_inverse=True)
    size = np.bincount(of[touched], minlength=len(roots))
    apart = np.unique(np.sort(of[instance.apart], axis=1), axis=0)
    torn = np.zeros(len(roots), dtype=np.bool_)
    torn[apart[apart[:, 0] == apart[:, 1], 0]] = True
    block_must = np.zeros(len(roots), dtype=np.bool_)
    np.logical_or.at(block_must, of[touched], must[touched])
    whole = np.full(len(roots), -1)
    whole[of[touched]] = label(n, links)[touched]
    pair, cell, option, country, first, chooser = _levels(
        instance, of, size, torn, household=household, programme=programme
    )
    return Blocks(
        of,
        size,
        block_must,
        whole,
        pair,
        cell,
        option,
        country,
        first,
        chooser,
        apart[apart[:, 0] != apart[:, 1]],
    )


def _levels(
    instance: Instance, of: Ints, size: Ints, torn: Bools, *, household: Ints, programme: Ints
) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    pair = np.flatnonzero(of[household] >= 0)
    pair = pair[~torn[of[household[pair]]]]
    where = instance.country[programme[pair]]
    order = np.lexsort((household[pair], where, of[household[pair]]))
    pair, where = pair[order], where[order]
    block, member = of[household[pair]], household[pair]
    cell = starts(block, where, member)
    option = starts(block[cell], where[cell])
    complete = lengths(option, len(cell)) == size[block[cell][option]]
    keep = np.repeat(np.repeat(complete, lengths(option, len(cell))), lengths(cell, len(pair)))
    pair, where, block, member = pair[keep], where[keep], block[keep], member[keep]
    cell = starts(block, where, member)
    option = starts(block[cell], where[cell])
    owner = block[cell][option]
    first = starts(owner)
    return pair, cell, option, where[cell][option], first, owner[first]


def starts(*keys: Ints) -> Ints:
    """Where each run of equal keys begins."""
    if not len(keys[0]):
        return np.empty(0, dtype=np.int64)
    change = np.zeros(len(keys[0]), dtype=np.bool_)
    change[0] = True
    for key in keys:
        change[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(change)
