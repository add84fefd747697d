"""The only ways to a row: a request through the intake team's key, a conversation through its own, a mailbox by words."""

from dataclasses import dataclass

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import threads
from waystation.sealed.intake.models import HelpRequest

_HELP_REQUEST = Prepared(lambda ref: HelpRequest.objects.with_keys().filter(ref=ref))


@dataclass(frozen=True, repr=False)
class Opened:
    """A mailbox unlocked by its words."""

    ring: vault.Ring
    request: HelpRequest
    anchor: str


def request_to_read(actor: staff.Actor, ref: str) -> HelpRequest:
    """Return a request whose section and conversation the actor's keys open: one kept to a few is gone for the others.

    :raises NotHere: no such request, or not for this actor.
    """
    return _held(actor, _HELP_REQUEST.first(ref=ref))


def request_to_change(actor: staff.Actor, ref: str) -> HelpRequest:
    """The same, its row locked until the transaction ends, so that two people never decide at once.

    :raises NotHere: no such request, or not for this actor.
    """
    return _held(actor, locked(ref))


def conversation_to_read(actor: staff.Actor, ref: str) -> HelpRequest:
    """Return a request whose conversation the actor's keys open: the intake team's, later the case team's.

    :raises NotHere: no such request, or not for this actor.
    """
    return _heard(actor, _HELP_REQUEST.first(ref=ref))


def conversation_to_change(actor: staff.Actor, ref: str) -> HelpRequest:
    """The same, its row locked until the transaction ends.

    :raises NotHere: no such request, or not for this actor.
    """
    return _heard(actor, locked(ref))


def mailbox_to_read(entropy: bytes) -> Opened:
    """Return the mailbox that belongs to these words.

    :raises NotHere: there is none, or no longer; the two are not told apart (T-05).
    """
    return _opened(
        entropy, HelpRequest.objects.with_keys().filter(conversation__receipt=vault.line_of(entropy)).first()
    )


def mailbox_to_change(entropy: bytes) -> Opened:
    """The same, its request locked until the transaction ends.

    :raises NotHere: there is none, or no longer.
    """
    ref = find_ref(vault.line_of(entropy))
    return _opened(entropy, locked(ref) if ref else None)


def intake_team(actor: staff.Actor) -> str:
    """Return the line of the intake team to one of its members.

    :raises NotHere: the actor is not of the team.
    """
    if not is_of_team(actor):
        raise NotHere
    return staff.team_line("intake")


def is_of_team(actor: staff.Actor) -> bool:
    """Say whether the actor's ring holds the intake team's key."""
    return staff.team_line("intake") in actor.ring.lines()


def find_ref(receipt: str) -> str | None:
    """Return the reference of the request that belongs to a receipt's line, if there is one."""
    found: str | None = (
        HelpRequest.objects.filter(conversation__receipt=receipt).values_list("ref", flat=True).first()
    )
    return found


def locked(ref: str) -> HelpRequest | None:
    """Lock a request's row; for the worker and for the gates above."""
    return next(iter(locked_all(ref=ref)), None)


def locked_all(**which: object) -> list[HelpRequest]:
    """Lock the rows of requests, in one order, and return them as they are now.

    Two questions, not one with a join: whoever waited for the lock must see the conversation that the other wrote
    meanwhile, and PostgreSQL shows a joined row as it was before the waiting.
    """
    rows = HelpRequest.objects.filter(**which).order_by("ref").select_for_update()
    refs = set(rows.values_list("ref", flat=True))
    return [row for row in HelpRequest.objects.with_keys().filter(**which) if row.ref in refs]


def _held(actor: staff.Actor, request: HelpRequest | None) -> HelpRequest:
    if request is None or not vault.holds(actor.ring, request.section):
        raise NotHere
    return _heard(actor, request)


def _heard(actor: staff.Actor, request: HelpRequest | None) -> HelpRequest:
    if request is None or not vault.holds(actor.ring, request.conversation.section):
        raise NotHere
    return request


def _opened(entropy: bytes, request: HelpRequest | None) -> Opened:
    ring = vault.ring_of(entropy)
    if request is None or not vault.holds(ring, request.conversation.section):
        raise NotHere
    try:
        return Opened(ring, request, threads.anchor_of(request.conversation, entropy))
    except vault.Unopenable:
        raise NotHere from None
