"""Notices by mail: fixed neutral sentences and the desk's address, nothing about why."""

import secrets
from datetime import UTC, datetime
from email.utils import format_datetime, parseaddr

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from waystation.foundation.outbox import rules
from waystation.foundation.outbox.cards import Post
from waystation.foundation.outbox.models import Silence

MAIL = "mail"

# One sentence for everything: whoever reads the mailbox learns that somebody works with us and no more (T-12).
NOTICES = {"look": gettext_noop("There is something to look at.")}


def send(post: Post, to: str, notice: str, at: datetime) -> None:
    """Look the line's address up and send it a notice; nothing happens where there is no address.

    :raises Exception: whatever the mail server or the look-up raises; the job is then tried again.
    """
    address = post.address_of(to)
    if address is not None:
        email, language = address
        compose(post, email, language, notice, at).send(fail_silently=False)


def compose(post: Post, email: str, language: str, notice: str, at: datetime) -> EmailMessage:
    """Write the mail.

    The date is rounded down to the hour, in UTC. The receiving server stamps the exact second anyway, so a day's
    rounding would hide nothing there and would bury the notice among yesterday's mail; the hour keeps exact times and
    our time zone out of what is forwarded or exported later. The Message-ID is random under the sender's domain:
    by default it would tell this machine's name and the second.
    """
    with translation.override(language):
        sentence = gettext(NOTICES[notice])
    body = f"{sentence}\n\n{post.desk_address}\n"
    return quiet_mail(sender=post.sender, subject=sentence.rstrip("."), body=body, to=email, at=at)


def quiet_mail(*, sender: str, subject: str, body: str, to: str, at: datetime) -> EmailMessage:
    """Return a mail that tells nothing but its words: no machine's name, no exact time, no answering machine asked."""
    return EmailMessage(
        subject=subject,
        body=body,
        from_email=sender,
        to=[to],
        headers={
            "Message-ID": f"<{secrets.token_hex(16)}@{domain_of(sender)}>",
            "Date": format_datetime(rules.down_to_the_hour(at)),
            # An out-of-office reply would tell the sender's mailbox who is away (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
    )


def domain_of(sender: str) -> str:
    """Return the domain of a sender's address, the only name of ours a mail may tell."""
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def note_failure(at: datetime) -> None:
    """Remember the hour since which mail has been failing."""
    since = rules.down_to_the_hour(at.astimezone(UTC))
    Silence.objects.bulk_create([Silence(name=MAIL, since_at=since)], ignore_conflicts=True)


def note_success() -> None:
    """Mail leaves again."""
    Silence.objects.filter(name=MAIL).delete()
