"""A letter through our relay: sealed to the mailer as it arrives, asked back by mail, sent, copied, erased."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.kernel.references import new_ref, ref_from
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.outreach.letters.access import (
    TOKEN_BYTES,
    letter_of_token,
    mails_of_link,
    public_campaign,
    reach,
)
from waystation.outreach.letters.models import ASK, COPY, LETTER, Campaign, Official, Press, RelayMail
from waystation.outreach.letters.operations.counting import NOT_OPEN
from waystation.outreach.letters.operations.posting import DELIVER, SEALED_FOR
from waystation.outreach.letters.rules import letter as letters
from waystation.outreach.letters.rules import machine

NOBODY = _("Choose somebody who can be reached by mail.")
NO_RELAY = _(
    "Letters of this campaign cannot be sent through us. Send yours from your own mail, or on paper."
)
FULL = _("Too many letters wait at the moment. Please send yours from your own mail, or come back tomorrow.")
MOST_WAITING = 20_000
SHORTEST_ONCE = 14
BUCKET = 4096
Said = Mapping[str, str | list[str]]


@transaction.atomic
def leave_letter(
    *,
    campaign: str,
    officials: Sequence[str],
    letter: letters.Letter,
    sender: letters.Sender,
    language: str,
    once: str,
    at: datetime,
) -> None:
    """Take a letter for the relay; nothing leaves before the writer pressed a button behind a mailed link. Anybody may.

    Everything that names the writer is sealed to the mailer in this request, and destroyed when it has left. The same page
    sent twice with the same words leaves one letter.

    :raises NotHere: no such campaign.
    :raises Refused: it is not open, has no relay, nobody chosen can be reached by mail, or too many letters wait.
    """
    row = public_campaign(campaign)
    if row.state not in machine.WRITABLE:
        raise Refused(NOT_OPEN)
    if not row.is_relayed or row.is_dangerous:
        raise Refused(NO_RELAY)
    reached = _by_mail(row, officials)
    if not reached:
        raise Refused(NOBODY)
    if not _is_first(once, sender, letter, reached, at):
        return
    # Drawn here and mailed, so that only who reads that mailbox can let the letter go (T-37).
    token = secrets.token_bytes(TOKEN_BYTES)
    group = letter_of_token(token)
    if RelayMail.objects.count() + len(reached) > MOST_WAITING:
        raise Refused(FULL)
    told = {"name": sender.name, "contact": sender.contact, "language": language}
    written = {**told, "subject": letter.subject, "body": letter.body, "signed": letter.signed}
    names = [f"{one.title} {one.name}".strip() for one in reached]
    mails: list[tuple[str, Said]] = [(ASK, {**told, "token": token.hex()})]
    mails += [
        (LETTER, {**written, "campaign": row.ref, "official": one.ref, "in": row.letter_language})
        for one in reached
    ]
    mails.append((COPY, {**written, "to": names}))
    RelayMail.objects.bulk_create(_sealed(kind, group, said, at) for kind, said in mails)
    outbox.enqueue_once(DELIVER, payload={}, due_at=at - timedelta(minutes=1), key=DELIVER)


def _by_mail(row: Campaign, officials: Sequence[str]) -> list[Official]:
    chosen = reach(row).filter(ref__in=officials[: letters.MOST_ADDRESSEES], is_dangerous=False)
    return list(chosen.exclude(email="").order_by("name", "ref"))


def _is_first(
    once: str, sender: letters.Sender, letter: letters.Letter, reached: Sequence[Official], at: datetime
) -> bool:
    """Say whether this page is sent for the first time; its number is made up by us and long enough not to be guessed.

    Whoever goes back, changes a word or somebody it is written to, and sends again, sends another letter.
    """
    if len(once) < SHORTEST_ONCE:
        return True
    words = (letter.subject, letter.body, letter.signed, sender.name, *sorted(one.ref for one in reached))
    told = json.dumps(["waystation letter relay v2", once, sender.contact, *words])
    mark = hashlib.sha256(told.encode()).digest()
    ref = ref_from(int.from_bytes(mark[:16], "big"))
    return Press.objects.get_or_create(ref=ref, defaults={"pressed_on": at.date()})[1]


def _sealed(kind: str, group: str, said: Said, at: datetime) -> RelayMail:
    line = vault.line_of_kind(vault.MAILER)
    if line is None:
        raise vault.NoSuchLine
    ref = new_ref()
    data = json.dumps(dict(said), ensure_ascii=False).encode()
    data += b" " * (-len(data) % BUCKET)  # how much somebody wrote is nobody's business either
    sealed = vault.seal_to_line(line, data, purpose=SEALED_FOR, about=ref)
    return RelayMail(ref=ref, letter=group, kind=kind, left_on=at.date(), sealed=sealed)


def is_waiting(token: bytes) -> bool:
    """Say whether a letter waits for its button; False if it was pressed and the letter is on its way. For whoever has the link.

    :raises NotHere: the link leads nowhere: unknown, erased, or the letter has left.
    """
    return not mails_of_link(token).filter(is_confirmed=True).exists()


@transaction.atomic
def confirm_letter(*, token: bytes, at: datetime) -> None:
    """Let a letter go, by its mailed link; again and again it goes once. Whoever has the link may.

    :raises NotHere: the link leads nowhere: unknown, erased, or the letter has left.
    """
    mails_of_link(token).exclude(kind=ASK).update(is_confirmed=True)
    outbox.enqueue_once(DELIVER, payload={}, due_at=at - timedelta(minutes=1), key=DELIVER)


@transaction.atomic
def erase_letter(*, token: bytes) -> None:
    """Erase a letter that has not left. Whoever has the link may.

    :raises NotHere: the link leads nowhere, or the letter has left.
    """
    mails = mails_of_link(token)
    if not mails.filter(kind=LETTER).exists():
        raise NotHere
    mails.delete()
