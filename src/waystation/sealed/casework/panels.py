"""What the room brings to shared pages: the parts of a case's page, what is due today, what a search came upon."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from waystation.foundation.staff import api as staff
from waystation.sealed.casework.access import KEEPERS, case_to_read
from waystation.sealed.casework.cards import (
    ApprovalCard,
    CaseFile,
    ConsentCard,
    EntryCard,
    FoundCard,
    PersonCard,
    SheetCard,
    TaskCard,
    Today,
)
from waystation.sealed.casework.queries.cases import case as read_case
from waystation.sealed.casework.queries.cases import sheets_of
from waystation.sealed.casework.queries.consents import consents_of_case
from waystation.sealed.casework.queries.desk import search
from waystation.sealed.casework.queries.desk import today as due_today
from waystation.sealed.casework.queries.persons import persons_of
from waystation.sealed.casework.queries.work import list_approvals, list_timeline, tasks_of
from waystation.sealed.casework.rules.consents import PURPOSES
from waystation.sealed.casework.rules.endings import END_REASONS
from waystation.sealed.casework.rules.levels import LEVELS
from waystation.sealed.casework.rules.overlays import OVERLAYS
from waystation.sealed.casework.rules.phases import APPROVAL_KINDS, PHASES, STRIP
from waystation.sealed.casework.rules.sections import SECTIONS
from waystation.sealed.casework.rules.tasks import KINDS, STATES
from waystation.sealed.intake import api as intake


@dataclass(frozen=True, repr=False)
class StripLine:
    """One person in the journey strip: the state of each column, and where they stand in words."""

    person: PersonCard
    cells: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Strip:
    """The journey strip: a column for each phase, a line for each person."""

    case: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[StripLine, ...]


@dataclass(frozen=True, repr=False)
class Work:
    """What is to be done in a case: the next step, tasks, and what waits for a second person."""

    case: str
    steps: tuple[TaskCard, ...]
    tasks: tuple[TaskCard, ...]
    approvals: tuple[ApprovalCard, ...]
    on: date


@dataclass(frozen=True, repr=False)
class Sections:
    """The sheets of the sections that are held."""

    case: str
    sheets: tuple[SheetCard, ...]
    may_write: bool


@dataclass(frozen=True, repr=False)
class Consents:
    """What each person of a case allows."""

    persons: tuple[tuple[PersonCard, tuple[ConsentCard, ...]], ...]


@dataclass(frozen=True, repr=False)
class Line:
    """One line of the timeline in the reader's language."""

    at: datetime
    kind: str
    sentence: str
    text: str
    by: str
    who: str
    section: str


@dataclass(frozen=True, repr=False)
class Timeline:
    """A stretch of the timeline."""

    case: str
    lines: tuple[Line, ...]
    older: str


def strip(file: CaseFile) -> Strip:
    """Draw the journey strip of an opened case."""
    somebody_there = {person.phase for person in file.persons}
    columns = tuple((PHASES[phase], "now" if phase in somebody_there else "") for phase in STRIP)
    lines = [
        StripLine(person, _cells(person, file.walked.get(person.ref, frozenset()))) for person in file.persons
    ]
    return Strip(file.ref, columns, tuple(lines))


def work_panel(*, actor: staff.Actor, case: str, at: datetime) -> Work:
    """Return what is to be done in a case.

    :raises NotHere: no such case for this actor.
    """
    tasks = tasks_of(actor, case_to_read(actor, case))
    waiting = [card for card in list_approvals(actor, case) if card.state == "asked"]
    return Work(
        case=case,
        steps=tuple(task for task in tasks if task.kind == "next_step"),
        tasks=tuple(task for task in tasks if task.kind != "next_step"),
        approvals=tuple(waiting),
        on=at.date(),
    )


def sections_panel(*, actor: staff.Actor, case: str, at: datetime) -> Sections:  # noqa: ARG001 - every panel is asked alike
    """Return the sheets the actor holds; those they do not hold are not there.

    :raises NotHere: no such case for this actor.
    """
    held = case_to_read(actor, case)
    return Sections(case, sheets_of(actor, held), bool(actor.roles - staff.OUTSIDE))


def consents_panel(*, actor: staff.Actor, case: str, at: datetime) -> Consents | None:  # noqa: ARG001 - as above
    """Return what each person allows, or None where identity is not held.

    :raises NotHere: no such case for this actor.
    """
    held = case_to_read(actor, case)
    if "identity" not in held.kinds:
        return None
    given = consents_of_case(actor, held)
    return Consents(tuple((person, given.get(person.ref, ())) for person in persons_of(actor, held)))


def conversation_panel(*, actor: staff.Actor, case: str, at: datetime) -> object:
    """Return the conversation that began with the request, or None where the actor does not hold it.

    :raises NotHere: no such case for this actor.
    """
    return intake.panel(actor=actor, request=read_case(actor, case).request, at=at)


def timeline_panel(*, actor: staff.Actor, case: str, at: datetime, after: str = "") -> Timeline:  # noqa: ARG001
    """Return a stretch of the timeline, newest first, from the beginning unless ``after`` says where to go on.

    :raises NotHere: no such case for this actor.
    """
    page = list_timeline(actor, case, after=after)
    names = _names(actor, page.entries)
    persons = {person.ref: person.called for person in persons_of(actor, case_to_read(actor, case))}
    return Timeline(case, tuple(_line(entry, names, persons) for entry in page.entries), page.older)


def today_panel(*, actor: staff.Actor, at: datetime) -> Today:
    """Return what is due for the actor today."""
    return due_today(actor, at.date())


def found_panel(*, actor: staff.Actor, query: str, at: datetime) -> list[FoundCard]:  # noqa: ARG001 - as above
    """Return the persons and cases a search came upon."""
    return search(actor, query)


def may_keep(actor: staff.Actor, sections: frozenset[str]) -> bool:
    """Say whether the actor steers a case of which they hold these sections."""
    return bool(actor.roles & KEEPERS) and "identity" in sections


def _cells(person: PersonCard, walked: frozenset[str]) -> tuple[str, ...]:
    """Return for each column: done, now, skipped or nothing. Side exits stand where the main line was left."""
    reached = [at for at, phase in enumerate(STRIP) if phase in walked or phase == person.phase]
    here = STRIP.index(person.phase) if person.phase in STRIP else max(reached, default=0)
    cells = []
    for at, phase in enumerate(STRIP):
        if at == here:
            cells.append("now" if person.phase in STRIP else "done left")
        elif at < here:
            cells.append("done" if phase in walked else "done skipped")
        else:
            cells.append("")
    return tuple(cells)


def _names(actor: staff.Actor, entries: Iterable[EntryCard]) -> dict[str, str]:
    """Name the people and teams that a timeline speaks of; teams are looked up only where it speaks of one."""
    listed = list(entries)
    named = {entry.detail["line"] for entry in listed if "line" in entry.detail}
    names = staff.names_of(actor, named | {entry.by for entry in listed})
    if named - set(names):
        names |= {card.line: card.name for card in staff.list_teams(actor)}
    return names


def _line(entry: EntryCard, names: Mapping[str, str], persons: Mapping[str, str]) -> Line:
    return Line(
        at=entry.at,
        kind=entry.kind,
        sentence=_sentence(entry.kind, entry.detail, names),
        text=entry.text,
        by=names.get(entry.by, ""),
        who=persons.get(entry.person, ""),
        section=SECTIONS[entry.section],
    )


def _sentence(kind: str, detail: Mapping[str, str], names: Mapping[str, str]) -> str:
    plain = {
        "opened": _("The case was opened"),
        "added": _("Added to the group"),
        "unit": _("Who travels with whom has changed"),
        "note": _("Note"),
        "restricted": _("Kept to named people from now on"),
    }
    if kind in plain:
        return plain[kind]
    told = {
        "line": names.get(detail.get("line", ""), ""),
        "phase": _label(PHASES, detail.get("target")),
        "end": _label(END_REASONS, detail.get("end")),
        "overlay": _label({code: found.label for code, found in OVERLAYS.items()}, detail.get("overlay")),
        "level": _label(LEVELS, detail.get("level")),
        "task": _label(KINDS, detail.get("task")),
        "state": _label(STATES, detail.get("state")),
        "section": _label(SECTIONS, detail.get("section_kind")),
        "purpose": _label(PURPOSES, detail.get("purpose")),
        "approval": _label(APPROVAL_KINDS, detail.get("approval")),
    }
    return _patterns(kind, bool(detail.get("end"))) % told


def _patterns(kind: str, is_end: bool) -> str:
    patterns = {
        "moved": _("%(phase)s: %(end)s") if is_end else _("Now: %(phase)s"),
        "overlay": _("Noted: %(overlay)s"),
        "overlay_over": _("Over: %(overlay)s"),
        "assigned": _("Given to %(line)s"),
        "level": _("Urgency set to: %(level)s"),
        "task": _("%(task)s: %(state)s"),
        "granted": _("%(section)s may now be read by %(line)s"),
        "withdrawn": _("%(section)s is closed again to %(line)s"),
        "consent": _("Consent given: %(purpose)s"),
        "consent_narrowed": _("Consent narrowed: %(purpose)s"),
        "consent_withdrawn": _("Consent withdrawn: %(purpose)s"),
        "asked": _("A second person is asked: %(approval)s"),
        "given": _("A second person has agreed: %(approval)s"),
        "returned": _("A second person has handed it back: %(approval)s"),
    }
    return patterns[kind]


def _label(labels: Mapping[str, str], code: str | None) -> str:
    return _(labels[code]) if code and code in labels else ""
