"""Intervals for a number that was never seen: of the constant, lognormal, and of the multinomial profile likelihood."""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, xlogy

from waystation.engines.estimation.fitting import fit
from waystation.engines.estimation.table import Bools, Floats

Z = 1.959963984540054
_DROP = 1.920729410347062  # half the 95 % point of chi-square with one degree of freedom
_POINTS = 25
_ROUNDS = 7
_DOUBLINGS = 40
Interval = tuple[float, float | None]


@dataclass(frozen=True)
class Profile:
    """Where the multinomial likelihood is highest, and as far as it stays within 95 %; ``upper`` may be unbounded."""

    point: float
    lower: float
    upper: float | None


def of_constant(observed: int, unseen: float, spread: float) -> Interval:
    """``n + exp(b0 ± z se(b0))``, the interval of Chan, Silverman and Vincent (2021)."""
    reach = min(Z * spread, 600.0)
    return observed + unseen * float(np.exp(-reach)), _finite(observed + unseen * float(np.exp(reach)))


def lognormal(observed: int, unseen: float, variance: float) -> Interval:
    """``n + f0/C`` to ``n + f0·C`` with C = exp(z sqrt(log(1 + var/f0²))) (Chao 1987, Biometrics 43)."""
    if unseen <= 0:
        return float(observed), float(observed)
    factor = float(np.exp(Z * np.sqrt(np.log1p(variance / unseen**2))))
    return observed + unseen / factor, _finite(observed + unseen * factor)


def standard_error(unseen: float, spread: float) -> float:
    """Of the total: Poisson noise of those unseen, and what is not known of their mean (Cormack 1989)."""
    return float(np.sqrt(unseen + (unseen * spread) ** 2))


def _finite(value: float) -> float | None:
    return value if value < 1e15 else None


@dataclass(frozen=True, eq=False)
class _Likelihood:
    """The multinomial likelihood of a model as a function of how many were not seen."""

    design: Floats
    counts: Floats
    kept: Bools

    def __call__(self, unseen: Floats) -> Floats:
        rows = len(unseen)
        counts = np.column_stack([unseen, np.broadcast_to(self.counts, (rows, len(self.counts)))])
        kept = np.concatenate([[True], self.kept])
        active = np.ones((rows, self.design.shape[1]), dtype=bool)
        constant = np.zeros((1, self.design.shape[1]))
        constant[0, 0] = 1.0
        found = fit(np.vstack([constant, self.design]), counts, active, np.broadcast_to(kept, counts.shape))
        total = counts.sum(axis=1)
        shares = np.maximum(found.expected, 1e-300) / total[:, None]
        ways = gammaln(total + 1.0) - gammaln(unseen + 1.0)
        return np.asarray(ways + xlogy(counts, shares).sum(axis=1))


def profile(design: Floats, counts: Floats, kept: Bools, guess: float) -> Profile:
    """Profile likelihood of the total under one model (Cormack 1992, Biometrics 48), those unseen as a real number."""
    height = _Likelihood(design, counts, kept)
    observed = float(counts.sum())
    best, top = _summit(height, max(guess, 1.0))
    lower, upper = 0.0, _above(height, best, top)
    if height(np.array([0.0]))[0] < top - _DROP:
        lower = _crossing(height, 0.0, best, top)
    return Profile(observed + best, observed + lower, None if upper is None else observed + upper)


def _summit(height: _Likelihood, guess: float) -> tuple[float, float]:
    low, high = guess / 8.0, guess * 8.0
    best, top = guess, -np.inf
    for _ in range(_ROUNDS + 3):
        points = np.linspace(low, high, _POINTS, dtype=np.float64)
        heights = height(points)
        place = int(np.argmax(heights))
        best, top = float(points[place]), float(heights[place])
        step = points[1] - points[0]
        low, high = max(best - step, 0.0), best + step
        if place == len(points) - 1:
            high = best * 8.0
    return best, top


def _above(height: _Likelihood, best: float, top: float) -> float | None:
    tried = np.asarray((best + 1.0) * 2.0 ** np.arange(1, _DOUBLINGS), dtype=np.float64)
    for start in range(0, len(tried), 4):
        fallen = height(tried[start : start + 4]) < top - _DROP
        if fallen.any():
            place = start + int(np.argmax(fallen))
            return _crossing(height, float(tried[place]), best, top)
    return None


def _crossing(height: _Likelihood, outside: float, inside: float, top: float) -> float:
    """Where the likelihood falls below what 95 % allow, between a point that is out and one that is in."""
    for _ in range(_ROUNDS):
        points = np.linspace(outside, inside, _POINTS)
        is_in = height(points) >= top - _DROP
        place = max(int(np.argmax(is_in)), 1)
        outside, inside = float(points[place - 1]), float(points[place])
    return (outside + inside) / 2.0
