"""What every deed on a request shares: its facts, moving it by the table, its timers, its place in the search."""

from datetime import datetime
from typing import Any

from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import queries, rules, threads
from waystation.sealed.intake.cards import Answers
from waystation.sealed.intake.models import HelpRequest

CARD = "request"
CLOCK, NUDGE, FORGET, NOTICE = "intake:clock", "intake:nudge", "intake:forget", "intake:notice"
EMPTY = _("Write something, or attach a file.")
TOO_LONG = _("This is too long for one message. Please send it in several.")
_TERMS_OF_ACCOUNT = 300  # of a long account the beginning is found; the shelf stays small


def move(request: HelpRequest, name: str, actor: staff.Actor, **facts: Any) -> None:
    """Move a request by the table; the caller writes the row.

    :raises Refused: not from here, not by this actor, or something is missing.
    """
    request.state = rules.MACHINE.move(name, request.state, actor.roles, facts).target
    if request.state not in rules.OPEN:
        request.claimed_by = ""


def move_for_asker(request: HelpRequest, name: str) -> None:
    """Move a request because of what the asker did, and store the state: their ring cannot write the row itself.

    The row is locked, so no member of staff writes an older state over it.
    """
    request.state = rules.MACHINE.move(name, request.state, frozenset({rules.ASKER}), {"reason": True}).target
    if request.state not in rules.OPEN:
        request.claimed_by = ""
    HelpRequest.objects.filter(pk=request.pk).update(state=request.state, claimed_by=request.claimed_by)


def facts_of(request: HelpRequest, body: vault.Body, actor: staff.Actor) -> dict[str, Any]:
    """Return what the table's needs look at, as this actor stands to the request."""
    return queries.facts_of(request, body, threads.read_head(actor.ring, request.conversation), actor)


def set_timers(request: HelpRequest, *, waiting_since: datetime | None, at: datetime) -> None:
    """Write down, move or take back the request's timers, so that they say what now holds."""
    is_waited = waiting_since is not None and request.state in rules.WAITED
    _timer(request, CLOCK, rules.due_at(request.level, waiting_since or at) if is_waited else None)
    _timer(request, NUDGE, at + rules.NUDGE_AFTER if request.state == "awaiting_info" else None)
    kept = rules.KEPT_AFTER.get(request.state)
    _timer(request, FORGET, at + kept if kept else None, "kept")


def start_clock(request: HelpRequest, *, waiting_since: datetime) -> None:
    """Start the clock of a request that has no other timer yet."""
    due_at = rules.due_at(request.level, waiting_since)
    outbox.enqueue_once(CLOCK, payload={"request": request.ref}, due_at=due_at, key=_key(request, CLOCK))


def set_forgetting(request: HelpRequest, at: datetime | None) -> None:
    """Have the request erased at a time, or no longer."""
    _timer(request, FORGET, at, "asked")


def cancel_all(request: HelpRequest) -> None:
    """Take back every timer of a request that is no more."""
    for kind, why in ((CLOCK, ""), (NUDGE, ""), (FORGET, "kept"), (FORGET, "asked")):
        _timer(request, kind, None, why)


def give_notice(request: HelpRequest, at: datetime) -> None:
    """Have those who read this request told by mail to look."""
    outbox.enqueue(NOTICE, payload={"request": request.ref}, due_at=at)


def place_card(
    ring: vault.Ring, request: HelpRequest, answers: Answers, *, is_first: bool = False
) -> vault.SealedRow:
    """Lay the request on the shelf of its readers, found by its contacts, place and first words."""
    tokens = rules.contact_tokens(answers.contact, answers.people, answers.happening)
    texts = (answers.contact, answers.place, answers.people, answers.happening[:_TERMS_OF_ACCOUNT])
    return vault.place_card(
        ring,
        section=request.section,
        subject=request.ref,
        kind=CARD,
        card={"first_words": queries.first_words(answers)},
        terms=" ".join((*sorted(tokens), *texts)),
        is_first=is_first,
    )


def clean(text: str, *, is_needed: bool = True) -> str:
    """Return a text as it is stored.

    :raises Invalid: nothing in it, or too much.
    """
    text = text.strip()
    if is_needed and not text:
        raise Invalid(text=EMPTY)
    if len(text) > rules.LONGEST_ACCOUNT:
        raise Invalid(text=TOO_LONG)
    return text


def _timer(request: HelpRequest, kind: str, due_at: datetime | None, why: str = "") -> None:
    payload = {"request": request.ref} | ({"why": why} if why else {})
    key = _key(request, kind, why)
    if due_at is None:
        outbox.cancel(key=key)
    else:
        outbox.enqueue(kind, payload=payload, due_at=due_at, key=key)


def _key(request: HelpRequest, kind: str, why: str = "") -> str:
    return ":".join([kind.replace(":", "-"), *([why] if why else []), request.ref])
