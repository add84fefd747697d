"""What befalls a person, and what is ready: overlays and marks, placed by people, by later rooms and by the clock."""

from datetime import datetime, timedelta

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused, here
from waystation.foundation.kernel.machine import NOT_POSSIBLE_NOW
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import HeldCase, person_to_change, person_to_read
from waystation.sealed.casework.models import Case, Mark, Overlay, Person
from waystation.sealed.casework.operations.writing import owners_of, refresh_case, write_entry
from waystation.sealed.casework.rules.marks import CHECKLIST, MARKS
from waystation.sealed.casework.rules.overlays import OVERLAYS
from waystation.sealed.casework.rules.phases import ENDS
from waystation.sealed.casework.tags import Tag

UNKNOWN_KIND = _("Choose one of the list.")
NOTE_NEEDED = _("Say how it ended.")


@transaction.atomic
def open_overlay(
    *,
    actor: staff.Actor | None,
    person: str,
    kind: str,
    at: datetime,
    note: str = "",
    owner: str = "",
    due_days: int | None = None,
) -> None:
    """Note that something has befallen a person; anyone who reads the case may. Raises the level, mails the owner.

    Opening one that is open changes nothing but adds the note. ``actor`` None is the clock or a person's own
    check-in: then there is no gate and no line in the timeline, for nobody holds a key.

    :raises NotHere: no such person for this actor.
    :raises Invalid: an unknown kind.
    :raises Refused: the person's matter has ended.
    """
    row, held = _person(actor, person)
    if kind not in OVERLAYS:
        raise Invalid(kind=UNKNOWN_KIND)
    if row.phase in ENDS:
        raise Refused(NOT_POSSIBLE_NOW)
    days = OVERLAYS[kind].due_days if due_days is None else due_days
    Overlay.objects.get_or_create(
        person=row,
        kind=kind,
        closed_on=None,
        defaults={"opened_on": at.date(), "due_on": at.date() + timedelta(days=days), "owner": owner},
    )
    rows: list[vault.SealedRow] = []
    if actor is not None and held is not None:
        rows.append(write_entry(actor, held, "overlay", at, person=row.ref, text=note, overlay=kind))
    case = _case(row, held)
    refresh_case(case, at.date())
    staff.record(actor, Tag.OVERLAY_OPENED, row.ref, at, *rows, kind=kind)
    outbox.tell([*owners_of(case), owner], at=at, but=actor.ref if actor else "")


@transaction.atomic
def close_overlay(*, actor: staff.Actor, person: str, kind: str, at: datetime, note: str) -> None:
    """Note that it is over, and how; anyone who reads the case may.

    :raises NotHere: no such person for this actor, or nothing of that kind is open.
    :raises Refused: it is not said how it ended.
    """
    row, held = person_to_change(actor, person)
    if not note.strip():
        raise Refused(NOTE_NEEDED)
    closed = Overlay.objects.filter(person=row, kind=kind, closed_on=None).update(closed_on=at.date())
    if not closed:
        raise NotHere
    entry = write_entry(actor, held, "overlay_over", at, person=row.ref, text=note, overlay=kind)
    refresh_case(held.row, at.date())
    staff.record(actor, Tag.OVERLAY_CLOSED, row.ref, at, entry, kind=kind)


@transaction.atomic
def put_off_overlay(
    *, actor: staff.Actor, person: str, kind: str, days: int, at: datetime, note: str
) -> None:
    """Note what was done about an open overlay and when the next action is due.

    :raises NotHere: no such person for this actor, or nothing of that kind is open.
    """
    row, held = person_to_change(actor, person)
    moved = Overlay.objects.filter(person=row, kind=kind, closed_on=None).update(
        due_on=at.date() + timedelta(days=days)
    )
    if not moved:
        raise NotHere
    entry = write_entry(actor, held, "overlay", at, person=row.ref, text=note, overlay=kind)
    staff.record(actor, Tag.OVERLAY_OPENED, row.ref, at, entry, kind=kind)


@transaction.atomic
def place_mark(*, actor: staff.Actor | None, person: str, kind: str, thing: str, at: datetime) -> None:
    """Place a fact on which the moves of a person depend; twice for the same thing changes nothing.

    For the operations of later rooms, which have passed their own gate; ``actor`` None is a job or a check-in.

    :raises NotHere: no such person for this actor.
    :raises Invalid: an unknown kind.
    """
    row, _held = _person(actor, person)
    if kind not in MARKS:
        raise Invalid(kind=UNKNOWN_KIND)
    _mark, is_new = Mark.objects.get_or_create(
        person=row, kind=kind, thing=thing, defaults={"placed_on": at.date()}
    )
    if is_new:
        staff.record(actor, Tag.MARK_PLACED, row.ref, at, kind=kind, thing=thing)


@transaction.atomic
def lift_mark(*, actor: staff.Actor | None, person: str, kind: str, thing: str, at: datetime) -> None:
    """Take such a fact away again; where it is not there nothing happens.

    :raises NotHere: no such person for this actor.
    """
    row, _held = _person(actor, person)
    gone, _by_table = Mark.objects.filter(person=row, kind=kind, thing=thing).delete()
    if gone:
        staff.record(actor, Tag.MARK_LIFTED, row.ref, at, kind=kind, thing=thing)


def check_off(*, actor: staff.Actor, person: str, kind: str, is_done: bool, at: datetime) -> None:
    """Set or clear one line of a person's checklist by hand, for the roles that the line names.

    :raises NotHere: no such person for this actor.
    :raises Refused: this line is not set by hand, or not by these roles.
    """
    person_to_read(actor, person)
    if not CHECKLIST.get(kind, frozenset()) & actor.roles:
        raise Refused(NOT_POSSIBLE_NOW)
    act = place_mark if is_done else lift_mark
    act(actor=actor, person=person, kind=kind, thing=person, at=at)


def _person(actor: staff.Actor | None, ref: str) -> tuple[Person, HeldCase | None]:
    if actor is not None:
        return person_to_change(actor, ref)
    row = here(Person.objects.select_for_update().filter(ref=ref).first())
    return row, None


def _case(row: Person, held: HeldCase | None) -> Case:
    return held.row if held else Case.objects.select_for_update().get(ref=row.case_id)
