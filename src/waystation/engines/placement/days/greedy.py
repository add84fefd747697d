"""One household after another, each taking its best plan that still fits: baselines and first schedules."""

from dataclasses import dataclass

import numpy as np

from waystation.engines.placement.days.calendar import HOME
from waystation.engines.placement.days.columns import LEG, Columns, nobody
from waystation.engines.placement.days.pricing import Pricer
from waystation.engines.placement.fields import Floats, Ints

TRIES = 2
"""Plans tried for one household, should the first one not fit by a rounding error."""


@dataclass
class Standing:
    """Plans that hold, what is left of every row, and what they are worth."""

    plans: Ints
    left: Floats
    value: float


def empty(columns: Columns, capacity: Floats) -> Standing:
    """Everybody at home."""
    return Standing(nobody(columns.calendar), capacity.copy(), 0.0)


def place(columns: Columns, standing: Standing, household: int, plan: Ints) -> None:
    """Give a household a plan and take what it uses."""
    at, much = columns.uses(household, plan)
    standing.left[at] -= much
    standing.plans[household] = plan
    standing.value += columns.gain(household, plan)


def remove(columns: Columns, standing: Standing, household: int) -> None:
    """Take a household's plan back."""
    if standing.plans[household, LEG] == HOME:
        return
    at, much = columns.uses(household, standing.plans[household])
    standing.left[at] += much
    standing.value -= columns.gain(household, standing.plans[household])
    standing.plans[household] = HOME


def serve(pricer: Pricer, standing: Standing, order: Ints, row: Floats, bonus: Floats) -> Standing:
    """Let the households choose in ``order``, each the plan that is best at the prices and fits."""
    columns = pricer.columns
    for household in order.tolist():
        if standing.plans[household, LEG] != HOME:
            continue
        table = pricer.table(np.array([household]), row, standing.left)
        for _, plan in pricer.good(table, 1e-9 - bonus[[household]], TRIES):
            used, much = columns.uses(household, plan)
            if (standing.left[used] >= much - 1e-6).all():
                place(columns, standing, household, plan)
                break
    return standing


def urgency_first(columns: Columns, capacity: Floats, must: Floats) -> Standing:
    """Serve by danger a day, the mandatory before all others: what a careful desk does by hand."""
    order = np.lexsort((-columns.calendar.danger, -must))
    return serve(Pricer(columns), empty(columns, capacity), order, np.zeros_like(capacity), must)


def first_come(columns: Columns, capacity: Floats, must: Floats) -> Standing:
    """Serve in the order listed, the mandatory before all others."""
    order = np.argsort(-must, kind="stable")
    return serve(Pricer(columns), empty(columns, capacity), order, np.zeros_like(capacity), must)
