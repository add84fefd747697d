"""Mails of the relay leave outside every transaction, a few a minute; each is erased as it leaves, and counted."""

import json
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.outreach.letters.models import ASK, LETTER, Official, Press, RelayMail
from waystation.outreach.letters.operations.counting import add_one, publish_counts
from waystation.outreach.letters.rules import record
from waystation.outreach.letters.salutation import salutation

DELIVER = "letters:post"
LATER = f"{DELIVER}:later"
SWEEP = outbox.Recurring("letters:sweep", timedelta(days=1))
SEALED_FOR = "letters relay mail"
# So many mails leave in one turn, and a turn comes once a minute: an office's server is not flooded, and ours not shut out.
A_TURN = 30
TRY_AGAIN_AFTER = timedelta(minutes=15)
UNCONFIRMED_DAYS, UNSENT_DAYS = 3, 7


def send_waiting(_payload: Mapping[str, str], at: datetime) -> None:
    """Send questions, and letters and copies whose button was pressed; what is left waits for the next turn (a job).

    Each mail leaves at least once: it is erased only after the mail server has taken it.
    """
    with outbox.only_one(DELIVER) as is_ours:
        if not is_ours:
            return
        refused = _send_a_turn(at)
    if _due().exclude(ref__in=refused).exists():
        wait = timedelta(minutes=1)
    elif refused:
        wait = TRY_AGAIN_AFTER
    else:
        return
    with transaction.atomic():
        outbox.enqueue_once(DELIVER, payload={}, due_at=at + wait, key=LATER)


def _due() -> QuerySet[RelayMail]:
    return RelayMail.objects.filter(Q(kind=ASK) | Q(is_confirmed=True)).order_by("left_on", "ref")


def _send_a_turn(at: datetime) -> set[str]:
    """Send one turn's mails; return those that the server does not want now, which hold up nothing else."""
    refused: set[str] = set()
    left, end = 0, time.monotonic() + outbox.LONGEST_RUN
    connection = get_connection()
    connection.open()
    try:
        while left < A_TURN and time.monotonic() < end:
            row = _due().exclude(ref__in=refused).first()
            if row is None:
                break
            said = _opened(row)
            if said is None or _leaves(row, said, connection, at):
                left += 1
            else:
                refused.add(row.ref)
    finally:
        connection.close()
    return refused


def _opened(row: RelayMail) -> dict[str, Any] | None:
    """Open a mail; one that cannot be opened any more is let go."""
    try:
        blob = vault.open_for_mailer(bytes(row.sealed), purpose=SEALED_FOR, about=row.ref)
        return dict(json.loads(blob))
    except (vault.Unopenable, vault.NotGranted, ValueError):
        row.delete()
        return None


def _leaves(row: RelayMail, said: dict[str, Any], connection: BaseEmailBackend, at: datetime) -> bool:
    """Send one mail; say whether it has left and lies here no more."""
    official = _official(said) if row.kind == LETTER else None
    if row.kind == LETTER:
        mail = _letter(said, official, at) if official else _came_back(said, at, None)
    else:
        mail = _question(said, at) if row.kind == ASK else _copy(said, at)
    handed = outbox.hand_over(mail, connection)
    is_too_late = row.kind == LETTER and at.date() - row.left_on >= timedelta(days=UNSENT_DAYS)
    if not handed.is_settled and not is_too_late:
        return False
    has_left = handed is outbox.Handed.TAKEN
    if official and not has_left:
        outbox.hand_over(_came_back(said, at, official), connection)
    with transaction.atomic():
        gone, _rows = RelayMail.objects.filter(ref=row.ref).delete()
        if gone and official:
            add_one(said["campaign"], official.ref, record.RELAY if has_left else record.CAME_BACK)
    return True


def _official(said: dict[str, Any]) -> Official | None:
    return (
        Official.objects.filter(ref=said["official"], is_gone=False, is_dangerous=False)
        .exclude(email="")
        .first()
    )


def _letter(said: dict[str, Any], official: Official, at: datetime) -> EmailMessage:
    """Write the letter as it goes to an official: our address, the writer's name, answers to the writer."""
    greeting = salutation(said["in"], official.title, official.name)
    mail = outbox.quiet_mail(
        sender=formataddr((said["name"], parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        subject=said["subject"],
        body=_spelt(said, greeting),
        to=official.email,
        at=at,
    )
    mail.reply_to = [said["contact"]]
    del mail.extra_headers["Auto-Submitted"]  # a person wrote it, and an answer is wanted
    return mail


def _spelt(said: dict[str, Any], greeting: str) -> str:
    return (
        "\n\n".join(part for part in (greeting, said["body"], said["signed"] or said["name"]) if part) + "\n"
    )


def _question(said: dict[str, Any], at: datetime) -> EmailMessage:
    """Ask whether the letter may go: a neutral subject, no campaign's title, a link with a button behind it."""
    with translation.override(said["language"]):
        front = str(settings.DOORS["front"]["urlconf"])
        path = reverse("letters:link", args=[said["token"]], urlconf=front)
        words = _(
            "Somebody, we hope you, left this address with us together with a letter. To let it go, open this page and press "
            "the button. If it was not you, do nothing: in four days nothing of it is left."
        )
        body = f"{words}\n\n{settings.FRONT_ADDRESS}{path}\n"
        return _to_writer(said, _("Your link"), body, at)


def _copy(said: dict[str, Any], at: datetime) -> EmailMessage:
    with translation.override(said["language"]):
        words = _("This is the letter we sent for you. We have kept neither it nor your address.")
        names = "\n".join(said["to"])
        body = f"{words}\n\n{names}\n\n{said['subject']}\n\n{_spelt(said, '')}"
        return _to_writer(said, _("A copy for you"), body, at)


def _came_back(said: dict[str, Any], at: datetime, official: Official | None) -> EmailMessage:
    """Tell the writer that a letter reached nobody, whether it was refused, not taken for a week, or nobody is there any more."""
    with translation.override(said["language"]):
        words = _(
            "One of those you wrote to cannot be reached by mail any more: their server refuses it. Here are your words, so that "
            "you can send them on paper or telephone. We have kept neither them nor your address."
        )
        to = f"{official.title} {official.name}".strip() if official else ""
        body = "\n\n".join(part for part in (words, to, _spelt(said, "")) if part)
        return _to_writer(said, _("A copy for you"), body, at)


def _to_writer(said: dict[str, Any], subject: str, body: str, at: datetime) -> EmailMessage:
    return outbox.quiet_mail(
        sender=settings.DEFAULT_FROM_EMAIL, subject=subject, body=body, to=said["contact"], at=at
    )


def sweep(_payload: Mapping[str, str], at: datetime) -> None:
    """Erase letters nobody let go and mails that could not leave at all, forget pressed buttons, publish counts (a job)."""
    today = at.date()
    lapsed = Q(is_confirmed=False, left_on__lt=today - timedelta(days=UNCONFIRMED_DAYS))
    # By now their writers were told, unless no mail could leave at all.
    stuck = Q(left_on__lt=today - timedelta(days=2 * UNSENT_DAYS))
    RelayMail.objects.filter(lapsed | stuck).delete()
    Press.objects.filter(pressed_on__lt=today - timedelta(days=1)).delete()
    publish_counts()
