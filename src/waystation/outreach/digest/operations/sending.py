"""Sending an edition: one parcel after the other, each taken once, so that a run that dies and is begun again doubles none.

A mail server says "taken" after it has taken a mail; if the worker or the line dies in between, nobody on this side can
know whether it did. So a parcel is marked before it is handed over, and one that is found marked is not sent again: at
most once for everybody, and the desk sees how many are uncertain (at most one for each time the worker died). What the
server refused for now was surely not taken, and is tried again for three days (T-46).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.outreach.digest.models import Edition, Parcel, Subscriber
from waystation.outreach.digest.operations.composing import LINK_MARK
from waystation.outreach.digest.operations.posting import TRY_AGAIN_AFTER, Opened, opened
from waystation.outreach.digest.rules import machine, subscribing
from waystation.outreach.digest.tags import Tag

SEND = "digest:send"
AT_ONCE = 50
GIVEN_UP_AFTER = timedelta(days=3)


def send_edition(payload: Mapping[str, str], at: datetime) -> None:
    """Send an edition's parcels for a few seconds; what is left is sent at the next turn (a job)."""
    edition = Edition.objects.filter(ref=payload["edition"], state=machine.SENDING).first()
    if edition is None:
        return
    put_off = _send_for_a_while(edition, at)
    is_over = edition.sent_on is not None and at.date() - edition.sent_on > GIVEN_UP_AFTER
    waiting = Parcel.objects.filter(edition=edition, state=subscribing.WAITING)
    if is_over or not waiting.exists():
        _finish(edition.ref, at)
        return
    is_only_put_off = not waiting.exclude(ref__in=put_off).exists()
    again = at + TRY_AGAIN_AFTER if is_only_put_off else at - timedelta(minutes=1)
    with transaction.atomic():
        outbox.enqueue(SEND, payload=dict(payload), due_at=again, key=f"{SEND}:{edition.ref}")


def _send_for_a_while(edition: Edition, at: datetime) -> set[str]:
    """Return the parcels that the server did not want now."""

    def waiting(but: set[str]) -> list[Parcel]:
        rows = Parcel.objects.filter(edition=edition, state=subscribing.WAITING).exclude(ref__in=but)
        return list(rows.select_related("subscriber")[:AT_ONCE])

    return outbox.send_parcels(
        waiting=waiting,
        take=_take,
        send=lambda parcel, connection: _send(edition, parcel, connection, at),
        settle=lambda parcel, fate: _settle(edition, parcel, fate, at),
        goes_on=Edition.objects.filter(ref=edition.ref, state=machine.SENDING).exists,
    )


def _take(parcel: Parcel) -> bool:
    """Mark a parcel as leaving; no if somebody else has it, its reader has stopped it, or the edition is paused."""
    waiting = Parcel.objects.filter(ref=parcel.ref, state=subscribing.WAITING, edition__state=machine.SENDING)
    return bool(waiting.update(state=subscribing.LEAVING))


def _send(edition: Edition, parcel: Parcel, connection: BaseEmailBackend, at: datetime) -> outbox.Fate:
    """Hand one mail to the server, and say what became of it."""
    to = opened(parcel.subscriber)
    if to is None or to.language not in edition.letters:
        return outbox.Fate.NOBODY
    if not subscribing.is_due(to.rhythm, parcel.subscriber.last_on, at.date()):
        return outbox.Fate.NOT_WANTED
    return outbox.fate_of(_mail(edition, parcel, to, at), connection)


def _mail(edition: Edition, parcel: Parcel, to: Opened, at: datetime) -> EmailMultiAlternatives:
    """Write one mail; only the link to stop differs from one reader to the other (RFC 8058)."""
    letter = edition.letters[to.language]
    text, html = (letter[part].replace(LINK_MARK, to.link) for part in ("text", "html"))
    quiet = outbox.quiet_mail(
        sender=settings.DEFAULT_FROM_EMAIL, subject=letter["subject"], body=text, to=to.address, at=at
    )
    name = vault.lookup_tag("digest parcel", parcel.ref)
    headers = outbox.stoppable(quiet, link=to.link, name=name, language=to.language)
    mail = EmailMultiAlternatives(quiet.subject, text, quiet.from_email, quiet.to, headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


def _settle(edition: Edition, parcel: Parcel, fate: outbox.Fate, at: datetime) -> None:
    """Write down what became of a parcel; what is uncertain stays marked."""
    mine = Parcel.objects.filter(ref=parcel.ref)
    reader = Subscriber.objects.filter(ref=parcel.subscriber_id)
    rows = Edition.objects.filter(ref=edition.ref)
    with transaction.atomic():
        if fate is outbox.Fate.NOT_NOW:
            mine.update(state=subscribing.WAITING)
        elif fate is outbox.Fate.TAKEN:
            mine.delete()
            rows.update(gone=F("gone") + 1)
            reader.update(last_on=at.date(), refusals=0)
        elif fate is outbox.Fate.NOT_WANTED:
            mine.delete()
        elif fate is outbox.Fate.NOBODY:
            mine.delete()
            rows.update(refused=F("refused") + 1)
            reader.update(refusals=F("refusals") + 1)
            reader.filter(refusals__gte=subscribing.MOST_REFUSALS).delete()


@transaction.atomic
def _finish(edition: str, at: datetime) -> None:
    """Nothing waits any more, or has waited too long: count what is left, and forget for whom it was."""
    row = Edition.objects.select_for_update().get(ref=edition)
    if row.state != machine.SENDING:
        return
    row.state = machine.EDITION.move("finish", row.state, frozenset({"worker"}), {}).target
    left = Parcel.objects.filter(edition=row)
    row.uncertain += left.filter(state=subscribing.LEAVING).count()
    row.refused += left.filter(state=subscribing.WAITING).count()
    left.delete()
    row.save(update_fields=["state", "uncertain", "refused"])
    ledger.record(
        actor=None, tag=Tag.EDITION_MOVED, subject=row.ref, at=at, detail={"gone": row.gone, "to": row.state}
    )
