"""How a request ends or goes on: a case, somebody else's help, the same as another, no contact, withdrawn, hostile."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import access, queries, rules, threads
from waystation.sealed.intake.cards import RequestCard
from waystation.sealed.intake.models import HelpRequest
from waystation.sealed.intake.operations import steps
from waystation.sealed.intake.operations.answering import write_as_staff
from waystation.sealed.intake.tags import Tag

_NEEDS_WHY = _("Say why.")
_ITSELF = _("This is the same request.")
_UNKNOWN = _("There is no such request in the queue.")


@transaction.atomic
def accept(*, actor: staff.Actor, request: str, at: datetime) -> RequestCard:
    """Accept a request, so that a case can be opened; returns it as it was read for the case. By the intake team.

    :raises NotHere: no such request, or not for this actor.
    :raises Refused: it is not the actor's, has no level set by a person, or no first yes of the asker.
    """
    card = queries.read_request(actor, request, at=at)
    row = access.request_to_change(actor, request)
    body = vault.read(actor.ring, row)
    steps.move(row, "accept", actor, **steps.facts_of(row, body, actor))
    _end(actor, row, body, at, keep_card=False)
    return card


@transaction.atomic
def sign_post(
    *, actor: staff.Actor, request: str, reason: str, text: str, once: str = "", at: datetime
) -> None:
    """Tell the asker who else can help, and why we cannot; their next message opens it again.

    :raises NotHere: no such request, or not for this actor.
    :raises Invalid: no text for the asker.
    :raises Refused: it is not the actor's, or no reason is given.
    """
    row = access.request_to_change(actor, request)
    body = vault.read(actor.ring, row)
    text = steps.clean(text)
    steps.move(row, "signpost", actor, **steps.facts_of(row, body, actor) | {"reason": reason.strip()})
    message = write_as_staff(actor, row, text, once=once, at=at)
    _end(actor, row, body | {"end_reason": reason.strip()}, at, row.conversation, message)


@transaction.atomic
def link_duplicate(*, actor: staff.Actor, request: str, other: str, at: datetime) -> None:
    """Say that a request is the same as another; both keep their texts and name each other.

    :raises NotHere: no such request, or not for this actor.
    :raises Invalid: the other one is unknown, or it is the same.
    :raises Refused: it is not the actor's.
    """
    if request == other:
        raise Invalid(other=_ITSELF)
    first, second = sorted(
        (request, other)
    )  # always locked in one order, so that two linkers never wait in a ring
    try:
        rows = {ref: access.request_to_change(actor, ref) for ref in (first, second)}
    except NotHere:
        access.request_to_read(actor, request)
        raise Invalid(other=_UNKNOWN) from None
    row, target = rows[request], rows[other]
    body, target_body = vault.read(actor.ring, row), vault.read(actor.ring, target)
    steps.move(row, "merge", actor, **steps.facts_of(row, body, actor) | {"has_target": True})
    for each, each_body, name in ((row, body, other), (target, target_body, request)):
        each_body["linked"] = sorted({*each_body.get("linked", []), name})
        vault.write(actor.ring, each, each_body)
    ledger.record(
        actor=actor.ref, tag=Tag.LINKED, subject=request, at=at, rows=[row, target], detail={"same_as": other}
    )
    steps.set_timers(row, waiting_since=None, at=at)


@transaction.atomic
def propose_hostile(*, actor: staff.Actor, request: str, reason: str, at: datetime) -> None:
    """Say that this is not a person in danger but somebody who hunts one; a second person must confirm it.

    :raises NotHere: no such request, or not for this actor.
    :raises Invalid: no reason.
    :raises Refused: it is not the actor's.
    """
    row = access.request_to_change(actor, request)
    if not reason.strip():
        raise Invalid(reason=_NEEDS_WHY)
    if row.state != "screening" or row.claimed_by != actor.ref:
        raise Refused(rules.CLAIMED.missing)
    body = vault.read(actor.ring, row)
    body["hostile"] = {"by": actor.ref, "at": at.isoformat(), "reason": reason.strip()}
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=Tag.HOSTILE_PROPOSED, subject=request, at=at, rows=[row])
    steps.give_notice(row, at)


@transaction.atomic
def confirm_hostile(*, actor: staff.Actor, request: str, at: datetime) -> None:
    """Confirm what a colleague proposed: no answer is sent, and what identifies the sender is kept.

    :raises NotHere: no such request, or not for this actor.
    :raises Refused: nobody proposed it, or the actor did.
    """
    row = access.request_to_change(actor, request)
    body = vault.read(actor.ring, row)
    proposal = body.get("hostile") or {}
    steps.move(
        row, "quarantine", actor, **steps.facts_of(row, body, actor) | {"reason": proposal.get("reason")}
    )
    _end(actor, row, body | {"end_reason": proposal["reason"]}, at)


@transaction.atomic
def drop_hostile(*, actor: staff.Actor, request: str, at: datetime) -> None:
    """Say that it is a person in danger after all; anybody of the team may, because doubt speaks for the asker.

    :raises NotHere: no such request, or not for this actor.
    """
    row = access.request_to_change(actor, request)
    body = vault.read(actor.ring, row)
    if body.pop("hostile", None) is None or row.state not in rules.OPEN:
        return
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=Tag.HOSTILE_DROPPED, subject=request, at=at, rows=[row])


@transaction.atomic
def lose_contact(*, actor: staff.Actor, request: str, at: datetime) -> None:
    """Say that nobody can be reached; kept for a year, and open again with their first message.

    :raises NotHere: no such request, or not for this actor.
    :raises Refused: fewer than three attempts, or all in one way.
    """
    row = access.request_to_change(actor, request)
    body = vault.read(actor.ring, row)
    steps.move(row, "lose", actor, **steps.facts_of(row, body, actor))
    _end(actor, row, body, at)


@transaction.atomic
def withdraw_for(*, actor: staff.Actor, request: str, reason: str, at: datetime) -> None:
    """Take a request back because its asker said so otherwise than by the words.

    :raises NotHere: no such request, or not for this actor.
    :raises Refused: no reason, or it is decided already.
    """
    row = access.request_to_change(actor, request)
    body = vault.read(actor.ring, row)
    steps.move(row, "withdraw", actor, reason=reason.strip())
    _end(actor, row, body | {"end_reason": reason.strip()}, at)


@transaction.atomic
def reopen(*, actor: staff.Actor, request: str, reason: str, at: datetime) -> None:
    """Open again what was pointed to others or out of contact; it is the actor's from now on.

    :raises NotHere: no such request, or not for this actor.
    :raises Refused: no reason, or it cannot be opened again.
    """
    row = access.request_to_change(actor, request)
    body = vault.read(actor.ring, row)
    steps.move(row, "reopen", actor, reason=reason.strip())
    row.claimed_by = actor.ref
    vault.write(actor.ring, row, body | {"end_reason": ""})
    ledger.record(
        actor=actor.ref, tag=Tag.MOVED, subject=request, at=at, rows=[row], detail={"to": row.state}
    )
    waiting_since = threads.read_thread(actor.ring, row.conversation).waiting_since
    steps.set_timers(row, waiting_since=waiting_since, at=at)


def _end(
    actor: staff.Actor,
    row: HelpRequest,
    body: vault.Body,
    at: datetime,
    *more: vault.SealedRow,
    keep_card: bool = True,
) -> None:
    vault.write(actor.ring, row, body)
    gone = [] if keep_card else vault.remove_card(row.ref, steps.CARD)
    ledger.record(
        actor=actor.ref,
        tag=Tag.MOVED,
        subject=row.ref,
        at=at,
        rows=[row, *more],
        erased=gone,
        detail={"to": row.state},
    )
    steps.set_timers(row, waiting_since=None, at=at)
