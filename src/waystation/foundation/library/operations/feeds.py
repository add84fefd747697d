"""Feeds: added by people, looked at by the worker in their own rhythm; each new entry becomes a page to fetch."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.conf import settings
from django.db import transaction

from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.library import apart, fetching
from waystation.foundation.library.access import source_to_change, writer
from waystation.foundation.library.cards import SourceCard
from waystation.foundation.library.fetching import Unfetchable
from waystation.foundation.library.models import Clipping, Source
from waystation.foundation.library.operations.clippings import add_tags, await_page
from waystation.foundation.library.queries.clippings import source_card
from waystation.foundation.library.rules import clippings as rules
from waystation.foundation.library.rules import likeness, words
from waystation.foundation.library.tags import Tag
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff

FEED = "library:feed"
POLL = outbox.Recurring("library:poll", timedelta(hours=1))
RHYTHMS = (1, 6, 24, 168)
MOST_NEW = 20
HOUR = 60 * 60

NOT_A_RHYTHM = _("Choose how often it is looked at.")
KNOWN_ALREADY = _("This feed is here already.")
NOT_TAGS = _("One of the tags is not known here.")


@transaction.atomic
def add_feed(
    *,
    actor: staff.Actor,
    address: str,
    title: str = "",
    language: str = "",
    tags: frozenset[str] = frozenset(),
    every_hours: int = 24,
    at: datetime,
) -> SourceCard:
    """Add a feed, which is looked at at once and then in its rhythm. The writing roles may.

    :raises NotHere: somebody else.
    :raises Invalid: no address of a public page, known already, no rhythm, unknown tags.
    """
    writer(actor)
    try:
        spelt = fetching.check(address, allow=settings.FETCH_ALLOW).address
    except Unfetchable as exc:
        raise Invalid(address=rules.TROUBLES[exc.why]) from exc
    if Source.objects.filter(address=spelt).exists():
        raise Invalid(address=KNOWN_ALREADY)
    if every_hours not in RHYTHMS:
        raise Invalid(every_hours=NOT_A_RHYTHM)
    if not all(map(words.is_tag, tags)):
        raise Invalid(subjects=NOT_TAGS)
    row = Source.objects.create(
        address=spelt,
        title=title.strip()[:300],
        language=language,
        tags=sorted(tags),
        every_hours=every_hours,
        added_by=actor.ref,
    )
    _enqueue(row, at)
    ledger.record(actor=actor.ref, tag=Tag.SOURCE_ADDED, subject=row.ref, at=at)
    return source_card(row)


@transaction.atomic
def pause_feed(*, actor: staff.Actor, source: str, is_paused: bool, at: datetime) -> SourceCard:
    """Stop looking at a feed, or go on. The writing roles may.

    :raises NotHere: no such feed, or somebody else.
    """
    row = source_to_change(actor, source)
    row.state = "paused" if is_paused else "active"
    row.save(update_fields=["state"])
    if not is_paused:
        _enqueue(row, at)
    ledger.record(actor=actor.ref, tag=Tag.SOURCE_CHANGED, subject=row.ref, at=at)
    return source_card(row)


def poll(_payload: Mapping[str, str], at: datetime) -> None:
    """Write down each feed whose hour it is. A job of every hour."""
    for row in Source.objects.filter(state="active"):
        if _is_due(row, at):
            _enqueue(row, at)


def _is_due(row: Source, at: datetime) -> bool:
    """Say whether it is a feed's hour, spread by its name; one that was missed for long is always due."""
    hour = int(at.timestamp()) // HOUR
    is_its_hour = hour % row.every_hours == crc32(row.ref.encode()) % row.every_hours
    patience = timedelta(days=row.every_hours // 24 + 1)
    return is_its_hour or row.polled_on is None or at.date() - row.polled_on > patience


def _enqueue(row: Source, at: datetime) -> None:
    outbox.enqueue(FEED, payload={"source": row.ref}, due_at=at, key=f"library:feed:{row.ref}")


def look_at_feed(payload: Mapping[str, str], at: datetime) -> None:
    """Look at one feed, and write its new entries down to be fetched, a minute apart. A job.

    Neither a date nor a tag of the last visit is sent along: either would let the site tell our visits from others'.
    """
    row = Source.objects.filter(ref=payload.get("source", ""), state="active").first()
    if row is None:
        return
    try:
        fetched = fetching.fetch(row.address, allow=settings.FETCH_ALLOW, proxy=settings.FETCH_PROXY)
        feed = apart.read_feed(fetched)
    except Unfetchable as exc:
        Source.objects.filter(ref=row.ref).update(trouble=exc.why, polled_on=at.date())
        return
    with transaction.atomic():
        Source.objects.filter(ref=row.ref).update(
            trouble="",
            polled_on=at.date(),
            title=row.title or feed["title"],
            language=row.language or feed["language"],
        )
        for number, entry in enumerate(_new(feed["entries"])):
            _await_entry(row, entry, at + timedelta(minutes=number))


def _new(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries whose addresses were never seen, each once."""
    named: dict[str, dict[str, Any]] = {}
    for entry in entries:
        try:
            fetching.check(entry["address"], allow=settings.FETCH_ALLOW)
            named.setdefault(likeness.address_hash(entry["address"]), entry)
        except (Unfetchable, ValueError):
            continue
    seen = Clipping.objects.filter(address_hash__in=list(named)).values_list("address_hash", flat=True)
    fresh = set(named) - set(seen)
    return [entry for name, entry in named.items() if name in fresh][:MOST_NEW]


def _await_entry(row: Source, entry: dict[str, Any], at: datetime) -> None:
    made = await_page(
        entry["address"],
        at=at,
        source=row,
        title=entry["title"],
        excerpt=entry["excerpt"],
        published_on=datetime.fromisoformat(entry["published_on"]).date() if entry["published_on"] else None,
    )
    add_tags(made, row.tags)
