"""Programme files: one rule of law each, read into plain values and refused if it could not be applied."""

import tomllib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args

from waystation.engines.clocks.arithmetic import Roll, Unit, WorkingDays, holidays_from
from waystation.engines.clocks.conditions import Tree, check_tree, facts_in
from waystation.engines.clocks.facts import Fact, Wrong, load_facts

Status = Literal["in_force", "proposed", "suspended", "historic"]
Standing = Literal["in_force", "proposed", "suspended", "not_yet", "ended"]
Kind = Literal["deadline", "clock", "right", "eligibility", "responsibility", "quota", "fee", "hold", "risk"]
Meaning = Literal["earliest", "latest", "ends"]
Read = Literal["read", "secondary", "to_be_verified"]
Effect = Literal["", "suspends", "holds_decisions"]
Parameter = int | str | date | bool

FACTS_FILE = "_facts.toml"
HOLIDAYS_FILE = "_holidays.toml"
_UNITS: tuple[Unit, ...] = get_args(Unit)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule comes from, and whether the text itself was read."""

    title: str
    read: Read
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """From which event, how long."""

    start: str
    unit: Unit
    length: int | str
    condition: Tree | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A legal clock: what its day means, how it is counted, what stops it, and how it is counted instead, if."""

    id: str
    title: str
    meaning: Meaning
    count: Count
    instead: Sequence[Count] = ()
    condition: Tree | None = None
    stops: str = ""
    stops_for: Sequence[str] = ()
    stop_days: str = ""
    roll: Roll = "none"
    calendar: str = ""
    done: str = ""
    warn_days: Sequence[int] = (30, 7)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must be so."""

    id: str
    title: str
    tree: Tree


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to the rule."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Vector:
    """Facts with what must come out: the answer, the days of clocks, or their states."""

    name: str
    on: date
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Programme:
    """One rule: whom it concerns, what must be so, its clocks, its sources, and when it was last looked at."""

    id: str
    title: str
    country: str
    pathway: str
    kind: Kind
    status: Status
    about: str
    version: str
    valid_from: date
    valid_to: date | None
    checked_on: date
    review_due: date
    reviewer: str
    parameters: Mapping[str, Sequence[tuple[date, Parameter]]]
    applies: Tree | None
    conditions: Sequence[Condition]
    clocks: Sequence[Clock]
    marks: Sequence[str]
    effect: Effect
    citations: Sequence[Citation]
    changes: Sequence[Change] = ()
    vectors: Sequence[Vector] = ()

    @property
    def is_verified(self) -> bool:
        """Whether every source was read in the original."""
        return all(citation.read == "read" for citation in self.citations)

    def value(self, name: str, on: date) -> Parameter | None:
        """A parameter as it stood on a day."""
        dated = [value for since, value in self.parameters[name] if since <= on]
        return dated[-1] if dated else None

    def facts(self) -> set[str]:
        """The names of every fact it looks at."""
        trees = [self.applies, *(condition.tree for condition in self.conditions)]
        names = {name for tree in trees for name in facts_in(tree)}
        for clock in self.clocks:
            counts = [clock.count, *clock.instead]
            names |= {count.start for count in counts} | {clock.stops, clock.stop_days, clock.done}
            names |= {
                name
                for tree in (clock.condition, *(count.condition for count in counts))
                for name in facts_in(tree)
            }
        return names - {""}


@dataclass(frozen=True, slots=True)
class Law:
    """All programme files with the facts and holidays they share."""

    programmes: Mapping[str, Programme]
    facts: Mapping[str, Fact]
    calendars: Mapping[str, WorkingDays] = field(default_factory=dict)

    def holds_on(self, programme: Programme, on: date) -> list[Programme]:
        """The holds in force on a day that mark a programme."""
        return [
            hold
            for hold in self.programmes.values()
            if hold.kind == "hold"
            and _is_valid(hold, on)
            and hold.id != programme.id
            and any(fnmatchcase(programme.id, pattern) for pattern in hold.marks)
        ]

    def standing(self, programme: Programme, on: date) -> Standing:
        """Whether a rule is law on a day."""
        if on < programme.valid_from:
            return "not_yet"
        if programme.valid_to is not None and on > programme.valid_to:
            return "ended"
        if programme.status == "proposed":
            return "proposed"
        holds = self.holds_on(programme, on)
        return "suspended" if any(hold.effect == "suspends" for hold in holds) else "in_force"


def _is_valid(programme: Programme, on: date) -> bool:
    return programme.valid_from <= on and (programme.valid_to is None or on <= programme.valid_to)


def load_law(folder: Traversable | None = None) -> Law:
    """Read every programme file.

    :raises Wrong: naming the file and the field.
    """
    folder = folder or files("waystation").joinpath("programmes")
    facts = load_facts(folder.joinpath(FACTS_FILE).read_text(encoding="utf-8"))
    calendars = {
        country: WorkingDays(holidays_from(row.get("holiday", [])), row.get("observed", False))
        for country, row in tomllib.loads(folder.joinpath(HOLIDAYS_FILE).read_text(encoding="utf-8")).items()
    }
    programmes: dict[str, Programme] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml") and not file.name.startswith("_"):
            programme = read_programme(file.name, file.read_text(encoding="utf-8"), facts, calendars)
            programmes[programme.id] = programme
    return Law(programmes, facts, calendars)


def read_programme(
    name: str, text: str, facts: Mapping[str, Fact], calendars: Mapping[str, WorkingDays],
) -> Programme:  # fmt: skip
    """Read one programme file.

    :raises Wrong: naming the file and the field.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Wrong(f"{name}: {error}.") from None
    try:
        programme = _programme(raw, f"{raw['checked_on']}-{zlib.crc32(text.encode()):08x}")
    except KeyError as missing:
        raise Wrong(f"{name}: {missing} is missing.") from None
    except (TypeError, ValueError) as error:
        raise Wrong(f"{name}: {error}.") from None
    if f"{programme.id}.toml" != name:
        raise Wrong(f"{name}: the id is {programme.id}, and the file must be named after it.")
    _check(programme, raw, facts, calendars)
    return programme


def _programme(raw: Mapping[str, Any], version: str) -> Programme:
    return Programme(
        id=raw["id"],
        title=raw["title"],
        country=raw["country"],
        pathway=raw["pathway"],
        kind=raw["kind"],
        status=raw["status"],
        about=raw["about"].strip(),
        version=version,
        valid_from=raw["valid_from"],
        valid_to=raw.get("valid_to"),
        checked_on=raw["checked_on"],
        review_due=raw["review_due"],
        reviewer=raw["reviewer"],
        parameters={
            name: _dated(value, raw["valid_from"]) for name, value in raw.get("parameters", {}).items()
        },
        applies=raw.get("applies"),
        conditions=tuple(Condition(row["id"], row["title"], row["if"]) for row in raw.get("condition", [])),
        clocks=tuple(_clock(row) for row in raw.get("clock", [])),
        marks=tuple(raw.get("marks", [])),
        effect=raw.get("effect", ""),
        citations=tuple(Citation(**row) for row in raw.get("citation", [])),
        changes=tuple(Change(**row) for row in raw.get("change", [])),
        vectors=tuple(Vector(**row) for row in raw.get("test", [])),
    )


def _dated(value: Any, since: date) -> tuple[tuple[date, Parameter], ...]:
    if isinstance(value, list):
        return tuple(sorted((row["from"], row["value"]) for row in value))
    return ((since, value),)


def _clock(row: Mapping[str, Any]) -> Clock:
    plain = {
        name: row[name]
        for name in ("stops", "stops_for", "stop_days", "roll", "calendar", "done", "warn_days")
        if name in row
    }
    instead = tuple(_count(variant) for variant in row.get("instead", []))
    return Clock(row["id"], row["title"], row["meaning"], _count(row), instead, row.get("if"), **plain)


def _count(row: Mapping[str, Any]) -> Count:
    units = [unit for unit in _UNITS if unit in row]
    if len(units) != 1:
        raise ValueError(f"clock {row.get('id', '')} needs one of {', '.join(_UNITS)}")
    return Count(row["start"], units[0], row[units[0]], row.get("if"), row.get("title", ""))


def _check(
    programme: Programme, raw: Mapping[str, Any], facts: Mapping[str, Fact], calendars: Mapping[str, WorkingDays],
) -> None:  # fmt: skip
    """Refuse what could be read but never applied: a wrong word, a fact, parameter or calendar that is not there."""
    where = f"{programme.id}.toml"
    strange = set(raw) - _FIELDS
    if strange:
        raise Wrong(f"{where}: there is no field {', '.join(sorted(strange))}.")
    words = {"kind": get_args(Kind), "status": get_args(Status), "effect": get_args(Effect)}
    for name, allowed in words.items():
        if getattr(programme, name) not in allowed:
            raise Wrong(f"{where}: {name} must be one of {', '.join(filter(None, allowed))}.")
    for citation in programme.citations:
        if citation.read not in get_args(Read):
            raise Wrong(f"{where}: a citation is read, secondary or to_be_verified, not {citation.read}.")
    for tree, place in _trees(programme):
        check_tree(tree, facts, f"{where}: {place}")
    for name in programme.facts():
        if name not in facts:
            raise Wrong(f"{where}: there is no fact {name}.")
    for clock in programme.clocks:
        _check_clock(clock, programme, facts, calendars, f"{where}: clock {clock.id}")


_FIELDS = {
    "id", "title", "country", "pathway", "kind", "status", "about", "valid_from", "valid_to", "checked_on",
    "review_due", "reviewer", "parameters", "applies", "condition", "clock", "marks", "effect", "citation", "change",
    "test",
}  # fmt: skip


def _trees(programme: Programme) -> Iterable[tuple[Tree | None, str]]:
    yield programme.applies, "applies"
    for condition in programme.conditions:
        yield condition.tree, f"condition {condition.id}"
    for clock in programme.clocks:
        yield clock.condition, f"clock {clock.id}"
        for count in clock.instead:
            yield count.condition, f"clock {clock.id}, instead"


def _check_clock(
    clock: Clock, programme: Programme, facts: Mapping[str, Fact], calendars: Mapping[str, WorkingDays], where: str,
) -> None:  # fmt: skip
    if clock.meaning not in get_args(Meaning):
        raise Wrong(f"{where}: meaning must be one of {', '.join(get_args(Meaning))}.")
    for count in (clock.count, *clock.instead):
        if isinstance(count.length, str) and count.length not in programme.parameters:
            raise Wrong(f"{where}: there is no parameter {count.length}.")
        if facts[count.start].kind != "date":
            raise Wrong(f"{where}: starts with {count.start}, which is no date.")
        if clock.stops and count.unit != "days":
            raise Wrong(f"{where}: only a clock of days can stop.")
    if (clock.roll != "none" or clock.count.unit == "working_days") and clock.calendar not in calendars:
        raise Wrong(f"{where}: needs a calendar of working days.")
    if clock.stops and set(clock.stops_for) - set(facts[clock.stops].choices):
        raise Wrong(f"{where}: stops_for names a cause that {clock.stops} does not have.")
