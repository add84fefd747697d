"""Four eyes: one person asks, another agrees or returns it; agreeing carries the move out."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.machine import NOT_POSSIBLE_NOW
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import approval_to_change, person_to_change
from waystation.sealed.casework.cards import ApprovalCard
from waystation.sealed.casework.models import Approval, Person
from waystation.sealed.casework.operations.moves import UNKNOWN_REASON, apply_move
from waystation.sealed.casework.operations.writing import write_entry
from waystation.sealed.casework.queries.facts import facts_of
from waystation.sealed.casework.queries.work import approval_card
from waystation.sealed.casework.rules.approvals import APPROVAL
from waystation.sealed.casework.rules.endings import END_REASONS
from waystation.sealed.casework.rules.phases import ASKERS, PERSON, approval_kind
from waystation.sealed.casework.tags import Tag

ASKED_ALREADY = _("This has been asked already and waits for a second person.")
_SECOND_PERSON = frozenset({"supervisor"})


@transaction.atomic
def ask_approval(
    *,
    actor: staff.Actor,
    person: str,
    move: str,
    reason: str,
    at: datetime,
    end_reason: str = "",
    stops_follow_ups: bool = False,
) -> ApprovalCard:
    """Ask a second person to agree to a move that nobody makes alone: accept, close, end.

    A coordinator, supervisor or legal officer may ask; everything else the move needs must be there already.

    :raises NotHere: no such person for this actor.
    :raises Refused: not possible from here, something is missing, or it was asked already.
    :raises Invalid: an unknown end reason.
    """
    row, held = person_to_change(actor, person)
    if end_reason and end_reason not in END_REASONS:
        raise Invalid(end_reason=UNKNOWN_REASON)
    kind = approval_kind(move, end_reason)
    if not kind or not actor.roles & ASKERS:
        raise Refused(NOT_POSSIBLE_NOW)
    told = {
        "move": move,
        "end_reason": end_reason,
        "reason": reason.strip(),
        "stops_follow_ups": stops_follow_ups,
    }
    facts = facts_of(actor, row, held, at.date(), **told, approved=True)
    PERSON.move(move, row.phase, _SECOND_PERSON, facts)
    if Approval.objects.filter(person=row.ref, kind=kind, state="asked").exists():
        raise Refused(ASKED_ALREADY)
    approval = Approval(
        case=held.row,
        section=held.section_to_write("story"),
        person=row.ref,
        kind=kind,
        state="asked",
        asked_by=actor.ref,
        asked_on=at.date(),
    )
    body = told | {"asked_at": at.isoformat(), "decided_at": "", "comment": ""}
    vault.write(actor.ring, approval, body)
    entry = write_entry(actor, held, "asked", at, person=row.ref, text=reason, approval=kind)
    staff.record(actor, Tag.APPROVAL_ASKED, approval.ref, at, approval, entry, kind=kind)
    outbox.tell(_deciders(approval), at=at, but=actor.ref)
    return approval_card(actor, approval, body)


@transaction.atomic
def decide_approval(
    *, actor: staff.Actor, approval: str, decision: str, at: datetime, reason: str = ""
) -> ApprovalCard:
    """Agree (``give``) or hand back with what has to change (``return``); a supervisor who did not ask may.

    Agreeing carries the move out in the same transaction.

    :raises NotHere: no such approval for this actor.
    :raises Refused: decided already, asked by the actor, nothing said on returning, or the move became impossible.
    """
    row, held = approval_to_change(actor, approval)
    facts = {"actor": actor.ref, "asked_by": row.asked_by, "reason": reason.strip()}
    step = APPROVAL.move(decision, row.state, actor.roles, facts)
    body = vault.read(actor.ring, row)
    body = {**body, "decided_at": at.isoformat(), "comment": reason}
    row.state, row.decided_by, row.decided_on = step.target, actor.ref, at.date()
    vault.write(actor.ring, row, body)
    entry = write_entry(actor, held, row.state, at, person=row.person, text=reason, approval=row.kind)
    is_given = step.target == "given"
    tag = Tag.APPROVAL_GIVEN if is_given else Tag.APPROVAL_RETURNED
    staff.record(actor, tag, row.ref, at, row, entry, kind=row.kind, asked_by=row.asked_by)
    if is_given:
        apply_move(
            actor,
            Person.objects.get(ref=row.person),
            held,
            body["move"],
            at,
            reason=body["reason"],
            end_reason=body["end_reason"],
            is_approved=True,
            stops_follow_ups=body["stops_follow_ups"],
        )
    outbox.tell([row.asked_by], at=at, but=actor.ref)
    return approval_card(actor, row, body)


def _deciders(approval: Approval) -> set[str]:
    """Return the supervisors who can read what is asked, by name or through a team."""
    granted = vault.granted_lines(approval.section)
    readers = {reader for line in granted for reader in (line, *vault.members(line))}
    return readers & set(staff.lines_with("supervisor"))
