"""Mails with links: they wait sealed to the mailer, leave outside every transaction, and are erased as they leave."""

import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.models import Bundle, Reader, Signature, StrandHead, WaitingMail
from waystation.outreach.petitions.operations import booths
from waystation.outreach.petitions.operations.readers import ask_for_news

POST = "petitions:post"
LATER = f"{POST}:later"
NEWS = "news"  # the mark of a mail whose reader asked for updates too
AT_ONCE = 50
LONGEST_RUN = 8.0  # seconds; other jobs have their turn in between
TRY_AGAIN_AFTER = timedelta(minutes=15)


def send_waiting(_payload: Mapping[str, str], at: datetime) -> None:
    """Send what waits, oldest strands first, for a few seconds; what is left is sent at the next turn (a job).

    Each mail leaves at least once: it is erased only after the mail server has taken it. What the server does not want
    just now is tried again later, and holds up nothing else.
    """
    with outbox.only_one(POST) as is_ours:
        if not is_ours:
            return
        is_whole, refused = _send_for_a_while(at)
    with transaction.atomic():
        if not is_whole:
            outbox.enqueue_once(POST, payload={}, due_at=at - timedelta(minutes=1), key=POST)
        if refused:
            outbox.enqueue_once(POST, payload={}, due_at=at + TRY_AGAIN_AFTER, key=LATER)


def _send_for_a_while(at: datetime) -> tuple[bool, set[str]]:
    """Return whether all had their turn, and which of them the server refused for now."""
    end, refused = time.monotonic() + LONGEST_RUN, set[str]()
    server = get_connection()
    server.open()
    try:
        while time.monotonic() < end:
            waiting = WaitingMail.objects.select_related("strand").exclude(ref__in=refused)
            batch = list(waiting[:AT_ONCE])
            if not batch:
                return True, refused
            refused |= _send(batch, server, at)
    finally:
        server.close()
    return False, refused


def _send(batch: list[WaitingMail], server: BaseEmailBackend, at: datetime) -> set[str]:
    strands: dict[str, vault.OpenStrand] = {}
    gone, refused = [], set()
    try:
        for row in batch:
            mail = _opened(row, strands)
            if mail is not None and mail[3:] == [NEWS]:
                ask_for_news(link=bytes.fromhex(mail[1]), address=mail[0], language=mail[2], at=at)
            if mail is None or outbox.hand_over(_compose(mail, at, is_again=row.is_again), server).is_settled:
                gone.append(row.ref)
            else:
                refused.add(row.ref)
    finally:
        WaitingMail.objects.filter(ref__in=gone).delete()
    return refused


def _opened(row: WaitingMail, strands: dict[str, vault.OpenStrand]) -> list[str] | None:
    """Open a waiting mail; one that cannot be opened any more is let go."""
    try:
        if row.strand_id not in strands:
            strands[row.strand_id] = vault.open_mailers_strand(
                bytes(row.strand.header), purpose=booths.MAILS, ref=row.strand_id
            )
        return strands[row.strand_id].open(bytes(row.sealed)).decode().split("\n")
    except vault.Unopenable:
        return None


def _compose(mail: list[str], at: datetime, *, is_again: bool) -> EmailMessage:
    """Write the mail: a neutral subject, no petition's title, a link with a button behind it."""
    to, token, language = mail[:3]
    with translation.override(language):
        front = str(settings.DOORS["front"]["urlconf"])
        path = reverse("petitions:link", args=[token], urlconf=front)
        link = f"{settings.FRONT_ADDRESS}{path}"
        if is_again:
            words = _(
                "Somebody gave us this address once more, and it has been confirmed already: nothing changes. "
                "On this page you can see where things stand, or take everything back:"
            )
        else:
            words = _(
                "Somebody, we hope you, left this address with us. To confirm, open this page and press the button. "
                "If it was not you, do nothing: in four days nothing of it is left."
            )
        keep = _("Whoever has this link can confirm and take back in your name. Keep it, or erase this mail.")
        return outbox.quiet_mail(
            sender=settings.DEFAULT_FROM_EMAIL,
            subject=_("Your link"),
            body=f"{words}\n\n{link}\n\n{keep}\n",
            to=to,
            at=at,
        )


def sweep_mails(begun_before: date) -> None:
    """Erase mails that could not leave for so long that what they confirm is gone."""
    WaitingMail.objects.filter(strand__begun_on__lt=begun_before).delete()


def sweep_strands(today: date) -> None:
    """Erase the heads of strands of earlier days on which nothing hangs any more."""
    old = StrandHead.objects.filter(begun_on__lt=today - timedelta(days=1))
    mine = {"strand": OuterRef("ref")}
    for hangs in (
        Signature.objects.filter(**mine),
        WaitingMail.objects.filter(**mine),
        Reader.objects.filter(**mine),
        Bundle.objects.filter(**mine),
    ):
        old = old.exclude(Exists(hangs))
    old.delete()
