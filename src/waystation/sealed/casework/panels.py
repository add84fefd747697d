"""What the room brings to shared pages: the parts of a case's page, what is due today, what a search came upon."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from waystation.foundation.kernel.machine import Offer
from waystation.foundation.library import api as library
from waystation.foundation.staff import api as staff
from waystation.sealed.casework.access import KEEPERS, case_to_read
from waystation.sealed.casework.cards import (
    CaseFile,
    ConsentCard,
    EntryCard,
    FoundCard,
    LawNews,
    PersonCard,
    TaskCard,
    TimelinePage,
    Today,
)
from waystation.sealed.casework.operations.sections import open_case_file
from waystation.sealed.casework.queries.cases import request_of
from waystation.sealed.casework.queries.desk import search
from waystation.sealed.casework.queries.desk import today as due_today
from waystation.sealed.casework.queries.notices import IN_A_CASE, notices_of, notices_today
from waystation.sealed.casework.queries.persons import persons_of
from waystation.sealed.casework.queries.work import list_timeline
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


@dataclass(frozen=True, repr=False)
class CasePage:
    """A case's page in parts: the strip, who may be moved where, work, consent, timeline, and whose case it is."""

    file: CaseFile
    strip: Strip
    moves: tuple[tuple[PersonCard, tuple[Offer, ...], tuple[Offer, ...]], ...]
    steps: tuple[TaskCard, ...]
    tasks: tuple[TaskCard, ...]
    unverified: tuple[TaskCard, ...]
    consents: tuple[tuple[PersonCard, tuple[ConsentCard, ...]], ...]
    timeline: Timeline
    coordinators: tuple[str, ...]
    may_keep: bool
    may_write: bool
    on: date


def case_page(*, actor: staff.Actor, case: str, at: datetime) -> CasePage:
    """Open a case for its page; writes one ledger entry that says which sections were opened.

    :raises NotHere: no such case for this actor.
    """
    file = open_case_file(actor=actor, case=case, at=at)
    live = [each.line for each in file.assignments if each.until_on is None and each.role == "coordinator"]
    names = _names(actor, file.timeline.entries, live)
    return CasePage(
        file=file,
        strip=_strip(file),
        moves=tuple((person, *file.offers[person.ref]) for person in file.persons),
        steps=tuple(task for task in file.tasks if task.kind == "next_step"),
        tasks=tuple(task for task in file.tasks if task.kind != "next_step"),
        unverified=tuple(task for task in file.tasks if task.kind == "verify"),
        consents=tuple((person, file.consents.get(person.ref, ())) for person in file.persons),
        timeline=_told(case, file.timeline, file.persons, names),
        coordinators=tuple(names.get(line, "") for line in live),
        may_keep=bool(actor.roles & KEEPERS) and "identity" in file.case.sections,
        may_write=bool(actor.roles - staff.OUTSIDE),
        on=at.date(),
    )


def conversation_panel(*, actor: staff.Actor, case: str, at: datetime) -> object:
    """Return the conversation that began with the request, or None where the actor does not hold it.

    The page's own gate has been passed; the conversation's key is a gate of its own.
    """
    request = request_of(case)
    return intake.panel(actor=actor, request=request, at=at) if request else None


def laws_panel(*, actor: staff.Actor, case: str, at: datetime) -> tuple[library.NoticeCard, ...]:
    """Return the news of laws that concern a case, as far as the actor may know where its danger is.

    :raises NotHere: no such case for this actor.
    """
    notices = library.notices_since(at.date() - IN_A_CASE)
    return notices_of(actor, case_to_read(actor, case), notices) if notices else ()


def laws_today_panel(*, actor: staff.Actor, at: datetime) -> LawNews:
    """Return the latest news of laws, with those of the actor's own cases they concern."""
    return notices_today(actor, at.date())


def timeline_page(actor: staff.Actor, case: str, *, after: str = "") -> Timeline:
    """Return a stretch of the timeline, newest first, from the beginning unless ``after`` says where to go on.

    :raises NotHere: no such case for this actor.
    """
    persons = persons_of(actor, case_to_read(actor, case))
    page = list_timeline(actor, case, after=after)
    return _told(case, page, persons, _names(actor, page.entries))


def today_panel(*, actor: staff.Actor, at: datetime) -> Today:
    """Return what is due for the actor today."""
    return due_today(actor, at.date())


def found_panel(*, actor: staff.Actor, query: str, at: datetime) -> list[FoundCard]:  # noqa: ARG001 - as above
    """Return the persons and cases a search came upon."""
    return search(actor, query)


def _strip(file: CaseFile) -> Strip:
    somebody_there = {person.phase for person in file.persons}
    columns = tuple((PHASES[phase], "now" if phase in somebody_there else "") for phase in STRIP)
    lines = [
        StripLine(person, _cells(person, file.walked.get(person.ref, frozenset()))) for person in file.persons
    ]
    return Strip(file.ref, columns, tuple(lines))


def _cells(person: PersonCard, walked: frozenset[str]) -> tuple[str, ...]:
    """Return for each column: done, now, skipped or nothing. Side exits stand where the main line was left."""
    reached = [at for at, phase in enumerate(STRIP) if phase in walked or phase == person.phase]
    here = STRIP.index(person.phase) if person.phase in STRIP else max(reached, default=0)
    cells = []
    for at, phase in enumerate(STRIP):
        if at == here:
            cells.append("now" if person.phase in STRIP else "done past")
        elif at < here:
            cells.append("done" if phase in walked else "done skipped")
        else:
            cells.append("")
    return tuple(cells)


def _told(case: str, page: TimelinePage, persons: Iterable[PersonCard], names: Mapping[str, str]) -> Timeline:
    """Tell an opened stretch of the timeline in the reader's language."""
    called = {person.ref: person.called for person in persons}
    return Timeline(case, tuple(_line(entry, names, called) for entry in page.entries), page.older)


def _names(actor: staff.Actor, entries: Iterable[EntryCard], more: Iterable[str] = ()) -> dict[str, str]:
    """Name the people and teams that a timeline speaks of; teams are looked up only where it speaks of one."""
    listed = list(entries)
    named = {entry.detail["line"] for entry in listed if "line" in entry.detail}
    names = staff.names_of(actor, named | {entry.by for entry in listed} | set(more))
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
        "consent_ended": _("Consent withdrawn: %(purpose)s"),
        "asked": _("A second person is asked: %(approval)s"),
        "given": _("A second person has agreed: %(approval)s"),
        "returned": _("A second person has handed it back: %(approval)s"),
    }
    return patterns[kind]


def _label(labels: Mapping[str, str], code: str | None) -> str:
    return _(labels[code]) if code and code in labels else ""
