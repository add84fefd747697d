"""Delays in whole months: a distribution rounded at random so that its mean stays, as a table of equally likely outcomes."""

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from waystation.engines.forecast.parameters import Shape

Table = NDArray[np.uint8]
GRAIN = 65_536
_POINTS = 1_024


@dataclass(frozen=True, slots=True)
class Delay:
    """How long something takes: mean in months, and how people differ."""

    mean: float
    shape: Shape = "fixed"
    spread: float = 0.0


@lru_cache(maxsize=1)
def _shares() -> NDArray[np.float64]:
    return (np.arange(_POINTS) + 0.5) / _POINTS


@lru_cache(maxsize=1)
def _normal() -> NDArray[np.float64]:
    inverse = NormalDist().inv_cdf
    return np.array([inverse(float(share)) for share in _shares()])


def quantiles(delay: Delay) -> NDArray[np.float64]:
    """The delay at equally spaced shares of people, shortest first."""
    if delay.shape == "uniform":
        return delay.mean * (1.0 - delay.spread + 2.0 * delay.spread * _shares())
    if delay.shape == "exponential":
        return -delay.mean * np.log1p(-_shares())
    if delay.shape == "lognormal":
        return delay.mean * np.exp(delay.spread * _normal() - delay.spread**2 / 2.0)
    return np.array([delay.mean])


def reached(delay: Delay, window: int) -> NDArray[np.float64]:
    """The share of people for whom the delay, rounded up or down at random, is at most 0, 1, … months.

    A delay of 2.3 months is 2 for seven in ten and 3 for three in ten: P(D > k) = E[min(1, max(0, X − k))].
    """
    longer = quantiles(delay)[None, :] - np.arange(window)[:, None]
    share: NDArray[np.float64] = 1.0 - np.clip(longer, 0.0, 1.0).mean(axis=1)
    return share


@lru_cache(maxsize=4_096)
def outcomes(delay: Delay, window: int, ever: float = 1.0) -> Table:
    """65,536 equally likely outcomes in months, shortest first; ``window`` stands for later or never.

    ``ever`` is the share of people to whom it happens at all. A longer delay is nowhere shorter in the table.
    """
    edges = np.rint(GRAIN * min(1.0, max(0.0, ever)) * reached(delay, window)).astype(np.int64)
    counts = np.diff(edges, prepend=0, append=GRAIN)
    table = np.repeat(np.arange(window + 1, dtype=np.uint8), counts)
    table.flags.writeable = False
    return table


def share_in_grains(share: float) -> int:
    """A share as a number of the 65,536 outcomes."""
    return math.floor(GRAIN * min(1.0, max(0.0, share)) + 0.5)
