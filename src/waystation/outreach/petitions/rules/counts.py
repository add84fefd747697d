"""What may be shown of counts: batches of at least k, small countries together, milestones."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

# At least so many entries enter the log at once, in an order nobody can know (T-23).
FEWEST = 50
FEWEST_WHERE_DANGEROUS = 100
LARGEST_BATCH = 2000  # so that whoever signs meanwhile waits for less than a tenth of a second

SMALL_COUNTRY = 20
ROUNDED_TO = 10

CONFIRM_DAYS = 3
SETTLE_AFTER = timedelta(days=CONFIRM_DAYS)

_LADDER = (100, 250, 500, 1_000, 2_500, 5_000)


def fewest(*, is_dangerous: bool) -> int:
    """Return how many entries must wait before any of them is counted."""
    return FEWEST_WHERE_DANGEROUS if is_dangerous else FEWEST


def next_goal(goals: Sequence[int], count: int) -> int:
    """Return the milestone worked towards: the author's, then ever rounder numbers."""
    for goal in sorted(goals):
        if goal > count:
            return goal
    step = 1
    while True:
        for rung in _LADDER:
            if rung * step > count:
                return rung * step
        step *= 100


def shown_countries(counts: Mapping[str, int]) -> tuple[list[tuple[str, int]], int]:
    """Return countries with at least twenty signatures, rounded down to tens, and the rest as one rounded number.

    The largest come first. No exact small number is ever shown, nor can one be had by subtraction (T-19).
    """
    shown = {
        code: count // ROUNDED_TO * ROUNDED_TO
        for code, count in counts.items()
        if code and count >= SMALL_COUNTRY
    }
    rest = sum(counts.values()) - sum(shown.values())
    ordered = sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))
    return ordered, rest // ROUNDED_TO * ROUNDED_TO


def grace_is_over(closed_on: date | None, today: date) -> bool:
    """Say whether nobody can confirm any more."""
    return closed_on is not None and today > closed_on + SETTLE_AFTER
