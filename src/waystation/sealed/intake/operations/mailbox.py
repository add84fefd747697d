"""What the holder of the words does: write, attach, withdraw, ask to be forgotten, think better of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import here
from waystation.foundation.ledger import api as ledger
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import access, rules, threads
from waystation.sealed.intake.cards import Attachment, Upload
from waystation.sealed.intake.models import Message
from waystation.sealed.intake.operations import steps
from waystation.sealed.intake.operations.asking import keep, raise_level
from waystation.sealed.intake.tags import Tag


@transaction.atomic
def write_as_asker(
    *,
    entropy: bytes,
    text: str,
    attachments: Sequence[Upload] = (),
    is_danger: bool = False,
    once: str = "",
    at: datetime,
) -> int:
    """Send a message from the asker; return how many files had gone meanwhile.

    ``once`` is a reference made by the form, so that a second arrival changes nothing. ``is_danger`` makes the
    request immediate. A message opens again what was waiting for it, pointed to others or out of contact.

    :raises NotHere: no mailbox belongs to these words.
    :raises Invalid: neither text nor file, or too long.
    :raises Refused: the conversation was tampered with.
    """
    opened = access.mailbox_to_change(entropy)
    request = opened.request
    if once and Message.objects.filter(ref=once).exists():
        return 0
    files = keep(opened.ring, request.conversation.section, attachments)
    text = steps.clean(text, is_needed=not files.kept and not is_danger)
    if is_danger:
        raise_level(request, "immediate")
    entry = threads.Entry(threads.SAID, threads.ASKER, text=text, attachments=files.kept, is_danger=is_danger)
    message = _say(opened, entry, at=at, ref=once)
    for name, source in (("hear", ("awaiting_info",)), ("reopen", rules.REOPENABLE)):
        if request.state in source:
            steps.move_for_asker(request, name)
    _tell(opened, Tag.HEARD, at, message, *files.rows)
    waiting_since = threads.read_head(opened.ring, request.conversation, opened.anchor)["waiting_since"]
    steps.set_timers(request, waiting_since=datetime.fromisoformat(waiting_since), at=at)
    steps.give_notice(request, at)
    return files.lost


@transaction.atomic
def withdraw(*, entropy: bytes, text: str = "", once: str = "", at: datetime) -> None:
    """Take the request back; it is erased after thirty days. Doing it twice changes nothing.

    :raises NotHere: no mailbox belongs to these words.
    :raises Refused: there is a case already: it is talked over, not switched off.
    """
    opened = access.mailbox_to_change(entropy)
    if opened.request.state == "withdrawn":
        return
    steps.move_for_asker(opened.request, "withdraw")
    entry = threads.Entry(threads.WITHDRAWN, threads.ASKER, text=steps.clean(text, is_needed=False))
    message = _say(opened, entry, at=at, ref=once, waiting_since=None)
    _tell(opened, Tag.MOVED, at, message)
    steps.set_timers(opened.request, waiting_since=None, at=at)


@transaction.atomic
def ask_to_be_forgotten(*, entropy: bytes, once: str = "", at: datetime) -> None:
    """Ask for everything to be erased: done after seven days, so that a person who was forced to ask can return.

    With a case open, people decide (others of the family may depend on it), and the request for it stands there.

    :raises NotHere: no mailbox belongs to these words.
    """
    opened = access.mailbox_to_change(entropy)
    request = opened.request
    if threads.read_head(opened.ring, request.conversation, opened.anchor).get("forget_on"):
        return
    moment = at + rules.FORGET_AFTER
    message = _say(
        opened,
        threads.Entry(threads.FORGET, threads.ASKER),
        at=at,
        ref=once,
        forget_on=moment.date().isoformat(),
    )
    _tell(opened, Tag.FORGET_ASKED, at, message)
    if request.state != "accepted":
        steps.set_forgetting(request, moment)
    steps.give_notice(request, at)


@transaction.atomic
def take_back_forgetting(*, entropy: bytes, once: str = "", at: datetime) -> None:
    """Keep everything after all.

    :raises NotHere: no mailbox belongs to these words.
    """
    opened = access.mailbox_to_change(entropy)
    if not threads.read_head(opened.ring, opened.request.conversation, opened.anchor).get("forget_on"):
        return
    entry = threads.Entry(threads.FORGET_BACK, threads.ASKER)
    message = _say(opened, entry, at=at, ref=once, forget_on=None)
    _tell(opened, Tag.FORGET_TAKEN_BACK, at, message)
    steps.set_forgetting(opened.request, None)
    steps.give_notice(opened.request, at)


def open_own_attachment(*, entropy: bytes, attachment: str) -> tuple[Attachment, Iterator[bytes]]:
    """Return a file of one's own conversation and its content in chunks.

    :raises NotHere: no such mailbox, or no such file in it.
    """
    opened = access.mailbox_to_read(entropy)
    return open_attachment_in(opened.ring, opened.request.conversation.section_id, attachment)


def open_attachment_in(ring: vault.Ring, section: str, ref: str) -> tuple[Attachment, Iterator[bytes]]:
    """Open a file of a section this ring holds.

    :raises NotHere: it is not there.
    """
    row = here(vault.SealedFile.objects.select_related("section").filter(ref=ref, section=section).first())
    about = vault.describe(ring, row)
    return Attachment(row.ref, str(about["name"]), int(about["length"])), vault.open_file(ring, row)


def _say(
    opened: access.Opened, entry: threads.Entry, *, at: datetime, ref: str = "", **changes: object
) -> Message:
    return threads.append(
        opened.ring,
        opened.request.conversation,
        entry,
        at=at,
        anchor=opened.anchor,
        ref=ref,
        changes=changes,
    )


def _tell(opened: access.Opened, tag: Tag, at: datetime, *rows: vault.SealedRow) -> None:
    conversation = opened.request.conversation
    ledger.record(
        actor=conversation.receipt, tag=tag, subject=opened.request.ref, at=at, rows=[conversation, *rows]
    )
