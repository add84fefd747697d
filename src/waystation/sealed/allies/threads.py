"""Conversations: one sealed body with every message; starting one, adding to it, reading it."""

import secrets
from datetime import date, datetime
from typing import Any

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.vault import api as vault
from waystation.sealed.allies.cards import MessageCard, Thread
from waystation.sealed.allies.models import Conversation

HELPER, STAFF = "helper", "staff"
OFFERED, SAID, ANSWERED, WITHDRAWN, FORGET, FORGET_BACK = (
    "offered",
    "said",
    "answered",
    "withdrawn",
    "forget",
    "forget-back",
)
MOST_MESSAGES = 400
FULL = _("This conversation is very long. Please begin a new offer and write that you have written before.")
_ANCHOR_BYTES = 16


def start(
    *, section: vault.Section, receipt: str, entropy: bytes, language: str
) -> tuple[Conversation, vault.Body]:
    """Return an unsaved conversation and its empty body."""
    conversation = Conversation(section=section, receipt=receipt)
    anchor = secrets.token_hex(_ANCHOR_BYTES)
    conversation.anchor = vault.close_box(
        entropy, anchor.encode(), purpose="ally-anchor", about=conversation.ref
    )
    return conversation, {"anchor": anchor, "language": language, "messages": []}


def has(body: vault.Body, once: str) -> bool:
    """Say whether a form was sent before."""
    return bool(once) and any(message["once"] == once for message in body["messages"])


def add(
    ring: vault.Ring,
    conversation: Conversation,
    body: vault.Body,
    *,
    kind: str,
    side: str,
    at: datetime,
    text: str = "",
    author: str = "",
    once: str = "",
    answers: dict[str, Any] | None = None,
) -> None:
    """Write a message; the caller holds the lock on the offer's row.

    :raises Refused: there are too many already.
    """
    if len(body["messages"]) >= MOST_MESSAGES and kind in {OFFERED, SAID, ANSWERED}:
        raise Refused(FULL)
    message = {"kind": kind, "side": side, "text": text, "at": at.isoformat(), "author": author, "once": once}
    body["messages"].append(message | ({"answers": answers} if answers else {}))
    if kind in {OFFERED, SAID}:
        conversation.is_waiting = True
    elif side == STAFF or kind == WITHDRAWN:
        conversation.is_waiting = False
    vault.write(ring, conversation, body)


def thread_of(conversation: Conversation, body: vault.Body) -> Thread:
    """Return a conversation as it is shown."""
    return Thread(
        messages=tuple(
            MessageCard(
                kind=message["kind"],
                side=message["side"],
                text=message["text"],
                at=datetime.fromisoformat(message["at"]),
                author=message["author"],
                answers=message.get("answers", {}),
            )
            for message in body["messages"]
        ),
        is_waiting=conversation.is_waiting,
        is_confirmed=bool(body.get("confirmed_at")),
        forget_on=date.fromisoformat(body["forget_on"]) if body.get("forget_on") else None,
    )
