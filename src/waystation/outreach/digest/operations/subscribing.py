"""Asking for the edition by mail, confirming the address by a button, stopping by a button."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.outreach.digest.access import ref_of_token, subscriber_of_link
from waystation.outreach.digest.models import Subscriber
from waystation.outreach.digest.operations.posting import ADDRESS, POST
from waystation.outreach.digest.rules import subscribing

SWEEP = outbox.Recurring("digest:sweep", timedelta(hours=6))


def subscribe(*, wish: subscribing.Wish, at: datetime) -> None:
    """Take an address that wants the edition; nothing is sent to it but one mail with a link until it is confirmed.

    Anybody may. An address that is on the list already looks the same from here: only the mail says so. One address
    gets at most one such mail a day, whoever types it in how often.
    """
    token = token_of(wish.canonical)
    ref, today = ref_of_token(token), at.date()
    mailer = vault.line_of_kind(vault.MAILER)
    if mailer is None:
        raise vault.NoSuchLine
    sealed = vault.seal_to_line(mailer, token + wish.spell(), purpose=ADDRESS, about=ref)
    with transaction.atomic():
        new = Subscriber(ref=ref, state=subscribing.PENDING, since_on=today, sealed=sealed)
        Subscriber.objects.bulk_create([new], ignore_conflicts=True)
        row = Subscriber.objects.select_for_update().get(ref=ref)
        is_pending = row.state == subscribing.PENDING
        if is_pending:
            row.sealed, row.since_on = sealed, today
        if row.mailed_on != today:
            row.waits, row.mailed_on = (subscribing.ASK if is_pending else subscribing.AGAIN), today
        row.save(update_fields=["sealed", "since_on", "waits", "mailed_on"])
        outbox.enqueue_once(POST, payload={}, due_at=at - timedelta(minutes=1), key=POST)


def token_of(canonical: str) -> bytes:
    """Return the secret of a mailed link, made anew from the address with a key that is in no database."""
    return bytes.fromhex(vault.lookup_tag("digest link", canonical))


@transaction.atomic
def confirm(*, token: bytes, at: datetime) -> None:
    """Put an address on the list, by its mailed link. Whoever has the link may, again and again.

    :raises NotHere: the link leads nowhere: unknown, stopped, or not confirmed in time.
    """
    row = subscriber_of_link(token)
    Subscriber.objects.filter(ref=row.ref, state=subscribing.PENDING).update(
        state=subscribing.CONFIRMED, since_on=at.date(), waits=subscribing.NOTHING
    )


@transaction.atomic
def unsubscribe(*, token: bytes, at: datetime) -> None:  # noqa: ARG001 - the clock is every operation's
    """Erase an address and everything about it, by its mailed link; what waits for it does not leave any more.

    :raises NotHere: the link leads nowhere, or everything was erased already.
    """
    subscriber_of_link(token).delete()


def sweep(_payload: Mapping[str, str], at: datetime) -> None:
    """Erase addresses that nobody confirmed within three days, and give up mails that could not leave for so long (a job)."""
    last = at.date() - timedelta(days=subscribing.CONFIRM_DAYS)
    Subscriber.objects.filter(state=subscribing.PENDING, since_on__lt=last).delete()
    Subscriber.objects.exclude(waits=subscribing.NOTHING).filter(mailed_on__lt=last).update(
        waits=subscribing.NOTHING
    )
