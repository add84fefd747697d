"""Counters: what people say they did, what the relay sent; and once a day what the public may know of it."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F

from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.kernel.references import ref_from
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.outreach.letters.access import public_campaign, reach
from waystation.outreach.letters.models import Press, Tally
from waystation.outreach.letters.rules import counts, machine, record

NOT_OPEN = _("This campaign does not take letters at present.")


@transaction.atomic
def press(*, campaign: str, official: str, channel: str, heard: str, once: str, at: datetime) -> None:
    """Count that somebody says they wrote or called; the same page's button pressed twice counts once. Anybody may.

    ``once``: a number made up for the page. ``heard``: for calls, a code of what was said.

    :raises NotHere: no such campaign or way, or the campaign does not write to this official.
    :raises Refused: the campaign is not open.
    """
    row = public_campaign(campaign)
    known = channel in record.SAID_BY_PEOPLE and (
        heard in record.HEARD if channel == record.CALL else not heard
    )
    if not known or not reach(row).filter(ref=official).exists():
        raise NotHere
    if row.state not in machine.WRITABLE:
        raise Refused(NOT_OPEN)
    mark = hashlib.sha256(
        f"waystation letter press v1 {once} {campaign} {official} {channel}".encode()
    ).digest()
    _row, is_new = Press.objects.get_or_create(
        ref=ref_from(int.from_bytes(mark[:16], "big")), defaults={"pressed_on": at.date()}
    )
    if is_new:
        add_one(campaign, official, channel, heard)


def add_one(campaign: str, official: str, channel: str, heard: str = "", *, number: int = 1) -> None:
    """Count one more, or a ``number``; the lag of a new counter is drawn once and for all."""
    row, _is_new = Tally.objects.get_or_create(
        campaign_id=campaign,
        official_id=official,
        channel=channel,
        heard=heard,
        defaults={"lag": secrets.randbelow(counts.STEP)},
    )
    Tally.objects.filter(ref=row.ref).update(count=F("count") + number)


def publish_counts() -> None:
    """Let the public page say what it may of every counter; once a day, so that nobody can watch a number move (T-38)."""
    moved = []
    for row in Tally.objects.iterator(chunk_size=500):
        said = counts.shown(row.count, row.lag)
        if said != row.said:
            row.said = said
            moved.append(row)
    Tally.objects.bulk_update(moved, ["said"], batch_size=500)
