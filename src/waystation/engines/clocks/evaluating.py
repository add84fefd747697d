"""One person's facts against the law of a day: for each programme yes, no, or not known and what to ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from waystation.engines.clocks.conditions import Answer, Finding, judge
from waystation.engines.clocks.counting import Told, tell
from waystation.engines.clocks.facts import Facts
from waystation.engines.clocks.programmes import Citation, Law, Programme, Standing


@dataclass(frozen=True, slots=True)
class Judged:
    """One condition of a programme and what the facts say of it."""

    id: str
    title: str
    answer: Answer
    because: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What one programme says of a person on a day.

    ``answer``: whether it concerns and may serve the person now. ``would`` is the answer of the facts alone, whatever
    the standing of the rule. A proposed rule is computed as a what-if and never as a deadline.
    """

    programme: Programme
    on: date
    standing: Standing
    answer: Answer
    would: Answer
    because: tuple[str, ...]
    ask: tuple[str, ...]
    counsel: tuple[str, ...]
    conditions: tuple[Judged, ...]
    clocks: tuple[Told, ...]
    held_by: tuple[Programme, ...]

    @property
    def is_what_if(self) -> bool:
        """Whether the rule is a proposal, or not yet in force."""
        return self.standing in {"proposed", "not_yet"}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of the rule."""
        return tuple(self.programme.citations)

    @property
    def version(self) -> str:
        """The version of the rule: the day it was checked and a mark of its text."""
        return self.programme.version


def evaluate(law: Law, facts: Facts, on: date, only: Iterable[str] = ()) -> list[Result]:
    """Judge the programmes that look at any fact given, or those asked for by id.

    :raises Wrong: naming a fact that contradicts another.
    """
    wanted = set(only)
    chosen = [
        programme
        for programme in law.programmes.values()
        if (programme.id in wanted if wanted else programme.facts() & set(facts))
    ]
    return [judge_programme(law, programme, facts, on) for programme in chosen]


def judge_programme(law: Law, programme: Programme, facts: Facts, on: date) -> Result:
    """Judge one programme.

    :raises Wrong: naming a fact that contradicts another.
    """
    applies = judge(programme.applies, facts, law.facts)
    conditions = tuple(
        _judged(condition.id, condition.title, judge(condition.tree, facts, law.facts))
        for condition in programme.conditions
    )
    standing = law.standing(programme, on)
    is_told = applies.answer != "no" and standing != "ended"
    clocks = tuple(tell(clock, programme, law, facts, on) for clock in programme.clocks if is_told)
    would = _all([applies.answer, *(condition.answer for condition in conditions), _started(clocks)])
    holds = tuple(law.holds_on(programme, on))
    said = _about_standing(programme, standing, on, holds)
    telling = [condition for condition in conditions if condition.answer == would]
    return Result(
        programme=programme,
        on=on,
        standing=standing,
        answer="no" if standing in {"ended", "suspended", "not_yet"} else would,
        would=would,
        because=_unique(
            [
                *said,
                *(applies.because if would in {applies.answer, "yes"} else ()),
                *_reasons(telling),
            ]
        ),
        ask=_unique([*applies.ask, *(name for one in conditions for name in one.ask)])
        if would == "unknown"
        else (),
        counsel=applies.counsel,
        conditions=conditions,
        clocks=clocks,
        held_by=holds,
    )


def _judged(name: str, title: str, found: Finding) -> Judged:
    return Judged(name, title, found.answer, found.because, found.ask)


def _reasons(conditions: Iterable[Judged]) -> Iterable[str]:
    for condition in conditions:
        yield f"{condition.title}: {condition.answer if condition.answer != 'unknown' else 'not known'}"
        yield from condition.because


def _all(answers: list[Answer]) -> Answer:
    return "no" if "no" in answers else "unknown" if "unknown" in answers else "yes"


def _started(clocks: tuple[Told, ...]) -> Answer:
    """A rule whose every clock waits for a day nobody has named says nothing yet."""
    states = {clock.state for clock in clocks}
    return "unknown" if "not_started" in states and states <= {"not_started", "not_concerned"} else "yes"


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _about_standing(
    programme: Programme, standing: Standing, on: date, holds: tuple[Programme, ...]
) -> list[str]:
    """What the standing of the rule on the day has to do with the answer."""
    said: Mapping[Standing, str] = {
        "not_yet": f"not in force on {on.isoformat()}: begins on {programme.valid_from.isoformat()}",
        "ended": f"no longer in force on {on.isoformat()}: ended on {programme.valid_to}",
        "proposed": "only proposed: a what-if, never a deadline",
        "suspended": "suspended",
        "in_force": "",
    }
    found = [said[standing]] if said[standing] else []
    return found + [f"{hold.title} ({hold.id}), since {hold.valid_from.isoformat()}" for hold in holds]


def all_questions(results: Iterable[Result]) -> dict[str, list[str]]:
    """Every fact still to ask for, with the programmes it would settle."""
    questions: dict[str, list[str]] = {}
    for result in results:
        for name in _unique([*result.ask, *(name for clock in result.clocks for name in clock.ask)]):
            questions.setdefault(name, []).append(result.programme.id)
    return questions
