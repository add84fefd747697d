"""What many deeds write: lines of the timeline, tasks, the case's derived columns, who reads it."""

from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import HeldCase
from waystation.sealed.casework.models import (
    Assignment,
    Case,
    CaseSheet,
    Entry,
    Overlay,
    Person,
    Reader,
    Task,
)
from waystation.sealed.casework.rules.levels import raised_level
from waystation.sealed.casework.rules.phases import ENDS, case_phase
from waystation.sealed.casework.rules.tasks import LIVE

_PHASES = Prepared(lambda case: Person.objects.filter(case=case).values_list("ref", "phase"))
_OPEN_KINDS = Prepared(
    lambda persons: Overlay.objects.filter(person__in=persons, closed_on=None).values_list("kind", flat=True)
)
_NEXT_STEP = Prepared(
    lambda case: (
        Task.objects.filter(case=case, kind="next_step", state__in=LIVE)
        .order_by("due_on")
        .values_list("due_on", flat=True)[:1]
    )
)
_OWNERS = Prepared(
    lambda case: Assignment.objects.filter(case=case, role="coordinator", until_on=None).values_list(
        "line", flat=True
    )
)
_SHEETS = Prepared(lambda case: CaseSheet.objects.select_related("section").filter(case=case))

NOBODY_LEFT = _(
    "Something in this case would be left with nobody who can read it. Ask a colleague who reads all of it."
)


def write_entry(
    actor: staff.Actor,
    held: HeldCase,
    kind: str,
    at: datetime,
    *,
    section: vault.Section | None = None,
    person: str = "",
    text: str = "",
    **detail: str,
) -> Entry:
    """Write a line of the timeline, into the first section the actor holds unless one is given."""
    entry = Entry(
        case=held.row, section=section or held.section_to_write(), person=person, kind=kind, on=at.date()
    )
    body = {"at": at.isoformat(), "by": actor.ref, "text": text, "detail": detail}
    vault.write(actor.ring, entry, body)
    return entry


def write_task(
    actor: staff.Actor,
    held: HeldCase,
    kind: str,
    due_on: date,
    at: datetime,
    *,
    section: vault.Section | None = None,
    person: str = "",
    owner: str = "",
    text: str = "",
) -> Task:
    """Open a task."""
    task = Task(
        case=held.row,
        section=section or held.section_to_write(),
        person=person,
        kind=kind,
        state="open",
        due_on=due_on,
        owner=owner,
    )
    history = [{"at": at.isoformat(), "by": actor.ref, "what": "opened", "why": ""}]
    vault.write(actor.ring, task, {"text": text, "outcome": "", "history": history})
    return task


def refresh_case(case: Case, on: date) -> None:
    """Derive what the case's row says from its members: phase, level in force, day it was closed, next step."""
    members = _PHASES(case=case.ref)
    moving = [ref for ref, phase in members if phase not in ENDS]
    case.phase = case_phase(phase for _ref, phase in members)
    case.level = raised_level(case.base_level, _OPEN_KINDS(persons=moving))
    case.closed_on = None if moving or not members else (case.closed_on or on)
    case.next_step_on = next(iter(_NEXT_STEP(case=case.ref)), None)
    case.save(update_fields=["phase", "level", "closed_on", "next_step_on"])


def readers_of(case: Case) -> dict[str, frozenset[str]]:
    """Return who may open each section of a case now, recovery left out."""
    recovery = vault.line_of_kind(vault.RECOVERY)
    return {
        sheet.kind: frozenset(vault.granted_lines(sheet.section) - {recovery})
        for sheet in _SHEETS(case=case.ref)
    }


def keep_readers(case: Case) -> None:
    """Note who may open some section of a case now; called whenever a grant was made or taken back."""
    lines = {line for readers in readers_of(case).values() for line in readers}
    Reader.objects.filter(case=case).exclude(line__in=lines).delete()
    Reader.objects.bulk_create(
        (Reader(case=case, line=line) for line in sorted(lines)), ignore_conflicts=True
    )


def follow_readers(actor: staff.Actor, case: Case, at: datetime) -> None:
    """Note the readers of a case, and have every later room let the same people, and no others, read what is its own.

    The rooms stand in ``settings.AFTER_READERS``; they are called in this transaction, all or nothing (T-32).

    :raises Refused: something of theirs would be left with nobody who reads it.
    """
    keep_readers(case)
    readers = readers_of(case)
    try:
        for path in settings.AFTER_READERS:
            import_string(path)(actor=actor, case=case.ref, readers=readers, at=at)
    except vault.LastGrant:
        raise Refused(NOBODY_LEFT) from None


def owners_of(case: Case) -> list[str]:
    """Return who coordinates the case now."""
    return _OWNERS(case=case.ref)
