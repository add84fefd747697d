"""What the holder of the words does: write, withdraw, ask to be forgotten, think better of it."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.outbox import api as outbox
from waystation.sealed.allies import access, threads
from waystation.sealed.allies.operations import steps
from waystation.sealed.allies.rules import vetting
from waystation.sealed.allies.tags import Tag


@transaction.atomic
def write_as_helper(*, entropy: bytes, text: str, once: str = "", at: datetime) -> None:
    """Send a message; ``once`` makes a second arrival of the same form harmless.

    :raises NotHere: no messages belong to these words.
    :raises Invalid: nothing in it, or too long.
    :raises Refused: the conversation is full.
    """
    opened = access.mailbox_to_change(entropy)
    text = steps.clean(text)
    _say(opened, threads.SAID, Tag.HEARD, at, once, text=text)


@transaction.atomic
def withdraw(*, entropy: bytes, text: str = "", once: str = "", at: datetime) -> None:
    """Take the offer back: out of every search at once, erased after thirty days. Doing it twice changes nothing.

    :raises NotHere: no messages belong to these words.
    """
    opened = access.mailbox_to_change(entropy)
    if opened.ally.state not in vetting.OPEN:
        return
    steps.move_unread(opened.ally, "withdraw", vetting.HELPER, at)
    _say(opened, threads.WITHDRAWN, Tag.MOVED, at, once, text=steps.clean(text, is_needed=False))


@transaction.atomic
def ask_to_be_forgotten(*, entropy: bytes, once: str = "", at: datetime) -> None:
    """Ask for everything to be erased: done after seven days, so that whoever was forced to ask can return.

    :raises NotHere: no messages belong to these words.
    """
    opened = access.mailbox_to_change(entropy)
    if opened.body.get("forget_on"):
        return
    moment = at + vetting.FORGET_AFTER
    opened.body["forget_on"] = moment.date().isoformat()
    _say(opened, threads.FORGET, Tag.FORGET_ASKED, at, once)
    steps.set_forgetting(opened.ally, moment)


@transaction.atomic
def take_back_forgetting(*, entropy: bytes, once: str = "", at: datetime) -> None:
    """Keep everything after all.

    :raises NotHere: no messages belong to these words.
    """
    opened = access.mailbox_to_change(entropy)
    if not opened.body.pop("forget_on", None):
        return
    _say(opened, threads.FORGET_BACK, Tag.FORGET_TAKEN_BACK, at, once)
    steps.set_forgetting(opened.ally, None)


def _say(opened: access.Opened, kind: str, tag: Tag, at: datetime, once: str, *, text: str = "") -> None:
    if threads.has(opened.body, once):
        return
    conversation = opened.ally.conversation
    threads.add(
        opened.ring, conversation, opened.body, kind=kind, side=threads.HELPER, at=at, text=text, once=once
    )
    steps.tell(opened.ally, tag, at, conversation, actor=conversation.receipt)
    outbox.enqueue(steps.NOTICE, payload={"ally": opened.ally.ref}, due_at=at)
