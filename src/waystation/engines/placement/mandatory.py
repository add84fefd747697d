"""Those who must be placed: a first seat for each, or the fewest of them that cannot be placed together."""

from dataclasses import dataclass, replace

import numpy as np

from waystation.engines.placement import core, greedy, highs
from waystation.engines.placement.fields import Bools, Ints
from waystation.engines.placement.instance import STAY, Instance
from waystation.engines.placement.problem import Problem, prepare
from waystation.engines.placement.relax import whole_blocks

PATIENCE = 20.0
"""CPU seconds for one question whether a set of households can be placed."""


@dataclass(frozen=True)
class Conflict:
    """Households that cannot all be placed, the quotas they compete for, and a sentence that says so."""

    households: tuple[int, ...]
    quotas: tuple[tuple[int, int], ...]
    sentence: str


def seat(problem: Problem) -> Ints | Conflict:
    """Place everybody who must be placed, and those they move with; nobody else."""
    must = whole_blocks(problem, problem.must)
    nobody = np.full(problem.households, STAY)
    if not must.any():
        return nobody
    alone = _alone(problem)
    if alone is not None:
        return alone
    options = np.diff(problem.start)
    tried = greedy.serve(problem, nobody, np.flatnonzero(must)[np.argsort(options[must])], problem.gain)
    if not (problem.must & (tried == STAY)).any():
        return tried
    found = _fit(problem, must)
    return found if found is not None else _explain(problem)


def _fit(problem: Problem, free: Bools) -> Ints | None:
    pair = np.flatnonzero(free[problem.household])
    part = core.build(problem, pair, free, np.full(problem.households, STAY))
    answer = highs.solve_whole(part.program, seconds=PATIENCE, options={"mip_rel_gap": 1.0})
    return core.spread(part, answer.x) if len(answer.x) else None


def _possible(problem: Problem, some: Ints, capacity: Ints | None = None) -> bool:
    """Whether these mandatory households could be placed if nobody else had to be."""
    must = np.zeros(problem.households, dtype=np.bool_)
    must[some] = True
    instance = replace(problem.instance, mandatory=must, kept=np.where(must, problem.instance.kept, STAY))
    if capacity is not None:
        instance = replace(instance, capacity=capacity)
    smaller = prepare(instance)
    if _alone(smaller) is not None:
        return False
    return _fit(smaller, whole_blocks(smaller, smaller.must)) is not None


def _explain(problem: Problem) -> Conflict:
    """Shrink the mandatory households to a set of which none can be spared, then the quotas likewise."""
    some = _smallest(problem, np.flatnonzero(problem.must))
    capacity = problem.instance.capacity
    plenty = int(problem.instance.use.sum()) + 1
    wanted = np.unique(problem.programme[np.isin(problem.household, some)])
    binding = []
    for p in wanted.tolist():
        for k in range(capacity.shape[1]):
            wider = capacity.copy()
            wider[p, k] = plenty
            if _possible(problem, some, wider):
                binding.append((p, k))
    everyone = np.flatnonzero(whole_blocks(problem, np.isin(np.arange(problem.households), some)))
    return Conflict(tuple(everyone.tolist()), tuple(binding), _sentence(problem, everyone, wanted, binding))


def _smallest(problem: Problem, some: Ints) -> Ints:
    """Leave out ever smaller pieces as long as the rest still cannot be placed (deletion filter)."""
    piece = max(len(some) // 2, 1)
    while True:
        first = 0
        while first < len(some):
            rest = np.delete(some, slice(first, first + piece))
            if len(rest) and not _possible(problem, rest):
                some = rest
            else:
                first += piece
        if piece == 1:
            return some
        piece = max(piece // 2, 1)


def _sentence(problem: Problem, everyone: Ints, wanted: Ints, binding: list[tuple[int, int]]) -> str:
    name = problem.instance.resource_name
    over = ", ".join(f"{name(k)} of programme {p}" for p, k in binding)
    where = "programme" if len(wanted) == 1 else "programmes"
    who = "household" if len(everyone) == 1 else "households"
    return (
        f"mandatory: {who} {_list(everyone)} cannot all be placed: the places open to them, in "
        f"{where} {_list(wanted)}, do not suffice"
        + (f"; more of any one of these would do: {over}." if over else ".")
    )


def _list(numbers: Ints, most: int = 12) -> str:
    words = [str(number) for number in numbers[:most].tolist()]
    if len(numbers) > most:
        return ", ".join(words) + f" and {len(numbers) - most} more"
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def _alone(problem: Problem) -> Conflict | None:
    """A household or block that has no place anywhere, even if it were the only one."""
    blocks = problem.blocks
    empty = problem.start[1:] == problem.start[:-1]
    stuck = np.flatnonzero(problem.must & empty)
    if not len(stuck):
        return None
    household = int(stuck[0])
    block = int(blocks.of[household])
    some = np.array([household]) if block < 0 else np.flatnonzero(blocks.of == block)
    return Conflict(tuple(some.tolist()), (), f"mandatory: {_why_alone(problem.instance, household, some)}.")


def _why_alone(instance: Instance, household: int, some: Ints) -> str:
    mine = np.flatnonzero(instance.household == household)
    if not len(mine):
        return f"household {household} must be placed but no programme is open to it"
    fits = (instance.use[household] <= instance.capacity[instance.programme[mine]]).all(axis=1)
    if not fits.any():
        k = int(
            np.argmax((instance.use[household] > instance.capacity[instance.programme[mine]]).sum(axis=0))
        )
        return (
            f"household {household} must be placed but needs more {instance.resource_name(k)} than any "
            "programme open to it has"
        )
    within = instance.apart[np.isin(instance.apart, some).all(axis=1)]
    if len(within) and len(some) > 1:
        a, b = within[0].tolist()
        return f"households {_list(some)} must stay together but {a} and {b} must stay apart"
    if len(some) > 1:
        return f"households {_list(some)} must be placed in one country but no country is open to all of them"
    kept = int(instance.kept[household])
    return f"household {household} is kept in programme {kept}, which is too small for it"
