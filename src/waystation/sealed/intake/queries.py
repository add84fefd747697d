"""Reads of the room: one request, a mailbox, a conversation, and what the search finds; plain values come back."""

from datetime import date, datetime
from typing import Any

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import access, rules, threads
from waystation.sealed.intake.cards import (
    Answers,
    Attempt,
    Likeness,
    Mailbox,
    QueueRow,
    RequestCard,
    Thread,
    Triage,
)
from waystation.sealed.intake.models import HelpRequest

CARD = "request"
_FIRST_WORDS = 90
_MOST_FOUND = 50
_MOST_LIKE = 10


def read_request(actor: staff.Actor, ref: str, *, at: datetime) -> RequestCard:
    """Return everything about one request.

    :raises NotHere: no such request, or not for this actor.
    :raises Refused: it was tampered with.
    """
    request = access.request_to_read(actor, ref)
    try:
        body = vault.read(actor.ring, request)
    except vault.Unopenable:
        raise Refused(threads.ALTERED) from None
    try:
        head: vault.Body | None = threads.read_head(actor.ring, request.conversation, body["anchor"])
    except Refused:
        head = None
    hostile = body.get("hostile") or {}
    triage = body.get("triage")
    return RequestCard(
        row=row_of(request, body, head, actor, at),
        answers=Answers.from_body(body["answers"]),
        provisional=rules.provisional_level(body["answers"]),
        triage=Triage(**triage | {"at": datetime.fromisoformat(triage["at"])}) if triage else None,
        attempts=tuple(
            Attempt(**attempt | {"at": datetime.fromisoformat(attempt["at"])})
            for attempt in body.get("attempts", ())
        ),
        linked=tuple(body.get("linked", ())),
        hostile_proposed_by=hostile.get("by", ""),
        hostile_reason=hostile.get("reason", ""),
        end_reason=body.get("end_reason", ""),
        thread=threads.read_thread(actor.ring, request.conversation, body["anchor"]),
        offers=tuple(_offers(request, facts_of(request, body, head or {}, actor), actor)),
    )


def facts_of(request: HelpRequest, body: vault.Body, head: vault.Body, actor: staff.Actor) -> dict[str, Any]:
    """Return what the table's needs look at, as this actor stands to the request."""
    attempts = body.get("attempts", ())
    hostile = body.get("hostile") or {}
    triage = body.get("triage") or {}
    return {
        "is_mine": request.claimed_by == actor.ref,
        "is_reachable": bool(body["answers"].get("contact") or head.get("confirmed_at")),
        "is_second_person": bool(hostile) and hostile["by"] != actor.ref,
        "is_triaged": bool(triage),
        "has_consent": bool(triage.get("has_consent")),
        "attempts": len(attempts),
        "channels": len({attempt["channel"] for attempt in attempts}),
    }


def row_of(
    request: HelpRequest, body: vault.Body | None, head: vault.Body | None, actor: staff.Actor, at: datetime
) -> QueueRow:
    """Return a request as one line of the queue; what was tampered with stands there too, and says so."""
    is_altered = body is None or head is None
    body = body if body is not None else {}
    head = head if head is not None else {}
    said = body.get("answers", {"happening": ""})
    answers = Answers.from_body(said)
    waiting_since = _moment(head.get("waiting_since")) if request.state in rules.WAITED else None
    due_at = rules.due_at(request.level, waiting_since) if waiting_since else None
    return QueueRow(
        ref=request.ref,
        state=request.state,
        level=request.level,
        received_on=request.received_on,
        claimed_by=request.claimed_by,
        is_mine=request.claimed_by == actor.ref,
        received_at=_moment(body.get("received_at")) or at,
        waiting_since=waiting_since,
        due_at=due_at,
        is_overdue=due_at is not None and due_at < at,
        first_words=first_words(answers),
        place=answers.place,
        reasons=tuple(rules.reasons(said)),
        people=_people(answers),
        is_confirmed=bool(head.get("confirmed_at")),
        is_marked=bool(body.get("is_marked")),
        is_hostile_proposed=bool(body.get("hostile")) and request.state in rules.OPEN,
        forget_on=date.fromisoformat(head["forget_on"]) if head.get("forget_on") else None,
        source=body.get("source", ""),
        language=body.get("language", ""),
        is_altered=is_altered,
    )


def first_words(answers: Answers) -> str:
    """Return the beginning of an account, cut at a word."""
    text = " ".join(answers.happening.split())
    if len(text) <= _FIRST_WORDS:
        return text
    return text[:_FIRST_WORDS].rsplit(" ", 1)[0] + "…"


def mailbox(*, entropy: bytes, at: datetime) -> Mailbox:
    """Return what the holder of the words sees: where things stand, the conversation, when to look again.

    The first account is not in it: whoever else comes by these words shall not read it.

    :raises NotHere: no mailbox belongs to these words, or no longer.
    """
    opened = access.mailbox_to_read(entropy)
    request = opened.request
    thread = threads.read_thread(opened.ring, request.conversation, opened.anchor)
    waiting_since = thread.waiting_since
    is_late = waiting_since is not None and rules.due_at(request.level, waiting_since) < at
    when = rules.LEVELS[request.level].when if waiting_since else ""
    return Mailbox(
        request=request.ref,
        state=request.state,
        level=request.level,
        thread=thread,
        look_again=rules.LATE if is_late else when,
        may_withdraw=request.state in rules.OPEN,
    )


def find_request_of_receipt(line: str) -> str | None:
    """Return the reference of the request that belongs to a receipt's line, or None."""
    return access.find_ref(line)


def conversation(actor: staff.Actor, request: str) -> vault.Section:
    """Return the section of a request's conversation, to grant it on.

    :raises NotHere: no such request, or not for this actor.
    """
    section: vault.Section = access.conversation_to_read(actor, request).conversation.section
    return section


def read_conversation(actor: staff.Actor, request: str) -> Thread:
    """Return a conversation to whoever holds it: the intake team, later the case's team.

    :raises NotHere: no such request, or not for this actor.
    """
    return threads.read_thread(actor.ring, access.conversation_to_read(actor, request).conversation)


def likenesses(actor: staff.Actor, card: RequestCard) -> list[Likeness]:
    """List requests that name the same telephone, handle or address, among those the actor holds.

    Only that: equal contacts are a reason to look, never proof, and unequal ones prove nothing either.
    """
    found: dict[str, set[str]] = {}
    firsts: dict[str, str] = {}
    answers = card.answers
    for token in rules.contact_tokens(answers.contact, answers.people, answers.happening):
        for hit in vault.search(actor.ring, kinds=[CARD], query=token, limit=_MOST_FOUND):
            if hit.subject != card.ref:
                found.setdefault(hit.subject, set()).add(token)
                firsts[hit.subject] = hit.card["first_words"]
    rows = HelpRequest.objects.filter(ref__in=found).order_by("-received_on", "ref")[:_MOST_LIKE]
    return [
        Likeness(row.ref, row.state, row.received_on, tuple(sorted(found[row.ref])), firsts[row.ref])
        for row in rows
    ]


def found(*, actor: staff.Actor, query: str, at: datetime) -> list[Likeness]:  # noqa: ARG001 - every finder is asked alike
    """List requests whose contacts, place or first words contain every word of a query; for the search box."""
    hits = {
        hit.subject: hit for hit in vault.search(actor.ring, kinds=[CARD], query=query, limit=_MOST_FOUND)
    }
    rows = HelpRequest.objects.filter(ref__in=hits).order_by("-received_on", "ref")
    return [
        Likeness(row.ref, row.state, row.received_on, (), hits[row.ref].card["first_words"]) for row in rows
    ]


def _offers(request: HelpRequest, facts: dict[str, Any], actor: staff.Actor) -> Any:
    """Offer the moves; what a move's own form asks for (a reason, a target) is taken as given."""
    given = facts | {"reason": True, "has_target": True}
    return rules.MACHINE.offers(request.state, actor.roles, given)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _people(answers: Answers) -> int | None:
    if answers.adults is None and answers.children is None:
        return None
    return (answers.adults or 0) + (answers.children or 0)
