"""What the worker does when a time has come: it sees references and states, never content, and holds no key."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import access, rules
from waystation.sealed.intake.models import Conversation, HelpRequest, Message
from waystation.sealed.intake.operations import steps
from waystation.sealed.intake.tags import Tag

SWEEP = outbox.Recurring("intake:sweep", timedelta(days=1))
_STAGED_FOR = timedelta(days=2)


def on_notice(payload: Mapping[str, str], at: datetime) -> None:
    """Something new was said: tell whoever may read it to look."""
    request = HelpRequest.objects.with_keys().filter(ref=payload["request"]).first()
    outbox.tell(_readers(request) if request else (), at=at)


def on_clock(payload: Mapping[str, str], at: datetime) -> None:
    """The promised time has passed without an answer: tell the readers and the supervisors, and go on asking.

    An answer takes this job back, so that it only ever fires while somebody still waits.
    """
    request = access.locked(payload["request"])
    if request is None or request.state not in rules.WAITED:
        return
    outbox.tell([*_readers(request), *staff.lines_with("supervisor")], at=at)
    steps.start_clock(request, waiting_since=at)


def on_nudge(payload: Mapping[str, str], at: datetime) -> None:
    """Somebody has not written back for days: the colleague who asked is told to look."""
    request = HelpRequest.objects.filter(ref=payload["request"], state="awaiting_info").first()
    if request is not None and request.claimed_by:
        outbox.mail(to=request.claimed_by, at=at)


def on_forget(payload: Mapping[str, str], at: datetime) -> None:
    """The time to keep a request is over, or its asker wished it gone and did not think better of it."""
    request = access.locked(payload["request"])
    if request is None or request.state == "accepted":
        return
    if payload["why"] == "asked" or request.state in rules.KEPT_AFTER:
        erase(request, at)


def on_sweep(_payload: Mapping[str, str], at: datetime) -> None:
    """Destroy uploads that no sent form ever named."""
    vault.clear_staged(at.date() - _STAGED_FOR)


HANDLERS = (
    (steps.NOTICE, on_notice),
    (steps.CLOCK, on_clock),
    (steps.NUDGE, on_nudge),
    (steps.FORGET, on_forget),
    (SWEEP.kind, on_sweep),
)


@transaction.atomic
def forget(*, person: str, at: datetime) -> bool:
    """Erase one request, its conversation and its files for good; say whether there was one. One of the erasers.

    ``person`` is the reference of a request: until a case is opened the request is all there is of a person, and
    a case that is forgotten calls this with the request it came from. Other references change nothing.
    """
    row = access.locked(person)
    if row is not None:
        erase(row, at)
    return row is not None


def erase(request: HelpRequest, at: datetime) -> None:
    """Destroy the keys with the rows: what a backup still holds cannot be opened."""
    conversation = request.conversation
    messages = Message.objects.filter(section=conversation.section_id)
    erased = [row.version_name() for row in (request, conversation, *messages)]
    erased += vault.remove_card(request.ref, steps.CARD)
    HelpRequest.objects.filter(pk=request.pk).delete()
    Conversation.objects.filter(pk=conversation.pk).delete()
    messages.delete()
    for section in (request.section, conversation.section):
        erased += vault.erase_section(section)
    ledger.record(actor=None, tag=Tag.FORGOTTEN, subject=request.ref, at=at, erased=erased)
    steps.cancel_all(request)


def _readers(request: HelpRequest) -> set[str]:
    """The people behind the teams that hold the conversation; once accepted, the intake team is left in peace."""
    lines = vault.granted_lines(request.conversation.section)
    lines -= {request.conversation.receipt, vault.line_of_kind(vault.RECOVERY)}
    if request.state == "accepted":
        lines -= {staff.team_line("intake")}
    named = {line for line in lines if staff.roles_of(line)}  # a case kept to a few has readers and no team
    return named | {member for line in lines for member in vault.members(line)}
