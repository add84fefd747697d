"""Nights as clear days: a stay sleeps from the day of arrival up to, and not on, the day of leaving."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta

from waystation.foundation.kernel.words import gettext_noop as _

MOST_NIGHTS = 366
WINDOW = 14
LOOK_BACK_DAYS = 30
WELFARE_CHECK_AFTER = timedelta(hours=24)

LEAVES_BEFORE_ARRIVING = _("The day of leaving must come after the day of arrival.")
TOO_MANY_NIGHTS = _("Book at most a year at a time; a stay can be made longer later.")
ARRIVAL_IS_PAST = _("The day of arrival is over. Choose today or later.")
UNTIL_IS_PAST = _("Choose today or a later day.")
UNTIL_AFTER_ARRIVAL = _("A bed is held no longer than to the day of arrival: confirm it by then.")


def nights_of(arrives_on: date, leaves_on: date) -> list[date]:
    """List the nights slept between two days, each named by the day on which it begins."""
    return [arrives_on + timedelta(days=number) for number in range((leaves_on - arrives_on).days)]


def faults_of_nights(arrives_on: date, leaves_on: date, today: date) -> dict[str, str]:
    """Say what is wrong with nights asked for, by field; nothing when they can be booked."""
    faults = {}
    if arrives_on < today:
        faults["arrives_on"] = ARRIVAL_IS_PAST
    if leaves_on <= arrives_on:
        faults["leaves_on"] = LEAVES_BEFORE_ARRIVING
    elif (leaves_on - arrives_on).days > MOST_NIGHTS:
        faults["leaves_on"] = TOO_MANY_NIGHTS
    return faults


def faults_of_hold(until_on: date, arrives_on: date, today: date) -> dict[str, str]:
    """Say what is wrong with the last day of a hold; nothing when it can stand."""
    if until_on < today:
        return {"until_on": UNTIL_IS_PAST}
    if until_on > max(arrives_on, today):
        return {"until_on": UNTIL_AFTER_ARRIVAL}
    return {}


def hold_has_lapsed(until_on: date | None, today: date) -> bool:
    """Say whether a hold is over. It lasts to the end of its last day, in UTC, so a day is all the database keeps."""
    return until_on is not None and until_on < today


def lapses_at(until_on: date) -> datetime:
    """Return the first moment at which a hold is over."""
    return datetime.combine(until_on + timedelta(days=1), time(), UTC)


def choose_beds(
    beds: Sequence[str], taken: Mapping[str, AbstractSet[date]], wanted: Sequence[Iterable[date]]
) -> list[str] | None:
    """Give each list of wanted nights a bed of its own that is free on all of them, in the order of the beds.

    Longest first, so that a bed free for the whole time is not spent on a short stay. None when they do not all fit.
    """
    left = list(beds)
    chosen: dict[int, str] = {}
    lists = [frozenset(nights) for nights in wanted]
    for number in sorted(range(len(lists)), key=lambda number: -len(lists[number])):
        fits = next((bed for bed in left if not lists[number] & taken.get(bed, frozenset())), None)
        if fits is None:
            return None
        chosen[number] = fits
        left.remove(fits)
    return [chosen[number] for number in range(len(lists))]
