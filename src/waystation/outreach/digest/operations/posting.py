"""Mails about subscribing: they leave outside every transaction, at least once, and say nothing of what is read here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.outreach.digest.access import TOKEN_BYTES
from waystation.outreach.digest.models import Subscriber
from waystation.outreach.digest.rules import subscribing

POST = "digest:post"
ADDRESS = "digest address"
MOST_AT_ONCE = 200
TRY_AGAIN_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, repr=False)
class Opened:
    """A subscriber as only the worker sees them, while a mail is written."""

    address: str
    language: str
    rhythm: str
    token: bytes

    @property
    def link(self) -> str:
        """The address of the page behind the mailed link."""
        front = str(settings.DOORS["front"]["urlconf"])
        with translation.override(self.language):
            path = reverse("digest:link", args=[self.token.hex()], urlconf=front)
        return f"{settings.FRONT_ADDRESS}{path}"


def opened(row: Subscriber) -> Opened | None:
    """Open a subscriber's address; one that cannot be opened any more is let go."""
    try:
        told = vault.open_for_mailer(bytes(row.sealed), purpose=ADDRESS, about=row.ref)
    except (vault.Unopenable, vault.NotGranted):
        return None
    return Opened(*subscribing.unspell(told[TOKEN_BYTES:]), told[:TOKEN_BYTES])


def send_waiting(_payload: Mapping[str, str], at: datetime) -> None:
    """Send the mails about subscribing that wait; what the server does not want just now is tried again later (a job)."""
    with outbox.only_one(POST) as is_ours:
        left = is_ours and _send_for_once(at)
    if left:
        with transaction.atomic():
            outbox.enqueue_once(POST, payload={}, due_at=at + TRY_AGAIN_AFTER, key=f"{POST}:later")


def _send_for_once(at: datetime) -> bool:
    """Give each mail that waits one try; say whether something is left for later."""
    waiting = list(
        Subscriber.objects.exclude(waits=subscribing.NOTHING).order_by("mailed_on", "ref")[:MOST_AT_ONCE]
    )
    if not waiting:
        return False
    left = len(waiting) == MOST_AT_ONCE
    server = get_connection()
    server.open()
    try:
        for row in waiting:
            to = opened(row)
            mail = None if to is None else _compose(to, at, is_again=row.waits == subscribing.AGAIN)
            is_done = mail is None or outbox.hand_over(mail, server).is_settled
            if is_done:
                Subscriber.objects.filter(ref=row.ref, waits=row.waits).update(waits=subscribing.NOTHING)
            left = left or not is_done
    finally:
        server.close()
    return left


def _compose(to: Opened, at: datetime, *, is_again: bool) -> EmailMessage:
    """Write the mail: a neutral subject, not a word of what would be read, a link with a button behind it."""
    with translation.override(to.language):
        if is_again:
            words = _(
                "Somebody gave us this address once more, and it is on the list already: nothing changes. "
                "On this page you can see how things stand, or stop everything:"
            )
        else:
            words = _(
                "Somebody, we hope you, asked for mail from us to this address. To confirm, open this page and press "
                "the button. If it was not you, do nothing: in four days nothing of it is left."
            )
        return outbox.quiet_mail(
            sender=settings.DEFAULT_FROM_EMAIL,
            subject=_("Your link"),
            body=f"{words}\n\n{to.link}\n",
            to=to.address,
            at=at,
        )
