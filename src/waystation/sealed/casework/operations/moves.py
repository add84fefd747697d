"""Moving a person from phase to phase: the table decides, the history keeps it, tasks follow."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.sealed.casework.access import HeldCase, person_to_change
from waystation.sealed.casework.cards import PersonCard
from waystation.sealed.casework.models import Overlay, Person, PhaseMove
from waystation.sealed.casework.operations.writing import owners_of, refresh_case, write_entry, write_task
from waystation.sealed.casework.queries.facts import facts_of
from waystation.sealed.casework.queries.persons import card_of_person
from waystation.sealed.casework.rules.endings import END_REASONS, GRAVE
from waystation.sealed.casework.rules.phases import ENDS, PERSON
from waystation.sealed.casework.rules.tasks import tasks_after
from waystation.sealed.casework.tags import Tag

UNKNOWN_REASON = _("Choose one of the list.")


@transaction.atomic
def move_person(
    *, actor: staff.Actor, person: str, move: str, at: datetime, reason: str = "", end_reason: str = ""
) -> PersonCard:
    """Move a person along their phases; who may and what must hold stands in ``rules.phases.PERSON``.

    Accepting after verification, closing and every ending need a second person: see ``ask_approval``.
    Source: the organisation's reference, part C.

    :raises NotHere: no such person for this actor.
    :raises Refused: the move is not possible from here or not for these roles; says what is missing.
    :raises Invalid: an unknown end reason.
    """
    row, held = person_to_change(actor, person)
    apply_move(actor, row, held, move, at, reason=reason, end_reason=end_reason)
    return card_of_person(actor, row)


def apply_move(
    actor: staff.Actor,
    row: Person,
    held: HeldCase,
    move: str,
    at: datetime,
    *,
    reason: str = "",
    end_reason: str = "",
    is_approved: bool = False,
    stops_follow_ups: bool = False,
) -> None:
    """Carry a move out: phase, history, timeline, the tasks that follow, the case's derived phase, ledger."""
    if end_reason and end_reason not in END_REASONS:
        raise Invalid(end_reason=UNKNOWN_REASON)
    given = {"reason": reason.strip(), "end_reason": end_reason, "approved": is_approved}
    facts = facts_of(actor, row, held, at.date(), **given, stops_follow_ups=stops_follow_ups)
    step = PERSON.move(move, row.phase, actor.roles, facts)
    row.phase, row.end_reason = step.target, end_reason if step.target == "ended" else ""
    row.save(update_fields=["phase", "end_reason"])
    PhaseMove.objects.create(person=row, name=step.name, source=step.source, target=step.target, on=at.date())
    if step.target in ENDS:
        Overlay.objects.filter(person=row, closed_on=None).update(closed_on=at.date())
    entry = write_entry(
        actor, held, "moved", at, person=row.ref, text=reason, move=move, target=step.target, end=end_reason
    )
    follow = [
        write_task(actor, held, kind, due_on, at, person=row.ref)
        for kind, due_on in tasks_after(step.effect, at.date(), is_grave=end_reason in GRAVE)
    ]
    refresh_case(held.row, at.date())
    staff.record(actor, Tag.PHASE_MOVED, row.ref, at, entry, *follow, source=step.source, target=step.target)
    if follow:
        outbox.tell(owners_of(held.row), at=at, but=actor.ref)
