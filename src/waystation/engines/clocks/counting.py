"""One legal clock and one person's facts: the day it points at, how it stands, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from waystation.engines.clocks.arithmetic import Run, Stop, WorkingDays, add, in_words, run_with_stops
from waystation.engines.clocks.conditions import Answer, Finding, judge
from waystation.engines.clocks.facts import Facts, Wrong
from waystation.engines.clocks.programmes import Clock, Count, Law, Meaning, Programme

State = Literal[
    "not_concerned", "not_started", "waiting", "open", "running", "passed", "ended", "stopped", "met", "missed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What a clock says. ``date`` is None while the clock stands or has not started.

    ``answer`` is *unknown* when something not known could change the date; then ``assuming`` says what was taken for
    granted and ``ask`` what would settle it.
    """

    id: str
    title: str
    meaning: Meaning
    answer: Answer
    state: State
    date: date | None
    days_left: int | None
    is_near: bool
    because: tuple[str, ...]
    assuming: tuple[str, ...]
    ask: tuple[str, ...]
    counsel: tuple[str, ...]


def tell(clock: Clock, programme: Programme, law: Law, facts: Facts, on: date) -> Told:
    """Read a clock on a day.

    :raises Wrong: if delays are given both one by one and as a sum.
    """
    concerns = judge(clock.condition, facts, law.facts)
    if concerns.answer == "no":
        return _told(clock, "no", "not_concerned", concerns)
    count, assuming, doubts = _variant(clock, law, facts)
    start = facts.get(count.start)
    if not isinstance(start, date):
        return _told(clock, "unknown", "not_started", concerns, ask=(count.start, *doubts.ask))
    answer: Answer = "yes" if concerns.answer == "yes" and not assuming else "unknown"
    run, why = _counted(clock, count, _length(count, programme, start), law=law, facts=facts)
    day = run.reached_on
    if day is not None and clock.roll == "next_working_day":
        rolled = law.calendars[clock.calendar].roll(day)
        if rolled != day:
            why += (
                f"{day.isoformat()} is {_why_not_working(day, law.calendars[clock.calendar])}: moved to {rolled.isoformat()}",
            )
            day = rolled
    state = _state(clock, day, facts, on)
    return Told(
        clock.id, count.title or clock.title, clock.meaning, answer, state, day,
        days_left=run.remaining if day is None else (day - on).days,
        is_near=day is not None and state in {"running", "waiting"} and 0 <= (day - on).days <= max(clock.warn_days, default=-1),
        because=(*concerns.because, *doubts.because, *why),
        assuming=assuming,
        ask=tuple(dict.fromkeys((*concerns.ask, *doubts.ask))),
        counsel=(*concerns.counsel, *doubts.counsel),
    )  # fmt: skip


def _told(clock: Clock, answer: Answer, state: State, found: Finding, ask: tuple[str, ...] = ()) -> Told:
    asked = tuple(dict.fromkeys((*found.ask, *ask)))
    return Told(
        clock.id, clock.title, clock.meaning, answer, state, None, None, is_near=False,
        because=found.because, assuming=(), ask=asked, counsel=found.counsel,
    )  # fmt: skip


def _variant(clock: Clock, law: Law, facts: Facts) -> tuple[Count, tuple[str, ...], Finding]:
    """The way of counting that applies; what had to be assumed; and the reasons or questions behind it."""
    assuming: list[str] = []
    ask: list[str] = []
    counsel: list[str] = []
    for count in clock.instead:
        found = judge(count.condition, facts, law.facts)
        if found.answer == "yes":
            return count, tuple(assuming), Finding("yes", found.because, tuple(ask), tuple(counsel))
        if found.answer == "unknown":
            ask += found.ask
            counsel += found.counsel
            assuming.append("not: " + ", ".join(law.facts[name].label for name in found.ask))
    return clock.count, tuple(assuming), Finding("yes", (), tuple(ask), tuple(counsel))


def _length(count: Count, programme: Programme, start: date) -> int:
    """How long, as the rule stood when the clock started, or as it first was if that is older than the rule."""
    if isinstance(count.length, int):
        return count.length
    length = programme.value(count.length, start)
    found = programme.parameters[count.length][0][1] if length is None else length
    if not isinstance(found, int):
        raise Wrong(f"{programme.id}: the parameter {count.length} is no number.")
    return found


def _counted(
    clock: Clock, count: Count, length: int, *, law: Law, facts: Facts
) -> tuple[Run, tuple[str, ...]]:
    start = facts[count.start]
    if not isinstance(start, date):
        raise Wrong(f"{count.start}: must be a date.")
    why = (f"{in_words(length, count.unit)} from {start.isoformat()} ({law.facts[count.start].label})",)
    if not clock.stops:
        return Run(add(start, length, count.unit, law.calendars.get(clock.calendar)), 0, None, 0), why
    stops, said = _stops(clock, law, facts)
    extra = facts.get(clock.stop_days) if clock.stop_days else None
    if isinstance(extra, int) and extra:
        if stops:
            raise Wrong(f"{clock.stop_days}: give either this or {clock.stops}, not both.")
        said = (*said, f"{extra} days left out ({law.facts[clock.stop_days].label})")
        length += extra
    return run_with_stops(start, length, stops), (*why, *said)


def _stops(clock: Clock, law: Law, facts: Facts) -> tuple[list[Stop], tuple[str, ...]]:
    fact = law.facts[clock.stops]
    given = facts.get(clock.stops, ())
    counted, said = [], []
    for stop in given if isinstance(given, tuple) else ():
        if not isinstance(stop, Stop):
            continue
        span = f"{stop.since.isoformat()} to {stop.until.isoformat() if stop.until else 'now'}"
        if clock.stops_for and stop.cause not in clock.stops_for:
            said.append(f"does not stop the clock: {fact.choices[stop.cause]} ({span})")
        else:
            counted.append(stop)
            said.append(f"stopped: {fact.choices[stop.cause]} ({span})")
    return counted, tuple(said)


def _why_not_working(day: date, calendar: WorkingDays) -> str:
    return calendar.holiday_on(day) or f"a {day:%A}"


def _state(clock: Clock, day: date | None, facts: Facts, on: date) -> State:
    done = facts.get(clock.done) if clock.done else None
    if day is None:
        return "stopped"
    if isinstance(done, date):
        if clock.meaning == "earliest":
            return "met" if done >= day else "missed"
        return "met" if done <= day else "missed"
    is_past = on > day
    states: Mapping[Meaning, tuple[State, State]] = {
        "earliest": ("waiting", "open"),
        "latest": ("running", "passed"),
        "ends": ("running", "ended"),
    }
    return states[clock.meaning][is_past or (clock.meaning == "earliest" and on == day)]
