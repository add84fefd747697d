"""One household after another, each taking the best that still fits: the baselines, and a first plan."""

import numpy as np

from waystation.engines.placement.core import load
from waystation.engines.placement.fields import Floats, Ints
from waystation.engines.placement.instance import STAY
from waystation.engines.placement.problem import Problem, best_per_household
from waystation.engines.placement.standing import block_values

CHUNK = 2_000


def urgency_first(problem: Problem, chosen: Ints) -> Ints:
    """Serve by hazard, or by best gain where no hazard is given: what a careful desk does by hand."""
    hazard = problem.instance.hazard
    urgency = hazard if hazard.any() else best_per_household(problem, problem.gain)
    return serve(problem, chosen, np.argsort(-urgency, kind="stable"), problem.gain)


def first_come(problem: Problem, chosen: Ints) -> Ints:
    """Serve whoever has waited longest first; by number where nobody's waiting is known."""
    return serve(problem, chosen, np.argsort(-problem.instance.waited_days, kind="stable"), problem.gain)


def serve(problem: Problem, chosen: Ints, order: Ints, score: Floats) -> Ints:
    """Let the unplaced households choose in ``order``, each its best-scored pair above zero that fits.

    A block is served when its first member's turn comes, in the country where its scores add up best
    and all of it fits. Those who must be placed come first and accept a score below zero.
    """
    chosen = chosen.copy()
    room = (problem.capacity - load(problem, chosen)).tolist()
    blocks_of = problem.blocks.of
    places = _Places(problem, chosen, room, score)
    waiting = order[chosen[order] == STAY]
    waiting = np.concatenate([waiting[problem.must[waiting]], waiting[~problem.must[waiting]]])
    for first in range(0, len(waiting), CHUNK):
        group = waiting[first : first + CHUNK]
        offers = _offers(problem, group[blocks_of[group] < 0], np.asarray(room), score)
        for household in group.tolist():
            if blocks_of[household] >= 0:
                places.seat_block(int(blocks_of[household]))
            elif household in offers:
                places.seat(household, offers[household])
    return places.chosen


def _offers(problem: Problem, group: Ints, room: Floats, score: Floats) -> dict[int, list[int]]:
    """For each household of the group its pairs that fit now, best score first."""
    count = problem.start[group + 1] - problem.start[group]
    base = np.repeat(problem.start[group], count)
    at = base + np.arange(len(base)) - np.repeat(np.cumsum(count) - count, count)
    household, programme = problem.household[at], problem.programme[at]
    fits = (score[at] > 0.0) | problem.must[household]
    fits &= (problem.use[household] <= room[programme]).all(axis=1)
    at = at[fits]
    at = at[np.lexsort((-score[at], problem.household[at]))]
    owner = problem.household[at]
    begin = np.flatnonzero(np.diff(owner, prepend=-1))
    ends = np.append(begin, len(at))[1:].tolist()
    listed = at.tolist()
    return {h: listed[a:b] for h, a, b in zip(owner[begin].tolist(), begin.tolist(), ends, strict=True)}


class _Places:
    """What is left while people are being seated."""

    def __init__(self, problem: Problem, chosen: Ints, room: list[list[float]], score: Floats) -> None:
        self.problem, self.chosen, self.room, self.score = problem, chosen, room, score
        self.programme = problem.programme
        self.tried: set[int] = set()
        self.place: dict[int, int] = {}
        self.enemies: dict[int, list[int]] = {}
        blocks = problem.blocks
        for a, b in blocks.apart.tolist():
            self.enemies.setdefault(a, []).append(b)
            self.enemies.setdefault(b, []).append(a)
        for household in np.flatnonzero((chosen != STAY) & problem.linked).tolist():
            self.place[int(blocks.of[household])] = self._country(int(chosen[household]))
        self.entry = {int(block): i for i, block in enumerate(blocks.chooser)}
        self.worth: list[float] = block_values(blocks, score)[1].tolist()
        self.option_end = np.append(blocks.first, len(blocks.option))
        self.cell_end = np.append(blocks.option, len(blocks.cell))
        self.pair_end = np.append(blocks.cell, len(blocks.pair))

    def _country(self, pair: int) -> int:
        return int(self.problem.instance.country[self.programme[pair]])

    def seat(self, household: int, offers: list[int]) -> bool:
        use = self.problem.use[household].tolist()
        for pair in offers:
            room = self.room[self.programme[pair]]
            if all(need <= left for need, left in zip(use, room, strict=True)):
                for k, need in enumerate(use):
                    room[k] -= need
                self.chosen[household] = pair
                return True
        return False

    def unseat(self, household: int) -> None:
        room = self.room[self.programme[self.chosen[household]]]
        for k, need in enumerate(self.problem.use[household].tolist()):
            room[k] += need
        self.chosen[household] = STAY

    def seat_block(self, block: int) -> None:
        if block in self.tried or block in self.place or block not in self.entry:
            return
        self.tried.add(block)
        span = range(self.option_end[self.entry[block]], self.option_end[self.entry[block] + 1])
        must = bool(self.problem.blocks.must[block])
        taken = {self.place.get(other) for other in self.enemies.get(block, [])}
        for option in sorted(span, key=lambda one: -self.worth[one]):
            country = int(self.problem.blocks.country[option])
            if country not in taken and (must or self.worth[option] > 0.0) and self._seat_option(option):
                self.place[block] = country
                return

    def _cells(self, option: int) -> list[list[int]]:
        pair = self.problem.blocks.pair
        spans = range(self.cell_end[option], self.cell_end[option + 1])
        cells = [pair[self.pair_end[c] : self.pair_end[c + 1]] for c in spans]
        return [cell[np.argsort(-self.score[cell], kind="stable")].tolist() for cell in cells]

    def _seat_option(self, option: int) -> bool:
        seated: list[int] = []
        for cell in self._cells(option):
            household = int(self.problem.household[cell[0]])
            if not self.seat(household, cell):
                for other in seated:
                    self.unseat(other)
                return False
            seated.append(household)
        return True
