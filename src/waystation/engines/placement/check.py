"""An independent checker: reads an instance and a plan as plain numbers and recomputes everything.

It shares no code with the solver, so that a mistake there cannot hide here.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from waystation.engines.placement.fields import Floats, InstanceUnreadable, Ints
from waystation.engines.placement.instance import STAY, Instance

TOLERANCE = 1e-6
STATUSES = ("optimal", "feasible", "infeasible")


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a plan (nothing, if it holds), its value and the bound its prices prove."""

    problems: tuple[str, ...]
    value: float
    bound: float

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check(instance: Instance, fields: Mapping[str, Any]) -> Verdict:
    """Check a plan against its instance: quotas, pairs, links, mandatory and kept households, value, bound.

    :raises InstanceUnreadable: when the plan has no usable ``choice``.
    """
    listed = _numbers(fields, "choice", (instance.households,))
    if not np.array_equal(listed, np.floor(listed)):
        message = "choice: must hold whole numbers."
        raise InstanceUnreadable(message)
    problems: list[str] = []
    if listed.size and (listed.min() < STAY or listed.max() >= instance.programmes):
        message = f"choice: must lie between -1 and {instance.programmes - 1}."
        raise InstanceUnreadable(message)
    choice: Ints = listed.astype(np.int64)
    value = _value(instance, choice, problems)
    _quotas(instance, choice, problems)
    _links(instance, choice, problems)
    _promises(instance, choice, problems)
    bound = np.inf
    if fields.get("prices") is not None:
        prices = _numbers(fields, "prices", instance.capacity.shape)
        if prices.size and prices.min() < 0:
            problems.append("prices: one is negative.")
        else:
            bound = price_bound(instance, prices)
    _claims(fields, value, bound, problems)
    _status(instance, fields.get("status"), choice, problems)
    return Verdict(tuple(problems), value, float(bound))


def _numbers(fields: Mapping[str, Any], name: str, shape: tuple[int, ...]) -> Floats:
    try:
        values = np.asarray(fields[name], dtype=np.float64)
    except KeyError:
        message = f"{name}: is missing from the plan."
        raise InstanceUnreadable(message) from None
    except (TypeError, ValueError):
        message = f"{name}: must hold numbers only."
        raise InstanceUnreadable(message) from None
    if values.size == 0 and 0 in shape:
        values = values.reshape(shape)
    if values.shape != shape or not np.isfinite(values).all():
        message = f"{name}: must have the shape {shape} of the instance and hold finite numbers."
        raise InstanceUnreadable(message)
    return values


def _value(instance: Instance, choice: Ints, problems: list[str]) -> float:
    chosen = choice[instance.household] == instance.programme
    placed = np.zeros(instance.households, dtype=np.bool_)
    placed[instance.household[chosen]] = True
    problems.extend(
        f"choice: household {h} is placed in programme {int(choice[h])}, which is not open to it."
        for h in np.flatnonzero((choice != STAY) & ~placed).tolist()
    )
    return float(instance.gain[chosen].sum())


def _quotas(instance: Instance, choice: Ints, problems: list[str]) -> None:
    used = [[0] * instance.use.shape[1] for _ in range(instance.programmes)]
    for household, programme in enumerate(choice.tolist()):
        if programme != STAY:
            for k, need in enumerate(instance.use[household].tolist()):
                used[programme][k] += need
    for programme, row in enumerate(used):
        for k, total in enumerate(row):
            quota = int(instance.capacity[programme, k])
            if total > quota:
                problems.append(
                    f"capacity: programme {programme} has {quota} {instance.resource_name(k)} "
                    f"but {total} are used."
                )


def _links(instance: Instance, choice: Ints, problems: list[str]) -> None:
    def land(household: int) -> int:
        return STAY if choice[household] == STAY else int(instance.country[choice[household]])

    for a, b in instance.together.tolist():
        if land(a) != land(b):
            problems.append(f"together: households {a} and {b} are not in the same country.")
    for a, b in instance.apart.tolist():
        if land(a) == land(b) != STAY:
            problems.append(f"apart: households {a} and {b} are both in country {land(a)}.")


def _promises(instance: Instance, choice: Ints, problems: list[str]) -> None:
    problems.extend(
        f"mandatory: household {h} is not placed."
        for h in np.flatnonzero(instance.mandatory & (choice == STAY)).tolist()
    )
    problems.extend(
        f"kept: household {h} was kept in programme {int(instance.kept[h])} but is not there."
        for h in np.flatnonzero((instance.kept != STAY) & (instance.kept != choice)).tolist()
    )


def _claims(fields: Mapping[str, Any], value: float, bound: float, problems: list[str]) -> None:
    slack = TOLERANCE * max(1.0, abs(value))
    for name, computed in (("value", value), ("bound", bound)):
        if fields.get(name) is None:
            continue
        claimed = float(_numbers(fields, name, ()))
        if name == "value" and abs(claimed - computed) > slack:
            problems.append(f"value: the plan says {claimed:.9g} but its choices are worth {computed:.9g}.")
        if name == "bound" and claimed < value - slack:
            problems.append(f"bound: {claimed:.9g} is below the value {value:.9g}.")
        if name == "bound" and np.isfinite(computed) and claimed < computed - slack:
            problems.append(f"bound: the prices prove only {computed:.9g}, not {claimed:.9g}.")
    if bound < value - slack:
        problems.append(f"prices: they prove {bound:.9g}, less than the value {value:.9g}.")


def _status(instance: Instance, status: Any, choice: Ints, problems: list[str]) -> None:
    """What a status says that the choices alone disprove; that a plan is the best is proven by solving again."""
    if status is None:
        return
    if status not in STATUSES:
        problems.append(f"status: must be one of {', '.join(STATUSES)}.")
    elif status == "infeasible" and not problems:
        problems.append("status: the plan says infeasible but breaks no rule.")
    elif status == "optimal" and not problems:
        problems.extend(_still_possible(instance, choice))


def _still_possible(instance: Instance, choice: Ints) -> list[str]:
    """A household on its own that waits although a place where it gains is free: no best plan leaves one."""
    room = instance.capacity.copy()
    placed = np.flatnonzero(choice != STAY)
    np.subtract.at(room, choice[placed], instance.use[placed])
    household, programme = instance.household, instance.programme
    worth = float(instance.gain[choice[household] == programme].sum())
    free = (instance.gain > TOLERANCE * max(1.0, abs(worth))) & (choice[household] == STAY)
    free &= (instance.use[household] <= room[programme]).all(axis=1)
    free &= ~np.isin(household, np.append(instance.together, instance.apart))
    some = np.flatnonzero(free)[:1]
    return [
        f"status: the plan says optimal but household {h} could still go to programme {p}."
        for h, p in zip(household[some].tolist(), programme[some].tolist(), strict=True)
    ]


def price_bound(instance: Instance, prices: Floats) -> float:
    """Capacity times price, plus the most that each group of linked households can gain at these prices.

    A group moves to one country or stays. Groups bound by ``apart`` are taken along the breadth-first
    tree from the lowest-numbered household; what closes a circle is left out, so the bound only weakens.
    """
    group = _groups(instance)
    lands = _worth_by_country(instance, prices, group)
    friends: dict[int, set[int]] = defaultdict(set)
    torn = set()
    for a, b in instance.apart.tolist():
        x, y = int(group[a]), int(group[b])
        if x == y:
            torn.add(x)
        else:
            friends[x].add(y)
            friends[y].add(x)
    for g in torn:
        lands[g] = {land: worth for land, worth in lands[g].items() if land == STAY}
    total = float((instance.capacity * prices).sum())
    total += sum(
        max(lands[g].values(), default=-np.inf) for g in np.unique(group).tolist() if g not in friends
    )
    done: set[int] = set()
    for g in sorted(friends):
        if g not in done:
            total += _tree_worth(g, friends, lands, done)
    return total


def _worth_by_country(instance: Instance, prices: Floats, group: Ints) -> dict[int, dict[int, float]]:
    worth = instance.gain - np.einsum(
        "ek,ek->e", instance.use[instance.household].astype(np.float64), prices[instance.programme]
    )
    small = (instance.use[instance.household] <= instance.capacity[instance.programme]).all(axis=1)
    kept = instance.kept[instance.household]
    open_to = small & ((kept == STAY) | (kept == instance.programme))
    countries = int(instance.country.max(initial=0)) + 1
    key = instance.household[open_to] * countries + instance.country[instance.programme[open_to]]
    cells, at = np.unique(key, return_inverse=True)
    best = np.full(len(cells), -np.inf)
    np.maximum.at(best, at, worth[open_to])
    household, land = np.divmod(cells, countries)
    options, at = np.unique(group[household] * countries + land, return_inverse=True)
    total, members = np.bincount(at, best, len(options)), np.bincount(at, minlength=len(options))
    must = np.bincount(group, instance.mandatory | (instance.kept != STAY), instance.households) > 0
    size = np.bincount(group, minlength=instance.households)
    lands: dict[int, dict[int, float]] = {
        g: {} if must[g] else {STAY: 0.0} for g in np.unique(group).tolist()
    }
    for option, value, count in zip(options.tolist(), total.tolist(), members.tolist(), strict=True):
        g, c = divmod(option, countries)
        if count == size[g]:
            lands[g][c] = value
    return lands


def _tree_worth(
    first: int, friends: Mapping[int, set[int]], lands: Mapping[int, dict[int, float]], done: set[int]
) -> float:
    parent = {first: first}
    queue = [first]
    for g in queue:
        for other in sorted(friends[g]):
            if other not in parent:
                parent[other] = g
                queue.append(other)
    done.update(queue)
    value = {g: dict(lands[g]) for g in queue}
    for g in reversed(queue[1:]):
        for land in value[parent[g]]:
            value[parent[g]][land] += max(
                (worth for own, worth in value[g].items() if own != land or own == STAY), default=-np.inf
            )
    return max(value[first].values(), default=-np.inf)


def _groups(instance: Instance) -> Ints:
    """The lowest household number among those each household moves with."""
    parent = list(range(instance.households))

    def root(h: int) -> int:
        while parent[h] != h:
            parent[h] = parent[parent[h]]
            h = parent[h]
        return h

    for a, b in instance.together.tolist():
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return np.array([root(h) for h in range(instance.households)], dtype=np.int64)
