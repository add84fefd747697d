"""What a place is worth: the harm a household is expected to be spared by it."""

import numpy as np
from numpy.typing import ArrayLike

from waystation.engines.placement.fields import Floats


def survival_gain(
    *,
    persons: ArrayLike,
    hazard: ArrayLike,
    delay_shape: ArrayLike,
    delay_scale: ArrayLike,
    route_risk: ArrayLike = 0.0,
    horizon_days: float = 365.0,
) -> Floats:
    """Persons expected to be spared harm by one programme, against staying for the whole horizon.

    ``persons × [(1 − route_risk) × (1 + hazard × scale)^(−shape) − exp(−hazard × horizon)]``: the first
    term is the chance of being unharmed when a gamma-distributed delay ends (its Laplace transform at
    the hazard, per day), the second the chance of being unharmed if nobody comes. It is bounded by the
    number of persons, so that a few extreme hazards cannot swallow every place, and it may be negative
    where the way is more dangerous than waiting. Because the objective is linear in the assignment, the
    expectation over delays is exact. Arguments broadcast.

    Source: survival form after Aalen, Borgan and Gjessing, *Survival and Event History Analysis* (2008),
    chapter 6 (gamma Laplace transform).
    """
    people, per_day = np.asarray(persons, dtype=np.float64), np.asarray(hazard, dtype=np.float64)
    shape, scale = np.asarray(delay_shape, dtype=np.float64), np.asarray(delay_scale, dtype=np.float64)
    reached = (1.0 - np.asarray(route_risk, dtype=np.float64)) * np.exp(-shape * np.log1p(per_day * scale))
    spared: Floats = np.asarray(people * (reached - np.exp(-per_day * horizon_days)), dtype=np.float64)
    return spared


def fit_bonus(
    *,
    persons: ArrayLike,
    fit: ArrayLike,
    days_to_work: ArrayLike,
    weight: float = 0.02,
    patience_days: float = 200.0,
) -> Floats:
    """The small second term of a gain: language and kin fit, and how soon one may work.

    ``weight × persons × (fit + exp(−days_to_work / patience_days))``; arguments broadcast.
    """
    soon = np.exp(-np.asarray(days_to_work, dtype=np.float64) / patience_days)
    bonus: Floats = np.asarray(weight * np.asarray(persons, dtype=np.float64) * (np.asarray(fit) + soon))
    return bonus
