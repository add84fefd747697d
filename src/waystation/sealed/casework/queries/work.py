"""Tasks, approvals and the timeline of a case, as far as the reader holds their sections."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import HeldCase, case_to_read, entry_sections, task_to_read
from waystation.sealed.casework.cards import ApprovalCard, EntryCard, TaskCard, TimelinePage
from waystation.sealed.casework.models import Approval, Entry, Person, Task
from waystation.sealed.casework.rules.approvals import APPROVAL
from waystation.sealed.casework.rules.tasks import LIVE, TASK, WORKER

PAGE = 20
_DELIMITER = "~"

_LIVE = Prepared(lambda **of: _tasks(**of).filter(state__in=LIVE).order_by("due_on", "ref")[:PAGE])
_OVER = Prepared(lambda **of: _tasks(**of).exclude(state__in=LIVE).order_by("-due_on", "ref")[:PAGE])
_APPROVALS = Prepared(
    lambda case: (
        Approval.objects.select_related("section").filter(case=case).order_by("-asked_on", "ref")[:PAGE]
    )
)


def _tasks(case: str, sections: Collection[str]) -> QuerySet[Task]:
    return Task.objects.select_related("section").filter(case=case, section__in=sections)


def list_tasks(actor: staff.Actor, case: str, *, is_live: bool = True) -> list[TaskCard]:
    """List the tasks of a case in sections the actor holds, soonest first; those over, latest first.

    :raises NotHere: no such case for this actor.
    """
    return tasks_of(actor, case_to_read(actor, case), is_live=is_live)


def tasks_of(actor: staff.Actor, held: HeldCase, *, is_live: bool = True) -> list[TaskCard]:
    """List the tasks of a case whose gate has been passed."""
    sections = [sheet.section_id for sheet in held.sheets.values()]
    rows = (_LIVE if is_live else _OVER)(case=held.row.ref, sections=sections)
    return [task_card(row, body) for row, body in vault.read_held(actor.ring, rows)]


def task(actor: staff.Actor, ref: str) -> TaskCard:
    """Return a task with what can be done about it.

    :raises NotHere: no such task for this actor.
    """
    row, _held = task_to_read(actor, ref)
    return task_card(row, vault.read(actor.ring, row))


def task_card(row: Task, body: dict[str, Any]) -> TaskCard:
    """Return the card of an opened task."""
    return TaskCard(
        ref=row.ref,
        case=row.case_id,
        person=row.person,
        kind=row.kind,
        section=row.section.kind,
        state=row.state,
        due_on=row.due_on,
        owner=row.owner,
        text=body["text"],
        outcome=body["outcome"],
        version=row.version,
        history=tuple(body["history"]),
        offers=tuple(TASK.offers(row.state, WORKER, {"reason": "…"})),
    )


def list_approvals(actor: staff.Actor, case: str) -> list[ApprovalCard]:
    """List what waits for a second person in a case, and what was decided, newest first.

    :raises NotHere: no such case for this actor.
    """
    return approvals_of(actor, case_to_read(actor, case))


def approvals_of(actor: staff.Actor, held: HeldCase) -> list[ApprovalCard]:
    """List the approvals of a case whose gate has been passed."""
    rows = _APPROVALS(case=held.row.ref)
    return [approval_card(actor, row, body) for row, body in vault.read_held(actor.ring, rows)]


def approval_card(actor: staff.Actor, row: Approval, body: dict[str, Any]) -> ApprovalCard:
    """Return the card of an opened approval."""
    facts = {"actor": actor.ref, "asked_by": row.asked_by, "reason": "…"}
    return ApprovalCard(
        ref=row.ref,
        case=row.case_id,
        person=row.person,
        kind=row.kind,
        state=row.state,
        move=body["move"],
        end_reason=body["end_reason"],
        reason=body["reason"],
        asked_by=row.asked_by,
        asked_on=row.asked_on,
        may_decide=any(offer.allowed for offer in APPROVAL.offers(row.state, actor.roles, facts)),
    )


def list_timeline(actor: staff.Actor, case: str, *, after: str = "", limit: int = PAGE) -> TimelinePage:
    """Return a stretch of a case's timeline, newest first: only what is in sections the actor holds.

    :raises NotHere: no such case for this actor.
    """
    held = case_to_read(actor, case)
    return timeline_of(actor, held, Person.objects.filter(case=held.row), after=after, limit=limit)


def timeline_of(
    actor: staff.Actor, held: HeldCase, persons: Iterable[Person], *, after: str = "", limit: int = PAGE
) -> TimelinePage:
    """Return a stretch of the timeline of a case whose gate has been passed."""
    rows = Entry.objects.select_related("section").filter(
        case=held.row, section__in=entry_sections(held, persons)
    )
    on, _delimiter, ref = after.partition(_DELIMITER)
    if ref and _is_day(on):
        rows = rows.filter(Q(on__lt=on) | Q(on=on, ref__gt=ref))
    found = list(rows.order_by("-on", "ref")[: limit + 1])
    page = found[:limit]
    entries = [_entry(row, body) for row, body in vault.read_held(actor.ring, page)]
    older = f"{page[-1].on}{_DELIMITER}{page[-1].ref}" if len(found) > limit else ""
    return TimelinePage(tuple(sorted(entries, key=lambda entry: entry.at, reverse=True)), older)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _entry(row: Entry, body: dict[str, Any]) -> EntryCard:
    return EntryCard(
        ref=row.ref,
        case=row.case_id,
        person=row.person,
        kind=row.kind,
        section=row.section.kind,
        at=datetime.fromisoformat(body["at"]),
        by=body["by"],
        text=body["text"],
        detail=body["detail"],
    )
