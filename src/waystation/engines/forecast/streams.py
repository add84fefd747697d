"""Chance that belongs to a person, not to a computer: counter-based streams (Philox 4×64, Salmon et al., SC 2011).

Person *i* of draw *d* has the same eight numbers whoever computes them, in whatever blocks, on however many workers, and
under every policy: what differs between two policies is the policies.
"""

import numpy as np
from numpy.typing import NDArray

Grains = NDArray[np.uint16]
_PER_COUNTER = 4
_STREAMS = 2


def grains(seed: int, draw: int, stream: int, first: int, last: int) -> Grains:
    """Four numbers from 0 to 65,535 for each person from ``first`` up to ``last``: one row a person."""
    skipped = first % _PER_COUNTER
    source = np.random.Philox(key=[seed, draw * _STREAMS + stream], counter=first // _PER_COUNTER)
    words = np.asarray(source.random_raw(last - first + skipped), dtype="<u8")[skipped:]
    return words.view("<u2").reshape(-1, _PER_COUNTER)
