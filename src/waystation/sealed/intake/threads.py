"""Conversations: writing the next message, reading them all back, and noticing what was taken out or smuggled in.

Whoever can write to the database knows every public key, and could make a section of their own, granted to the same
people. What they cannot know is the *anchor*: 32 random hex digits made with the first message, repeated inside every
sealed body of the conversation and, for the asker, kept under the twelve words. A body without it is not ours (T-17).
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.vault import api as vault
from waystation.sealed.intake.cards import Answers, Attachment, MessageCard, Thread
from waystation.sealed.intake.models import Conversation, Message

ASKER, STAFF = "asker", "staff"
ASKED, SAID, ANSWERED, WITHDRAWN, FORGET, FORGET_BACK = (
    "asked",
    "said",
    "answered",
    "withdrawn",
    "forget",
    "forget-back",
)
_ANCHOR_BYTES = 16
ALTERED = _("Somebody has tampered with this conversation on our side. Nothing was written into it.")


@dataclass(frozen=True, repr=False)
class Entry:
    """What is to be written next."""

    kind: str
    side: str
    text: str = ""
    author: str = ""
    via: str = "words"
    attachments: Sequence[Attachment] = ()
    answers: Answers | None = None
    is_danger: bool = False


def start(*, section: vault.Section, receipt: str, entropy: bytes) -> tuple[Conversation, str]:
    """Return an unsaved conversation and its anchor; the first :func:`append` saves it."""
    conversation = Conversation(section=section, receipt=receipt)
    anchor = secrets.token_hex(_ANCHOR_BYTES)
    conversation.anchor = vault.close_box(
        entropy, anchor.encode(), purpose="intake-anchor", about=conversation.ref
    )
    return conversation, anchor


def anchor_of(conversation: Conversation, entropy: bytes) -> str:
    """Open the anchor kept under the twelve words.

    :raises vault.Unopenable: other words, or altered.
    """
    sealed = bytes(conversation.anchor)
    return vault.open_box(entropy, sealed, purpose="intake-anchor", about=conversation.ref).decode()


def read_head(ring: vault.Ring, conversation: Conversation, anchor: str = "") -> vault.Body:
    """Open the head of a conversation; ``anchor`` is what the reader knows it must contain, where they do.

    :raises Refused: it cannot be opened, or it is not the genuine one.
    :raises vault.NotGranted: not for this ring.
    """
    try:
        head = vault.read(ring, conversation)
    except vault.Unopenable:
        raise Refused(ALTERED) from None
    if anchor and head.get("anchor") != anchor:
        raise Refused(ALTERED)
    return head


def append(
    ring: vault.Ring,
    conversation: Conversation,
    entry: Entry,
    *,
    at: datetime,
    anchor: str,
    ref: str = "",
    changes: Mapping[str, Any] | None = None,
) -> Message:
    """Write the next message and the head that counts it; ``ref`` makes a second sending of the same form harmless.

    The caller holds the lock on the request's row, so that two writers never take the same number.

    :raises Refused: the conversation was tampered with.
    """
    head: vault.Body = {"anchor": anchor, "count": 0, "last": ""}
    if conversation.version:
        head = read_head(ring, conversation, anchor)
    message = Message(section=conversation.section)
    if ref:
        message.ref = ref
    number = int(head["count"]) + 1
    vault.write(ring, message, _body(entry, number=number, before=str(head["last"]), anchor=anchor, at=at))
    head |= {"count": number, "last": _mark(message), **_waiting(head, entry, at), **(changes or {})}
    vault.write(ring, conversation, head)
    return message


def change_head(ring: vault.Ring, conversation: Conversation, anchor: str, **changes: Any) -> None:
    """Change what the head says without writing a message.

    :raises Refused: the conversation was tampered with.
    """
    vault.write(ring, conversation, read_head(ring, conversation, anchor) | changes)


def read_thread(ring: vault.Ring, conversation: Conversation, anchor: str = "") -> Thread:
    """Open a whole conversation and check it.

    Looked at twice before it cries wolf: somebody may be writing between the head and the messages.

    :raises vault.NotGranted: not for this ring.
    """
    thread = _read_once(ring, conversation, anchor)
    if not thread.is_whole:
        conversation = Conversation.objects.select_related("section").get(pk=conversation.pk)
        thread = _read_once(ring, conversation, anchor)
    return thread


def _read_once(ring: vault.Ring, conversation: Conversation, anchor: str) -> Thread:
    rows = list(Message.objects.filter(section=conversation.section_id).select_related("section"))
    try:
        head = read_head(ring, conversation, anchor)
    except Refused:
        return Thread((), 0, max(len(rows), 1), None, is_confirmed=False, forget_on=None)
    genuine, forged = _genuine(ring, rows, head["anchor"])
    numbered = sorted(genuine, key=lambda pair: int(pair[1]["number"]))
    expected = int(head["count"])
    return Thread(
        messages=tuple(_card(row, body) for row, body in numbered),
        missing=max(expected - len(numbered), _breaks(numbered, str(head["last"]))),
        forged=forged + max(len(numbered) - expected, 0),
        waiting_since=_moment(head.get("waiting_since")),
        is_confirmed=bool(head.get("confirmed_at")),
        forget_on=date.fromisoformat(head["forget_on"]) if head.get("forget_on") else None,
    )


def _genuine(
    ring: vault.Ring, rows: list[Message], anchor: str
) -> tuple[list[tuple[Message, vault.Body]], int]:
    genuine, forged = [], 0
    for row in rows:
        try:
            body = vault.read(ring, row)
        except vault.NotGranted:
            continue  # sealed under a key this reader never had: the head's count will miss it
        except vault.Unopenable:
            forged += 1
            continue
        if body.get("anchor") == anchor:
            genuine.append((row, body))
        else:
            forged += 1
    return genuine, forged


def _breaks(numbered: list[tuple[Message, vault.Body]], last: str) -> int:
    """Count the places where a message does not name the one before it, or the head not the last one."""
    marks = ["", *(_mark(row) for row, _body in numbered)]
    named = [*(str(body["before"]) for _row, body in numbered), last]
    return sum(mark != name for mark, name in zip(marks, named, strict=True))


def _mark(message: Message) -> str:
    return vault.digest(b"intake-message", message.ref.encode(), bytes(message.sealed)).hex()


def _body(entry: Entry, *, number: int, before: str, anchor: str, at: datetime) -> vault.Body:
    return {
        "number": number,
        "before": before,
        "anchor": anchor,
        "kind": entry.kind,
        "side": entry.side,
        "text": entry.text,
        "author": entry.author,
        "via": entry.via,
        "at": at.isoformat(),
        "attachments": [[part.ref, part.name, part.length] for part in entry.attachments],
        "answers": entry.answers.as_body() if entry.answers else None,
        "is_danger": entry.is_danger,
    }


def _waiting(head: vault.Body, entry: Entry, at: datetime) -> vault.Body:
    """The clock runs from the first thing they said that nobody has answered yet."""
    if entry.side == STAFF:
        return {"waiting_since": None}
    if entry.kind in {ASKED, SAID} and not head.get("waiting_since"):
        return {"waiting_since": at.isoformat()}
    return {}


def _card(row: Message, body: vault.Body) -> MessageCard:
    return MessageCard(
        ref=row.ref,
        number=int(body["number"]),
        kind=body["kind"],
        side=body["side"],
        author=body["author"],
        text=body["text"],
        at=datetime.fromisoformat(body["at"]),
        attachments=tuple(Attachment(*part) for part in body["attachments"]),
        via=body["via"],
        answers=Answers.from_body(body["answers"]) if body["answers"] else None,
        is_danger=body["is_danger"],
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
