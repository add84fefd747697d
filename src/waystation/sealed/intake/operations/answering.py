"""Answers: by the intake team while a request is open, by the case's team afterwards; and what was heard otherwise."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import access, rules, threads
from waystation.sealed.intake.models import HelpRequest, Message
from waystation.sealed.intake.operations import steps
from waystation.sealed.intake.tags import Tag

_UNKNOWN_CHANNEL = _("Choose how.")


@transaction.atomic
def answer(
    *,
    actor: staff.Actor,
    request: str,
    text: str,
    via: str = "words",
    is_last_word: bool = True,
    once: str = "",
    at: datetime,
) -> None:
    """Answer: write into the conversation what the asker is told, or note what they were told by telephone.

    The clock stops. ``is_last_word`` false means that we now wait for them: a reminder follows after three days.
    ``once`` makes a second arrival of the form harmless.

    :raises NotHere: no such conversation, or not for this actor.
    :raises Invalid: nothing written, too long, or an unknown way.
    :raises Refused: while it is open it must be the actor's; or somebody tampered with it.
    """
    row = access.conversation_to_change(actor, request)
    text = steps.clean(text)
    if via not in rules.CHANNELS:
        raise Invalid(via=_UNKNOWN_CHANNEL)
    if once and Message.objects.filter(ref=once).exists():
        return
    if row.state in rules.OPEN and row.claimed_by != actor.ref:
        raise Refused(rules.CLAIMED.missing)
    message = write_as_staff(actor, row, text, via=via, once=once, at=at)
    rows: list[vault.SealedRow] = [row.conversation, message]
    if not is_last_word and row.state == "screening":
        body = vault.read(actor.ring, row)
        steps.move(row, "await", actor, **steps.facts_of(row, body, actor))
        vault.write(actor.ring, row, body)
        rows.append(row)
    ledger.record(actor=actor.ref, tag=Tag.ANSWERED, subject=request, at=at, rows=rows)
    steps.set_timers(row, waiting_since=None, at=at)


@transaction.atomic
def hear(*, actor: staff.Actor, request: str, text: str, via: str, once: str = "", at: datetime) -> None:
    """Note what the asker said by telephone or otherwise; it counts as their message, and the clock runs.

    :raises NotHere: no such conversation, or not for this actor.
    :raises Invalid: nothing written, too long, or an unknown way.
    :raises Refused: somebody tampered with the conversation.
    """
    row = access.conversation_to_change(actor, request)
    text = steps.clean(text)
    if via not in rules.CHANNELS:
        raise Invalid(via=_UNKNOWN_CHANNEL)
    if once and Message.objects.filter(ref=once).exists():
        return
    head = threads.read_head(actor.ring, row.conversation)
    entry = threads.Entry(threads.SAID, threads.ASKER, text=text, author=actor.ref, via=via)
    message = threads.append(actor.ring, row.conversation, entry, at=at, anchor=str(head["anchor"]), ref=once)
    if row.state == "awaiting_info":
        steps.move_for_asker(row, "hear")
    elif row.state in rules.REOPENABLE:
        steps.move_for_asker(row, "reopen")
    ledger.record(actor=actor.ref, tag=Tag.HEARD, subject=request, at=at, rows=[row.conversation, message])
    waiting_since = threads.read_head(actor.ring, row.conversation)["waiting_since"]
    steps.set_timers(row, waiting_since=datetime.fromisoformat(waiting_since), at=at)


def write_as_staff(
    actor: staff.Actor, row: HelpRequest, text: str, *, via: str = "words", once: str = "", at: datetime
) -> Message:
    """Write an answer into a locked request's conversation.

    :raises Refused: somebody tampered with the conversation.
    """
    head = threads.read_head(actor.ring, row.conversation)
    entry = threads.Entry(threads.ANSWERED, threads.STAFF, text=text, author=actor.ref, via=via)
    return threads.append(actor.ring, row.conversation, entry, at=at, anchor=str(head["anchor"]), ref=once)
