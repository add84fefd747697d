"""Mails about subscribing: they leave outside every transaction, at least once, and say nothing of what is read here."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
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
AT_ONCE = 20
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
        if not is_ours:
            return
        put_off = _send_for_a_while(at)
    if _waiting().exclude(ref__in=put_off).exists():
        again = timedelta(minutes=1)
    elif put_off:
        again = TRY_AGAIN_AFTER
    else:
        return
    with transaction.atomic():
        outbox.enqueue_once(POST, payload={}, due_at=at + again, key=f"{POST}:later")


def _waiting() -> QuerySet[Subscriber]:
    # In no order: addresses whose server never answers, typed in by the hundred, must not stand before everybody else.
    return Subscriber.objects.exclude(waits=subscribing.NOTHING).order_by("?")


def _send_for_a_while(at: datetime) -> set[str]:
    """Give mails that wait one try each for a few seconds; return those that the server did not want now."""
    put_off: set[str] = set()
    end = time.monotonic() + outbox.LONGEST_RUN
    server = get_connection()
    server.open()
    try:
        while time.monotonic() < end and (batch := list(_waiting().exclude(ref__in=put_off)[:AT_ONCE])):
            for row in batch:
                if time.monotonic() > end:
                    break
                to = opened(row)
                mail = None if to is None else _compose(to, at, is_again=row.waits == subscribing.AGAIN)
                if mail is None or outbox.hand_over(mail, server).is_settled:
                    Subscriber.objects.filter(ref=row.ref, waits=row.waits).update(waits=subscribing.NOTHING)
                else:
                    put_off.add(row.ref)
    finally:
        server.close()
    return put_off


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
