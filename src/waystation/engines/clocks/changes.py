"""What changed in the law between two days, and which facts about people it touches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from waystation.engines.clocks.programmes import Law, Parameter, Programme, Standing


@dataclass(frozen=True, slots=True)
class Changed:
    """One programme that is not on the second day what it was on the first."""

    programme: Programme
    before: Standing
    after: Standing
    parameters: tuple[tuple[str, Parameter | None, Parameter | None], ...]
    events: tuple[tuple[date, str], ...]
    facts: tuple[str, ...]


def compare_days(law: Law, first: date, second: date) -> list[Changed]:
    """Programmes whose standing, parameters or course changed after the first day and up to the second."""
    found = []
    for programme in law.programmes.values():
        before, after = law.standing(programme, first), law.standing(programme, second)
        parameters = tuple(_parameters(programme, first, second))
        events = tuple(
            (change.on, change.what) for change in programme.changes if first < change.on <= second
        )
        if before != after or parameters or events:
            touched = tuple(sorted(programme.facts() | _facts_of_marked(law, programme)))
            found.append(Changed(programme, before, after, parameters, events, touched))
    return found


def _parameters(
    programme: Programme, first: date, second: date,
) -> Iterable[tuple[str, Parameter | None, Parameter | None]]:  # fmt: skip
    for name, dated in programme.parameters.items():
        if len(dated) > 1 and programme.value(name, first) != programme.value(name, second):
            yield name, programme.value(name, first), programme.value(name, second)


def _facts_of_marked(law: Law, hold: Programme) -> set[str]:
    """A hold touches whatever the programmes it marks look at."""
    if hold.kind != "hold":
        return set()
    marked = [other for other in law.programmes.values() if hold in law.holds_on(other, hold.valid_from)]
    return {name for programme in marked for name in programme.facts()}
