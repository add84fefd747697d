"""Noise for a published total, drawn exactly: the discrete Laplace distribution by integers alone.

Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (NeurIPS 2020), algorithms 1 and 2. A number
n is said with probability proportional to exp(-epsilon |n - true|), so that one person more or less makes nothing more
than e^epsilon times as likely. Drawn with floating-point numbers the lowest digits would give the true number away
(Mironov, CCS 2012); here every step is a comparison of whole numbers (T-58).
"""

import math
import secrets
from collections.abc import Callable
from fractions import Fraction

THOUSAND = 1000
CONFIDENCE = 0.95
Below = Callable[[int], int]


def draw(thousandths: int, below: Below = secrets.randbelow) -> int:
    """Return noise for an epsilon given in thousandths; ``below(n)`` gives a fair whole number under n, secret by default.

    :raises ValueError: no epsilon.
    """
    if thousandths <= 0:
        raise ValueError("noise needs an epsilon above zero")
    scale = Fraction(THOUSAND, thousandths)
    wide, narrow = scale.numerator, scale.denominator
    while True:
        low = below(wide)
        if not _exp(Fraction(low, wide), below):
            continue
        high = 0
        while _exp(Fraction(1), below):
            high += 1
        size = (low + wide * high) // narrow
        is_minus = below(2) == 1
        if not (is_minus and size == 0):  # zero has no sign, or it would come twice as often
            return -size if is_minus else size


def _exp(power: Fraction, below: Below) -> bool:
    """Return true with probability exp(-power), for a power between nought and one."""
    turn = 1
    while below(power.denominator * turn) < power.numerator:
        turn += 1
    return turn % 2 == 1


def within(thousandths: int) -> int:
    """Return how far the said number lies from the true one at most, in 95 of 100 cases."""
    fades = math.exp(-thousandths / THOUSAND)
    return max(0, math.ceil(math.log((1 - CONFIDENCE) * (1 + fades) / 2, fades)) - 1)


def probability(number: int, thousandths: int) -> float:
    """Return how likely a number is drawn: what tests compare with."""
    fades = math.exp(-thousandths / THOUSAND)
    return (1 - fades) / (1 + fades) * float(fades ** abs(number))
