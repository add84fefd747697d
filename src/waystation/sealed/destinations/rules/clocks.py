"""Legal clocks: days that run, stop for a cause and run again; every date is computed, none is kept (machine P)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.destinations.rules.people import SECOND_EYES

# How many days each takes, and whether delays may stop it. A US asylum seeker may ask for a work permit after 150
# days and get it after 180, not counting delays they asked for or caused (8 CFR 208.7); the claim itself must be
# lodged within a year of arrival (8 USC 1158(a)(2)(B)), and nothing stops that one.
KINDS: dict[str, tuple[str, int, bool]] = {
    "work_permit_ask": (_("May ask for a work permit (150 days)"), 150, True),
    "work_permit": (_("Work permit may be granted (180 days)"), 180, True),
    "one_year": (_("Claim must be lodged (one year)"), 365, False),
    "appeal": (_("Last day to appeal"), 30, False),
    "renewal": (_("Permit must be renewed"), 365, False),
    "other": (_("Another period"), 30, True),
}
CAUSES: dict[str, str] = {
    "biometrics": _("Missed the taking of fingerprints"),
    "rescheduled": _("We asked for another date of the interview"),
    "continuance": _("We asked for more time"),
    "papers": _("Papers were not handed in"),
    "court": _("The court or the authority stopped it"),
}
MOST_DAYS = 3660
_CAN_STOP = Need("can_stop", lambda facts: facts["can_stop"], _("Nothing stops this period."))
_DUE = Need("due", lambda facts: facts["is_due"], _("The day has not come."))

CLOCK = Machine(
    name="clock",
    states={
        "running": _("Running"),
        "stopped": _("Stopped"),
        "reached": _("Reached"),
        "cancelled": _("Cancelled"),
    },
    start="running",
    ends=frozenset({"reached", "cancelled"}),
    transitions=(
        Transition("stop", "running", "stopped", SECOND_EYES, _("Stop"), (_CAN_STOP,)),
        Transition("resume", "stopped", "running", SECOND_EYES, _("Let it run again")),
        Transition("reach", "running", "reached", SECOND_EYES, _("Reached"), (_DUE,)),
        *(
            Transition("cancel", state, "cancelled", SECOND_EYES, _("Cancel"))
            for state in ("running", "stopped")
        ),
    ),
)
NOT_IN_ORDER = _("The day does not fit: it lies before the last change or in the future.")
DAYS_NEEDED = _("Give a number of days between 1 and 3660.")


@dataclass(frozen=True)
class Stop:
    """A stretch in which a clock stood still; ``until`` is None while it still does."""

    since: date
    until: date | None
    cause: str


def days_stopped(stops: Sequence[Stop], on: date) -> int:
    """Count the days up to ``on`` that do not count. The first day of a stop is the first that does not."""
    return sum(max((min(stop.until or on, on) - stop.since).days, 0) for stop in stops)


def days_run(started_on: date, stops: Sequence[Stop], on: date) -> int:
    """Count the days that have counted up to ``on``."""
    return max((on - started_on).days, 0) - days_stopped(stops, on)


def due_on(started_on: date, days: int, stops: Sequence[Stop], on: date) -> date | None:
    """Return the day on which the last of the days is over; None while the clock stands still."""
    if any(stop.until is None for stop in stops):
        return None
    return started_on + timedelta(days=days + days_stopped(stops, max(on, _last(stops, on))))


def fits(started_on: date, stops: Sequence[Stop], changed_on: date, today: date) -> bool:
    """Say whether the clock may be stopped or let run on that day: never before its last change, never ahead."""
    last = max([started_on, *(stop.until or stop.since for stop in stops)])
    return last <= changed_on <= today


def _last(stops: Sequence[Stop], on: date) -> date:
    return max([on, *(stop.until for stop in stops if stop.until is not None)])
