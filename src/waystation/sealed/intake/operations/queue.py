"""Work on the queue: opening, taking, letting go, triage, attempts to reach somebody, a call taken down."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import access, queries, rules, threads
from waystation.sealed.intake.cards import Answers, Attachment, Attempt, Receipt, RequestCard, Triage
from waystation.sealed.intake.models import HelpRequest
from waystation.sealed.intake.operations import asking, steps
from waystation.sealed.intake.operations.mailbox import open_attachment_in
from waystation.sealed.intake.tags import Tag

TAKEN = _("A colleague has taken this just now.")
_NEEDS_REASON = _("Say why: it differs from what the answers call for.")
_NEEDS_WHY = _("Say why.")
_UNKNOWN_CHOICE = _("Choose one of these.")


@transaction.atomic
def open_request(*, actor: staff.Actor, request: str, at: datetime) -> RequestCard:
    """Return everything said in a request to a member of the intake team; the opening is noted in the ledger.

    :raises NotHere: no such request, or not for this actor.
    """
    card = queries.read_request(actor, request, at=at)
    ledger.record(actor=actor.ref, tag=Tag.READ, subject=request, at=at)
    return card


@transaction.atomic
def claim(*, actor: staff.Actor, request: str, at: datetime) -> None:
    """Take a request; two people at once: exactly one succeeds, the other is told. Twice by one changes nothing.

    :raises NotHere: no such request, or not for this actor.
    :raises Refused: a colleague has it, or it is decided already.
    """
    row = access.request_to_change(actor, request)
    if row.claimed_by == actor.ref:
        return
    if row.claimed_by:
        raise Refused(TAKEN)
    if row.state == rules.MACHINE.start:
        steps.move(row, "claim", actor)
    elif row.state not in rules.OPEN:
        raise Refused(rules.DECIDED)
    _hand_to(actor.ref, row, actor, Tag.CLAIMED, at)


@transaction.atomic
def release_claim(*, actor: staff.Actor, request: str, at: datetime) -> None:
    """Let a request go, so that a colleague can take it; where it stands does not change.

    :raises NotHere: no such request, or not for this actor.
    :raises Refused: it is not the actor's.
    """
    row = access.request_to_change(actor, request)
    if row.claimed_by != actor.ref:
        raise Refused(rules.CLAIMED.missing)
    _hand_to("", row, actor, Tag.RELEASED, at)


@transaction.atomic
def take_over(*, actor: staff.Actor, request: str, reason: str, at: datetime) -> None:
    """Take a request from a colleague who cannot go on with it; they are told to look.

    :raises NotHere: no such request, or not for this actor.
    :raises Invalid: no reason.
    :raises Refused: it is decided already.
    """
    row = access.request_to_change(actor, request)
    if not reason.strip():
        raise Invalid(reason=_NEEDS_WHY)
    if row.state not in rules.OPEN:
        raise Refused(rules.DECIDED)
    before = row.claimed_by
    if row.state == rules.MACHINE.start:
        steps.move(row, "claim", actor)
    _hand_to(actor.ref, row, actor, Tag.TAKEN_OVER, at, reason=reason.strip())
    outbox.tell([before], at=at, but=actor.ref)


@transaction.atomic
def triage(
    *,
    actor: staff.Actor,
    request: str,
    level: str,
    reason: str = "",
    note: str = "",
    has_consent: bool = False,
    at: datetime,
) -> None:
    """Set the level as a person sees it, and whether they said yes to our working on this; the clock follows.

    :raises NotHere: no such request, or not for this actor.
    :raises Invalid: an unknown level, or one that differs from the proposal without a reason.
    :raises Refused: the request is not the actor's.
    """
    row = access.request_to_change(actor, request)
    body = vault.read(actor.ring, row)
    if level not in rules.LEVELS:
        raise Invalid(level=_UNKNOWN_CHOICE)
    if level != rules.provisional_level(body["answers"]) and not reason.strip():
        raise Invalid(reason=_NEEDS_REASON)
    _mine(actor, row)
    made = Triage(level, actor.ref, at, reason.strip(), note.strip(), has_consent)
    body["triage"] = asdict(made) | {"at": at.isoformat()}
    row.level = level
    vault.write(actor.ring, row, body)
    ledger.record(
        actor=actor.ref, tag=Tag.TRIAGED, subject=request, at=at, rows=[row], detail={"level": level}
    )
    waiting_since = threads.read_thread(actor.ring, row.conversation).waiting_since
    steps.set_timers(row, waiting_since=waiting_since, at=at)


@transaction.atomic
def log_attempt(*, actor: staff.Actor, request: str, channel: str, note: str = "", at: datetime) -> None:
    """Note an attempt to reach somebody that did not succeed.

    :raises NotHere: no such request, or not for this actor.
    :raises Invalid: an unknown channel.
    :raises Refused: the request is not the actor's.
    """
    row = access.request_to_change(actor, request)
    if channel not in rules.CHANNELS:
        raise Invalid(channel=_UNKNOWN_CHOICE)
    _mine(actor, row)
    body = vault.read(actor.ring, row)
    attempt = asdict(Attempt(channel, at, actor.ref, note.strip())) | {"at": at.isoformat()}
    body["attempts"] = [*body.get("attempts", []), attempt]
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=Tag.ATTEMPTED, subject=request, at=at, rows=[row])


@transaction.atomic
def take_call(
    *, actor: staff.Actor, answers: Answers, language: str, entropy: bytes, at: datetime
) -> Receipt:
    """Take down a telephone call: a request like any other, in the hands of whoever took it.

    The receipt's words may be given on the telephone, or not. The same ``entropy`` again is the same call.

    :raises Invalid: nothing was said, or a text is longer than its field.
    :raises NotHere: the actor is not of the intake team.
    """
    asking.check(answers)
    access.intake_team(actor)
    try:
        with transaction.atomic():
            ring = asking.unused_ring(entropy)
            if ring is not None:
                row, _lost = asking.store(
                    ring,
                    answers=answers,
                    entropy=entropy,
                    language=language,
                    attachments=(),
                    at=at,
                    extra={"is_marked": False, "source": asking.CALL},
                    taker=actor.ref,
                )
                claim(actor=actor, request=row.ref, at=at)
    except IntegrityError:
        if access.find_ref(vault.line_of(entropy)) is None:
            raise
    stored = access.request_to_read(actor, access.find_ref(vault.line_of(entropy)) or "")
    return asking.receipt_of(stored, entropy, language, 0)


@transaction.atomic
def open_attachment(
    *, actor: staff.Actor, request: str, attachment: str, at: datetime
) -> tuple[Attachment, Iterator[bytes]]:
    """Return a file of a conversation the actor may read, and its content in chunks; noted in the ledger.

    :raises NotHere: no such request or file, or not for this actor.
    """
    row = access.conversation_to_read(actor, request)
    opened = open_attachment_in(actor.ring, row.conversation.section_id, attachment)
    ledger.record(actor=actor.ref, tag=Tag.ATTACHMENT_READ, subject=request, at=at)
    return opened


def _hand_to(line: str, row: HelpRequest, actor: staff.Actor, tag: Tag, at: datetime, **detail: str) -> None:
    row.claimed_by = line
    vault.write(actor.ring, row, vault.read(actor.ring, row))
    ledger.record(actor=actor.ref, tag=tag, subject=row.ref, at=at, rows=[row], detail=detail)


def _mine(actor: staff.Actor, row: HelpRequest) -> None:
    if row.state not in rules.OPEN:
        raise Refused(rules.DECIDED)
    if row.claimed_by != actor.ref:
        raise Refused(rules.CLAIMED.missing)
