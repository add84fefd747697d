"""Places by the month, first come first served."""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
# Quotas are counted in thousandths of a place, so that whole numbers decide and every machine decides alike.
MILLI = 1_000


def served_by(ready: Counts, quota_milli: int | None) -> Counts:
    """How many have been given a place by the end of each month, of those ``ready`` month by month.

    S(t) = A(t) − B(t), B(t) = max(0, B(t−1) + a(t) − q): places not used lapse. A larger quota never serves fewer by any
    month, because S(t) = min over s ≤ t of A(s) + q·(t − s).
    """
    asked = np.cumsum(ready)
    if quota_milli is None:
        return asked
    backlog = 0
    served = np.empty(len(ready), dtype=np.int64)
    for month, count in enumerate(ready.tolist()):
        backlog = max(0, backlog + count * MILLI - quota_milli)
        # Somebody who has part of a place is still waiting.
        served[month] = asked[month] - -(-backlog // MILLI)
    return served


def in_order(keys: NDArray[np.intp], width: int) -> tuple[NDArray[np.intp], Counts]:
    """Positions in the order of their keys, and how many there are of each key."""
    small = width <= np.iinfo(np.uint16).max
    # Sixteen bits are sorted by counting, several times faster.
    order = np.argsort(keys.astype(np.uint16) if small else keys, kind="stable")
    return order, np.bincount(keys, minlength=width).astype(np.int64)
