"""Which counters may be said so that nobody can see one person write.

A number is said in steps of five, from five on, and only once a day. Each cell lags behind the truth by a secret number of zero
to four that never changes: somebody who writes four letters of their own and watches the step still does not learn how many others
wrote. Sums are sums of what is shown, so that no hidden number can be worked out by subtraction (T-38).
"""

from collections.abc import Iterable

STEP = 5


def shown(count: int, lag: int) -> int:
    """Return what may be said of a count: at least so many; 0 where nothing may be said.

    :raises ValueError: a lag that is none.
    """
    if not 0 <= lag < STEP:
        raise ValueError(lag)
    return max(0, count - lag) // STEP * STEP


def total(said: Iterable[int]) -> int:
    """Return the sum that may be said: of what is shown, never of what is hidden."""
    return sum(said)
