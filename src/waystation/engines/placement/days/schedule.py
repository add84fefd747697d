"""Day by day: the best schedule found in the time given, what it is better than, and what none can beat."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from waystation.engines.placement.days import greedy
from waystation.engines.placement.days.calendar import Calendar
from waystation.engines.placement.days.columns import Columns, placed
from waystation.engines.placement.days.master import Master, Relaxed
from waystation.engines.placement.days.search import Search
from waystation.engines.placement.fields import Floats, InstanceUnreadable, Ints

SECONDS = 60.0
"""CPU seconds a schedule may take when nobody says."""

PRICING = 0.45
"""The share of the time after which prices are taken as they are."""

ENOUGH = 1e-5


@dataclass(frozen=True)
class Schedule:
    """``plans`` holds leg, pick-up day, shelter, programme and departure for each household, −1 at home.

    A programme of −1 means sheltered to the end; the departure is then the day after the last. ``bound``
    follows from ``prices``, one for each row of places, alone.
    """

    plans: Ints
    value: float
    bound: float
    prices: Floats
    baselines: dict[str, float]
    cpu_seconds: float
    status: str
    reserve: Floats
    expected: bool


def schedule(
    calendar: Calendar,
    *,
    seconds: float = SECONDS,
    seed: int = 0,
    expected: bool = False,
    reserve: float = 0.0,
    tell: Callable[[str], None] = lambda _line: None,
) -> Schedule:
    """Plan who is fetched when and stays where, within CPU ``seconds``: the longer, the better.

    With ``expected``, the nights after a planned departure count with the chance that the visa is late,
    and ``reserve`` says how many standard deviations of the number who stay are held back in beds.

    :raises InstanceUnreadable: when no schedule was found that fetches all mandatory households.
    """
    begun = time.process_time()
    deadline = begun + seconds
    columns = Columns(calendar, expected=expected)
    bonus = _bonus(columns)
    held = _held(columns, bonus, reserve)
    master = Master(columns, bonus, reserve=held)
    urgent = greedy.urgency_first(columns, master.capacity, bonus)
    first = greedy.first_come(columns, master.capacity, bonus)
    baselines = {"urgency_first": urgent.value, "first_come": first.value}
    for standing in (urgent, *_shuffled(columns, master, bonus, seed)):
        master.take(standing.plans)
    relaxed = master.relax(begun + PRICING * seconds, tell)
    search = Search(
        columns, relaxed, _start(columns, master, relaxed, (urgent, first)), seed=seed, deadline=deadline
    )
    search.run(ENOUGH, tell)
    standing = search.standing
    missing = np.flatnonzero(calendar.mandatory & ~placed(standing.plans))
    if len(missing):
        raise InstanceUnreadable(_missing(columns, missing, relaxed))
    relief = float(bonus.sum())
    return Schedule(
        plans=standing.plans,
        value=standing.value,
        bound=max(relaxed.bound - relief, standing.value),
        prices=relaxed.row,
        baselines=baselines,
        cpu_seconds=time.process_time() - begun,
        status="optimal" if relaxed.bound - relief - standing.value <= 1e-9 * max(standing.value, 1.0) else "feasible",
        reserve=held,
        expected=expected,
    )  # fmt: skip


def _held(columns: Columns, bonus: Floats, reserve: float) -> Floats:
    """The beds held back on each night: so many standard deviations of who stays, as it is by urgency."""
    if not reserve:
        return np.zeros(columns.calendar.beds.shape)
    urgent = greedy.urgency_first(columns, columns.rows.capacity(), bonus)
    return np.minimum(reserve * columns.spread(urgent.plans), columns.calendar.beds)


def _bonus(columns: Columns) -> Floats:
    """For the mandatory more than all gains together, so that they come before any of them."""
    calendar = columns.calendar
    most = float((columns.stake * (calendar.days + calendar.terminal_days)).sum()) + 1.0
    return np.where(calendar.mandatory, most, 0.0)


def _shuffled(columns: Columns, master: Master, bonus: Floats, seed: int) -> list[greedy.Standing]:
    """A few more schedules to begin from, urgency mixed with chance."""
    random = np.random.default_rng([seed, 1])
    danger = columns.calendar.danger
    free = np.zeros_like(master.capacity)
    orders = [np.argsort(-danger * random.uniform(0.3, 3.0, len(danger)), kind="stable") for _ in range(6)]
    return [
        greedy.serve(master.pricer, greedy.empty(columns, master.capacity), order, free, bonus)
        for order in orders
    ]


def _start(
    columns: Columns, master: Master, relaxed: Relaxed, others: tuple[greedy.Standing, ...]
) -> greedy.Standing:
    """Serve at the prices, then whoever still fits; or one of the others, when that is better."""
    order = np.lexsort((-relaxed.worth, -relaxed.bonus))
    priced = greedy.empty(columns, master.capacity)
    for row in (relaxed.row, np.zeros_like(relaxed.row)):
        priced = greedy.serve(master.pricer, priced, order, row, relaxed.bonus)
    rated = [(float(relaxed.bonus[placed(one.plans)].sum()) + one.value, one) for one in (*others, priced)]
    return max(rated, key=lambda pair: pair[0])[1]


def _missing(columns: Columns, missing: Ints, relaxed: Relaxed) -> str:
    """Who could not be fetched, and which places the mandatory compete for."""
    calendar, rows = columns.calendar, columns.rows
    alone = [h for h in missing.tolist() if relaxed.worth[h] <= 0.0]
    if alone:
        return f"mandatory: household {alone[0]} must be fetched but no plan at all is open to it."
    edges = {"seats": rows.seats, "escorts": rows.escorts, "exits": rows.exits, "beds": rows.beds,
             "quota": rows.quota, "apart": rows.apart}  # fmt: skip
    ends = [*list(edges.values())[1:], rows.count]
    wanted = [
        name for (name, first), end in zip(edges.items(), ends, strict=True) if relaxed.row[first:end].max(initial=0) > 1.0
    ]  # fmt: skip
    listed = ", ".join(map(str, missing[:12].tolist()))
    over = " and ".join(wanted) if wanted else "places"
    everyone = int(calendar.mandatory.sum())
    return f"mandatory: of {everyone} households, no schedule was found that also fetches {listed}; they compete for {over}."
