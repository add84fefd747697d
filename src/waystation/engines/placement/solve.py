"""Who goes where in one period: the best plan found, what it is better than, and what no plan can beat."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from waystation.engines.placement import greedy, mandatory
from waystation.engines.placement.fields import Floats, Ints
from waystation.engines.placement.instance import STAY, Instance
from waystation.engines.placement.layers import Layer, Layers, Terms
from waystation.engines.placement.problem import Problem, prepare
from waystation.engines.placement.proof import prove
from waystation.engines.placement.relax import SMALL, price, reach_of
from waystation.engines.placement.search import LONG, Search, first_plan, worth

CORE = 1_500
"""Up to so many near choices one exact programme over all of them is worth its time."""

ENOUGH = 5e-5
"""A large search ends when the plan is proven to be this close to the best, as a share of the bound."""


@dataclass(frozen=True)
class Plan:
    """``choice`` is a programme or −1 for each household; ``bound`` follows from ``prices`` alone.

    ``status`` is ``optimal`` (proven), ``feasible`` or ``infeasible``; then ``conflict`` says which
    mandatory households cannot be placed together and over which quotas. ``layers`` says what fairness,
    few changes and fit came to, and how much harm averted each cost.
    """

    choice: Ints
    value: float
    bound: float
    prices: Floats
    baselines: dict[str, float]
    cpu_seconds: float
    status: str
    conflict: mandatory.Conflict | None = None
    layers: tuple[Layer, ...] = ()


def default_seconds(instance: Instance) -> float:
    """CPU seconds a search may take when nobody says: 20, and 58 above a million pairs."""
    return 58.0 if len(instance.gain) > 1_000_000 else 20.0


def solve(
    instance: Instance,
    *,
    seconds: float | None = None,
    seed: int = 0,
    terms: Terms | None = None,
    tell: Callable[[str], None] = lambda _line: None,
) -> Plan:
    """Place households so that the sum of gains is largest, within CPU ``seconds``.

    Households stay whole; ``together`` pairs go to one country or both stay; ``apart`` pairs never share
    a country; mandatory households are placed; kept ones stay in their programme. Small instances are
    solved to proof; larger ones by prices and an exact core. With ``terms`` the later layers follow, in
    the second half of the time. ``tell`` hears a line of progress.
    """
    begun = time.process_time()
    given = default_seconds(instance) if seconds is None else seconds
    deadline = begun + (given if terms is None else 0.5 * given)
    problem = prepare(instance)
    first = mandatory.seat(problem)
    if isinstance(first, mandatory.Conflict):
        return _impossible(problem, first, time.process_time() - begun)
    by_hand = {
        "urgency_first": greedy.urgency_first(problem, first),
        "first_come": greedy.first_come(problem, first),
    }
    tell(f"{len(problem.gain)} possible pairs; pricing")
    standing = price(problem)
    tell(f"no plan is worth more than {standing.bound:.6g}")
    search = Search(problem, standing, first, seed=seed, deadline=deadline)
    for chosen in by_hand.values():
        search.take(chosen)
    _run(search, first, tell)
    layers: tuple[Layer, ...] = ()
    chosen = search.chosen
    if terms is not None:
        later = Layers(problem, standing, search.chosen, terms)
        layers = later.run(max(0.3 * given, 2.0), seed, tell)
        chosen = later.chosen
    value = worth(problem, chosen)
    return Plan(
        choice=np.where(chosen == STAY, STAY, _programme(problem, chosen)),
        value=value,
        bound=max(standing.bound, search.value),
        prices=standing.prices,
        baselines={name: worth(problem, chosen) for name, chosen in by_hand.items()},
        cpu_seconds=time.process_time() - begun,
        status="optimal" if search.proven and value >= search.value else "feasible",
        layers=layers,
    )


def _impossible(problem: Problem, conflict: mandatory.Conflict, seconds: float) -> Plan:
    nobody, free = np.full(problem.households, STAY), np.zeros_like(problem.capacity)
    return Plan(nobody, 0.0, 0.0, free, {}, seconds, "infeasible", conflict)


def _programme(problem: Problem, chosen: Ints) -> Ints:
    return problem.programme[np.maximum(chosen, 0)] if len(problem.programme) else chosen


def _run(search: Search, first: Ints, tell: Callable[[str], None]) -> None:
    """From the better of what a desk does by hand and a plan served at the prices, as far as time allows."""
    problem, standing = search.problem, search.standing
    reach = {count: reach_of(problem, standing, count) for count in (4, 20, 40)}
    search.take(first_plan(problem, standing, first, reach[20]))
    if search.gap > 1e-12 and len(problem.gain) <= SMALL:
        prove(search, 0.75 * search.left())
    if not search.proven and search.gap > ENOUGH:
        _large(search, reach, tell)
    if not search.proven:
        search.fill_up()
        search.proven = search.gap <= 1e-12


def _large(search: Search, reach: dict[int, float], tell: Callable[[str], None]) -> None:
    """Neighbourhoods, one exact programme over the tightest core, and neighbourhoods again."""
    total = search.left()

    def heard(gap: float) -> None:
        tell(f"within {gap:.4%} of the bound, {search.left():.0f} s left")

    many = 4 * search.problem.capacity.size > CORE
    search.neighbourhoods(reach[20], (0.85 if many else 0.2) * total, ENOUGH, heard)
    if not many and search.gap > ENOUGH:
        search.whole(reach[4], 0.4 * total, {})
        search.neighbourhoods(reach[20], 0.6 * search.left(), ENOUGH, heard, most=LONG)
    search.neighbourhoods(reach[40], search.left(), ENOUGH, heard, most=LONG)
