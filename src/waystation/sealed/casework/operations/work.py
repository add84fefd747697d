"""Work on a case: tasks, the next step, notes, who coordinates it, how urgent it is, when they were last heard."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import (
    HeldCase,
    case_to_change,
    case_to_keep,
    same_version,
    task_to_change,
)
from waystation.sealed.casework.cards import TaskCard
from waystation.sealed.casework.models import Assignment, Case, Person, Task
from waystation.sealed.casework.operations.writing import refresh_case, write_entry, write_task
from waystation.sealed.casework.queries.work import task_card
from waystation.sealed.casework.rules.levels import LEVELS
from waystation.sealed.casework.rules.tasks import LIVE, TASK, WORKER
from waystation.sealed.casework.tags import Tag

EMPTY = _("Write something first.")
UNKNOWN_LEVEL = _("Choose one of the list.")
NOT_A_READER = _("This colleague cannot read the case: grant them a section first.")
NOT_THEIR_ROLE = _("This colleague does not have that role.")
REPLACED = _("Replaced by another next step")


@transaction.atomic
def add_task(
    *,
    actor: staff.Actor,
    case: str,
    text: str,
    due_on: date,
    at: datetime,
    section: str = "",
    person: str = "",
    owner: str = "",
    kind: str = "general",
) -> TaskCard:
    """Open a task in a section the actor holds (the first one, unless named), for whoever holds it to do.

    :raises NotHere: no such case or section for this actor, or no such person in it.
    :raises Invalid: nothing is written.
    """
    held = case_to_change(actor, case)
    _check_text(text)
    _check_person(held, person)
    task = write_task(
        actor, held, kind, due_on, at, section=_section(held, section), person=person, owner=owner, text=text
    )
    staff.record(actor, Tag.TASK_ADDED, task.ref, at, task, case=case)
    outbox.tell([owner], at=at, but=actor.ref)
    return _card(actor, task)


@transaction.atomic
def move_task(
    *,
    actor: staff.Actor,
    task: str,
    move: str,
    at: datetime,
    reason: str = "",
    version: int | None = None,
) -> TaskCard:
    """Begin, finish, give up or cancel a task, for whoever holds its section (``rules.tasks.TASK``).

    :raises NotHere: no such task for this actor.
    :raises Refused: not from here, or a reason is missing.
    :raises ChangedMeanwhile: somebody else did something to it since it was read.
    """
    row, held = task_to_change(actor, task)
    same_version(row, version)
    step = TASK.move(move, row.state, WORKER, {"reason": reason.strip()})
    row.state = step.target
    _add_history(actor, row, at, move, reason, outcome=reason)
    entries = []
    if step.target in TASK.ends:
        text = vault.read(actor.ring, row)["text"]
        entries = [
            write_entry(
                actor,
                held,
                "task",
                at,
                section=row.section,
                person=row.person,
                text=text,
                task=row.kind,
                state=row.state,
                outcome=reason,
            )
        ]
    refresh_case(held.row, at.date())
    staff.record(actor, Tag.TASK_MOVED, row.ref, at, row, *entries, state=row.state)
    return _card(actor, row)


def finish_task(*, actor: staff.Actor, task: str, at: datetime, reason: str = "") -> TaskCard:
    """Finish a task: the commonest move, see ``move_task``.

    :raises NotHere: no such task for this actor.
    :raises Refused: it is over already.
    """
    return move_task(actor=actor, task=task, move="finish", at=at, reason=reason)


@transaction.atomic
def snooze_task(
    *, actor: staff.Actor, task: str, due_on: date, at: datetime, reason: str = "", version: int | None = None
) -> TaskCard:
    """Put a task off to another day; each time is kept in its history.

    :raises NotHere: no such task for this actor.
    :raises Refused: it is over already.
    :raises ChangedMeanwhile: somebody else did something to it since it was read.
    """
    row, held = task_to_change(actor, task)
    same_version(row, version)
    if row.state not in LIVE:
        raise Refused(_("This task is over."))
    row.due_on = due_on
    _add_history(actor, row, at, "snoozed", reason)
    refresh_case(held.row, at.date())
    staff.record(actor, Tag.TASK_SNOOZED, row.ref, at, row)
    return _card(actor, row)


@transaction.atomic
def set_next_step(
    *, actor: staff.Actor, case: str, text: str, due_on: date, at: datetime, owner: str = ""
) -> TaskCard:
    """Say what happens next and by when; it takes the place of the next step before it.

    :raises NotHere: no such case for this actor.
    :raises Invalid: nothing is written.
    """
    held = case_to_change(actor, case)
    _check_text(text)
    before = vault.read_held(
        actor.ring,
        Task.objects.select_related("section").filter(case=held.row, kind="next_step", state__in=LIVE),
    )
    rows: list[vault.SealedRow] = []
    for row, _body in before:
        row.state = TASK.move("cancel", row.state, WORKER, {"reason": REPLACED}).target
        _add_history(actor, row, at, "cancel", REPLACED)
        rows.append(row)
    task = write_task(actor, held, "next_step", due_on, at, owner=owner, text=text)
    refresh_case(held.row, at.date())
    staff.record(actor, Tag.NEXT_STEP_SET, case, at, task, *rows)
    outbox.tell([owner], at=at, but=actor.ref)
    return _card(actor, task)


@transaction.atomic
def add_note(
    *, actor: staff.Actor, case: str, text: str, at: datetime, section: str = "", person: str = ""
) -> None:
    """Write a note into a section the actor holds; only those who hold it will ever read it.

    :raises NotHere: no such case or section for this actor, or no such person in it.
    :raises Invalid: nothing is written.
    """
    held = case_to_change(actor, case)
    _check_text(text)
    _check_person(held, person)
    entry = write_entry(actor, held, "note", at, section=_section(held, section), person=person, text=text)
    staff.record(actor, Tag.NOTE_ADDED, case, at, entry)


@transaction.atomic
def assign(*, actor: staff.Actor, case: str, line: str, at: datetime, role: str = "coordinator") -> None:
    """Give a case to a colleague who can read it; whoever had that role before hands it over. Kept as a history.

    :raises NotHere: no such case for this actor.
    :raises Refused: the actor does not steer the case, or the colleague cannot read it or lacks the role.
    """
    held = case_to_keep(actor, case)
    if role not in staff.roles_of(line):
        raise Refused(NOT_THEIR_ROLE)
    if not _reads(held, line):
        raise Refused(NOT_A_READER)
    live = Assignment.objects.filter(case=held.row, role=role, until_on=None)
    if live.filter(line=line).exists():
        return
    live.update(until_on=at.date())
    Assignment.objects.create(case=held.row, role=role, line=line, from_on=at.date())
    entry = write_entry(actor, held, "assigned", at, role=role, line=line)
    staff.record(actor, Tag.CASE_ASSIGNED, case, at, entry, role=role, line=line)
    outbox.tell([line], at=at, but=actor.ref)


@transaction.atomic
def set_level(*, actor: staff.Actor, case: str, level: str, reason: str, at: datetime) -> None:
    """Set how urgent a case is, with a reason; open overlays may still demand more than that.

    :raises NotHere: no such case for this actor.
    :raises Refused: the actor does not steer the case.
    :raises Invalid: an unknown level, or no reason.
    """
    held = case_to_keep(actor, case)
    if level not in LEVELS:
        raise Invalid(level=UNKNOWN_LEVEL)
    _check_text(reason, field="reason")
    held.row.base_level = level
    held.row.save(update_fields=["base_level"])
    refresh_case(held.row, at.date())
    entry = write_entry(actor, held, "level", at, text=reason, level=level)
    staff.record(actor, Tag.CASE_LEVEL_SET, case, at, entry, level=level)


@transaction.atomic
def hear_from(*, actor: staff.Actor | None, case: str, at: datetime) -> None:
    """Note that somebody heard from them today; ``actor`` None is a check-in or message of their own.

    :raises NotHere: no such case for this actor.
    """
    if actor is not None:
        case_to_change(actor, case)
    if Case.objects.filter(ref=case, heard_on__lt=at.date()).update(heard_on=at.date()):
        staff.record(actor, Tag.CASE_HEARD_FROM, case, at)


def _add_history(
    actor: staff.Actor, row: Task, at: datetime, what: str, why: str, *, outcome: str = ""
) -> None:
    body: dict[str, Any] = vault.read(actor.ring, row)
    body["history"].append({"at": at.isoformat(), "by": actor.ref, "what": what, "why": why})
    body["outcome"] = outcome or body["outcome"]
    vault.write(actor.ring, row, body)


def _card(actor: staff.Actor, row: Task) -> TaskCard:
    return task_card(row, vault.read(actor.ring, row))


def _section(held: HeldCase, kind: str) -> vault.Section:
    return held.section(kind) if kind else held.section_to_write()


def _check_text(text: str, field: str = "text") -> None:
    if not text.strip():
        raise Invalid(**{field: EMPTY})


def _check_person(held: HeldCase, person: str) -> None:
    if person and not Person.objects.filter(ref=person, case=held.row).exists():
        raise NotHere


def _reads(held: HeldCase, line: str) -> bool:
    granted = {reader for sheet in held.sheets.values() for reader in vault.granted_lines(sheet.section)}
    return line in granted or any(line in vault.members(team) for team in granted)
