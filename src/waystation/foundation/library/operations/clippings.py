"""Clipping a page by its address, editing what is said of it, withdrawing it; the worker alone goes out and fetches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from waystation.foundation.kernel import versions
from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.library import apart, archive, fetching
from waystation.foundation.library.access import clipping_to_change, writer
from waystation.foundation.library.cards import ClippingCard
from waystation.foundation.library.fetching import Unfetchable
from waystation.foundation.library.models import BillStep, Citation, Clipping, ClippingTag, Condition, Source
from waystation.foundation.library.queries.clippings import cards_of
from waystation.foundation.library.rules import clippings as rules
from waystation.foundation.library.rules import conditions, likeness, words
from waystation.foundation.library.tags import Tag
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff

CLIP = "library:clip"
NEIGHBOURHOOD = timedelta(days=400)
LONGEST_EXCERPT = 1500

CITED = _("It is cited by an entry on a country or a step of a bill. Take that citation out first.")
BEING_FETCHED = _("It is being fetched, and the page may say better. Change it in a minute.")
NEEDS_TITLE = _("Give the title as it is printed.")
NEEDS_PUBLISHER = _("Say who published it.")
NOT_TAGS = _("One of the tags is not known here.")
TOO_LONG = _("An excerpt is a few sentences: 1500 letters at most.")


@dataclass(frozen=True)
class Described:
    """What is said of a text: by whoever describes it, or by the page itself."""

    title: str
    excerpt: str = ""
    publisher: str = ""
    language: str = ""
    published_on: date | None = None


@transaction.atomic
def clip(
    *, actor: staff.Actor, address: str, tags: frozenset[str] = frozenset(), at: datetime
) -> ClippingCard:
    """Have a page fetched by the worker. Campaigners, legal officers, liaisons and supervisors may.

    A page that is here already is returned as it is, with these tags added.

    :raises NotHere: somebody else.
    :raises Invalid: no address of a public page, or unknown tags.
    """
    writer(actor)
    _known(tags)
    spelt = address if "://" in address else f"https://{address.strip()}"
    try:
        fetching.check(spelt, allow=settings.FETCH_ALLOW)
        named = likeness.address_hash(spelt)
    except Unfetchable as exc:
        raise Invalid(address=rules.TROUBLES[exc.why]) from exc
    except ValueError as exc:
        raise Invalid(address=rules.TROUBLES["address"]) from exc
    known = Clipping.objects.select_for_update().filter(address_hash=named).exclude(state=rules.WITHDRAWN)
    row = known.order_by("clipped_on", "ref").first()
    if row is None:
        row = await_page(spelt, at=at, added_by=actor.ref)
        ledger.record(actor=actor.ref, tag=Tag.CLIPPING_ASKED, subject=row.ref, at=at)
    elif row.state == rules.REFUSED:
        _wait_again(row, at)
    add_tags(row, tags)
    return cards_of([row])[0]


def await_page(
    address: str, *, at: datetime, added_by: str = "", source: Source | None = None, **said: Any
) -> Clipping:
    """Write a page down that is to be fetched when ``at`` has come."""
    row = Clipping.objects.create(
        state=rules.WAITING,
        address=address.strip(),
        address_hash=likeness.address_hash(address),
        source=source,
        clipped_on=at.date(),
        filed_on=said.get("published_on") or at.date(),
        added_by=added_by,
        **said,
    )
    _enqueue(row, at)
    return row


def _wait_again(row: Clipping, at: datetime) -> None:
    row.state, row.trouble = rules.WAITING, ""
    row.save(update_fields=["state", "trouble"])
    _enqueue(row, at)


def _enqueue(row: Clipping, at: datetime) -> None:
    key = f"library:clip:{row.ref}"
    outbox.enqueue(CLIP, payload={"clipping": row.ref}, due_at=at, key=key)


@transaction.atomic
def note_text(
    *, actor: staff.Actor, described: Described, tags: frozenset[str] = frozenset(), at: datetime
) -> ClippingCard:
    """Note a printed text, or one without an address, by publisher and title; twice is once. The writing roles may.

    :raises NotHere: somebody else.
    :raises Invalid: no title, no publisher, unknown tags.
    """
    writer(actor)
    _known(tags)
    _whole(described)
    row = Clipping(state=rules.CLIPPED, clipped_on=at.date(), filed_on=at.date(), added_by=actor.ref)
    _describe(row, described)
    printed = Clipping.objects.filter(state=rules.CLIPPED, address="")
    known = printed.filter(title=row.title, publisher=row.publisher, published_on=row.published_on).first()
    if known is not None:
        add_tags(known, tags)
        return cards_of([known])[0]
    row.save(force_insert=True)
    add_tags(row, tags)
    ledger.record(actor=actor.ref, tag=Tag.CLIPPING_ASKED, subject=row.ref, at=at)
    return cards_of([row])[0]


@transaction.atomic
def edit_clipping(
    *,
    actor: staff.Actor,
    clipping: str,
    described: Described,
    tags: frozenset[str],
    at: datetime,
    read: str | None = None,
) -> ClippingCard:
    """Change what is said of a text, and its tags; its archived copy stays as it is. The writing roles may.

    What one of us has said stays, whatever the page says of itself when it is fetched again.

    :raises NotHere: no such clipping, or somebody else.
    :raises Refused: it is being fetched.
    :raises ChangedMeanwhile: a colleague, or the page, has said something else since it was ``read``.
    :raises Invalid: no title, no publisher, unknown tags, an excerpt that is none any more.
    """
    row = clipping_to_change(actor, clipping)
    if row.state == rules.WAITING:
        raise Refused(BEING_FETCHED)
    versions.only(read, cards_of([row])[0].version)
    _known(tags)
    _whole(described)
    _describe(row, described)
    row.is_our_word = True
    row.save()
    ClippingTag.objects.filter(clipping=row).exclude(tag__in=tags).delete()
    add_tags(row, tags)
    ledger.record(actor=actor.ref, tag=Tag.CLIPPING_EDITED, subject=row.ref, at=at)
    return cards_of([row])[0]


@transaction.atomic
def move_clipping(*, actor: staff.Actor, clipping: str, move: str, at: datetime) -> ClippingCard:
    """Try a page again, keep a joined text apart, or withdraw a clipping with its copy. The writing roles may.

    :raises NotHere: no such clipping, or somebody else.
    :raises Refused: not possible from where it stands, or something cites it.
    """
    row = clipping_to_change(actor, clipping)
    to = rules.CLIPPING.move(move, row.state, actor.roles, {}).target
    if to == rules.WITHDRAWN and _is_cited(row):
        raise Refused(CITED)
    if to == rules.WAITING:
        _wait_again(row, at)
    else:
        name, row.state = row.archive_hash, to
        if to == rules.WITHDRAWN:
            _empty(row)
            transaction.on_commit(lambda: archive.drop(name))
        row.same_as = None
        row.save()
    tag = Tag.CLIPPING_WITHDRAWN if to == rules.WITHDRAWN else Tag.CLIPPING_EDITED
    ledger.record(actor=actor.ref, tag=tag, subject=row.ref, at=at)
    return cards_of([row])[0]


def _is_cited(row: Clipping) -> bool:
    standing = Condition.objects.exclude(state=conditions.WITHDRAWN)
    return (
        Citation.objects.filter(clipping=row, condition__in=standing).exists()
        or BillStep.objects.filter(clipping=row).exists()
    )


def _empty(row: Clipping) -> None:
    outbox.cancel(key=f"library:clip:{row.ref}")
    # The hash of the address stays: a feed that still lists the page does not bring it back.
    row.title = row.excerpt = row.publisher = row.address = row.canonical = ""
    row.text = row.searchable = row.content_hash = row.archive_hash = ""
    row.sketch, row.archive_size, row.published_on = b"", 0, None
    ClippingTag.objects.filter(clipping=row).delete()


def fetch_clipping(payload: Mapping[str, str], at: datetime) -> None:
    """Fetch a page that waits, archive it, and join it with its like. A job; nobody's hands are needed."""
    row = Clipping.objects.filter(ref=payload.get("clipping", ""), state=rules.WAITING).first()
    if row is None:
        return
    try:
        fetched = fetching.fetch(row.address, allow=settings.FETCH_ALLOW, proxy=settings.FETCH_PROXY)
        page = apart.read_page(fetched)
        name, size = archive.keep(fetched.exchanges)
    except Unfetchable as exc:
        _refuse(row.ref, exc.why)
    except ImportError:
        _refuse(row.ref, "no_extra")
    else:
        page["canonical"] = page["canonical"] or fetched.address
        _settle(row.ref, page, name, size, at)
        archive.drop(name)  # joined or withdrawn meanwhile: then nobody has it


def _refuse(ref: str, why: str) -> None:
    Clipping.objects.filter(ref=ref, state=rules.WAITING).update(state=rules.REFUSED, trouble=why)


@transaction.atomic
def _settle(ref: str, page: Mapping[str, Any], name: str, size: int, at: datetime) -> None:
    row = Clipping.objects.select_for_update().filter(ref=ref, state=rules.WAITING).first()
    if row is None:
        return
    is_told = page["published_on"] and not row.is_our_word
    published = date.fromisoformat(page["published_on"]) if is_told else row.published_on
    row.canonical = page["canonical"][:2000]
    row.address_hash = likeness.address_hash(row.canonical)
    row.text, row.content_hash = page["text"], likeness.content_hash(page["text"])
    row.sketch = likeness.sketch(page["text"])
    row.archive_hash, row.archive_size, row.clipped_on = name, size, at.date()
    row.filed_on, row.state = published or at.date(), rules.CLIPPED
    if not row.is_our_word:
        said = Described(
            title=page["title"] or row.title,
            excerpt=page["excerpt"] or row.excerpt,
            publisher=row.publisher or page["publisher"],
            language=page["language"] or (row.source.language if row.source else ""),
            published_on=published,
        )
        _describe(row, said)
    like = _find_like(row)
    if like is not None:
        row.state, row.same_as = rules.JOINED, like
        if like.content_hash == row.content_hash and like.address_hash == row.address_hash:
            row.archive_hash, row.archive_size = "", 0
        add_tags(like, ClippingTag.objects.filter(clipping=row).values_list("tag", flat=True))
    row.save()


def _find_like(row: Clipping) -> Clipping | None:
    """Find the clipping this one repeats: the same words, or nearly the same within a little more than a year."""
    others = Clipping.objects.filter(state=rules.CLIPPED).exclude(ref=row.ref).order_by("clipped_on", "ref")
    if row.content_hash:
        same = others.filter(content_hash=row.content_hash).first()
        if same is not None:
            return same
    near = others.filter(
        language=row.language,
        filed_on__range=(row.filed_on - NEIGHBOURHOOD, row.filed_on + NEIGHBOURHOOD),
    )
    sketch = bytes(row.sketch)
    for ref, other in near.values_list("ref", "sketch").iterator():
        if likeness.likeness(sketch, bytes(other)) >= likeness.NEAR:
            return Clipping.objects.get(ref=ref)
    return None


def _describe(row: Clipping, said: Described) -> None:
    row.title, row.publisher = said.title.strip()[:300], said.publisher.strip()[:160]
    row.excerpt = said.excerpt.replace("\r\n", "\n").strip()[:LONGEST_EXCERPT]
    row.language, row.published_on = said.language[:8], said.published_on
    row.filed_on = said.published_on or row.clipped_on
    row.searchable = likeness.fold(f"{row.title} {row.excerpt} {row.publisher} {row.address}")


def _whole(said: Described) -> None:
    wrong = {}
    if not said.title.strip():
        wrong["title"] = NEEDS_TITLE
    if not said.publisher.strip():
        wrong["publisher"] = NEEDS_PUBLISHER
    if len(said.excerpt) > LONGEST_EXCERPT:
        wrong["excerpt"] = TOO_LONG
    if wrong:
        raise Invalid(**wrong)


def _known(tags: frozenset[str]) -> None:
    if len(tags) > words.MOST_TAGS or not all(map(words.is_tag, tags)):
        raise Invalid(subjects=NOT_TAGS)


def add_tags(row: Clipping, tags: Any) -> None:
    """Add tags to a clipping; those it has already stay once."""
    ClippingTag.objects.bulk_create(
        [ClippingTag(clipping=row, tag=tag) for tag in tags], ignore_conflicts=True
    )
