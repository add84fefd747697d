"""Whether the programme files hold: every vector, every source, every date by which somebody must look again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase

from waystation.engines.clocks.evaluating import judge_programme
from waystation.engines.clocks.facts import Wrong, read_facts
from waystation.engines.clocks.programmes import Law, Programme, Vector

_FEWEST_VECTORS = 2
_SOON = timedelta(days=30)
_LONGEST_PROPOSAL = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one programme; a warning does not fail the check."""

    programme: str
    what: str
    is_warning: bool = False


def check(law: Law, on: date) -> list[Problem]:
    """Everything wrong on a day."""
    found: list[Problem] = []
    for programme in law.programmes.values():
        found += _about_sources(programme, on)
        found += _about_vectors(law, programme)
        found += _about_marks(law, programme)
    asked = {name for programme in law.programmes.values() for name in programme.facts()}
    found += [
        Problem("_facts", f"no programme asks for {name}", is_warning=True)
        for name in law.facts
        if name not in asked
    ]
    return found


def _about_sources(programme: Programme, on: date) -> Iterator[Problem]:
    if not programme.citations:
        yield Problem(programme.id, "has no citation")
    if programme.review_due < on:
        yield Problem(programme.id, f"its review was due on {programme.review_due.isoformat()}")
    elif programme.review_due <= on + _SOON:
        yield Problem(
            programme.id, f"its review is due on {programme.review_due.isoformat()}", is_warning=True
        )
    if programme.checked_on > on:
        yield Problem(programme.id, f"was checked on {programme.checked_on.isoformat()}, which is to come")
    if programme.status == "proposed" and on - programme.valid_from > _LONGEST_PROPOSAL:
        yield Problem(programme.id, "has been a proposal for more than a year")
    if programme.status == "historic" and programme.valid_to is None:
        yield Problem(programme.id, "is historic and has no last day")


def _about_vectors(law: Law, programme: Programme) -> Iterator[Problem]:
    if len(programme.vectors) < _FEWEST_VECTORS:
        yield Problem(programme.id, f"has {len(programme.vectors)} test vectors, needs {_FEWEST_VECTORS}")
    for vector in programme.vectors:
        for what in run_vector(law, programme, vector):
            yield Problem(programme.id, f"vector “{vector.name}”: {what}")


def run_vector(law: Law, programme: Programme, vector: Vector) -> list[str]:
    """What comes out otherwise than the vector says."""
    try:
        facts = read_facts(vector.facts, law.facts)
        result = judge_programme(law, programme, facts, vector.on)
    except Wrong as wrong:
        return [str(wrong)]
    clocks = {clock.id: clock for clock in result.clocks}
    wrong_ones = []
    for name, expected in vector.expect.items():
        if name in {"answer", "would", "standing"}:
            found: object = getattr(result, name)
        elif name in {condition.id for condition in result.conditions}:
            found = next(condition.answer for condition in result.conditions if condition.id == name)
        elif name.removesuffix("_state") in clocks and name.endswith("_state"):
            found = clocks[name.removesuffix("_state")].state
        elif name in clocks:
            found = clocks[name].date
        else:
            found = "nothing of that name"
        if found != expected:
            wrong_ones.append(f"{name} is {found}, not {expected}")
    return wrong_ones


def _about_marks(law: Law, programme: Programme) -> Iterator[Problem]:
    for pattern in programme.marks:
        if not any(fnmatchcase(name, pattern) for name in law.programmes):
            yield Problem(programme.id, f"marks {pattern}, and there is none")
    is_held = any(hold.effect == "suspends" for hold in _holds(law.programmes.values(), programme))
    if (programme.status == "suspended") != is_held:
        yield Problem(
            programme.id, "is called suspended exactly when a hold that suspends marks it; here it differs"
        )


def _holds(programmes: Iterable[Programme], programme: Programme) -> list[Programme]:
    """Holds without a last day that mark a programme."""
    return [
        hold
        for hold in programmes
        if hold.kind == "hold"
        and hold.valid_to is None
        and any(fnmatchcase(programme.id, mark) for mark in hold.marks)
    ]
