"""Reading clippings: what anybody may see of those that stand, and what the desk sees."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from waystation.foundation.kernel.errors import here
from waystation.foundation.kernel.references import is_ref
from waystation.foundation.library.access import clipping_to_read, may_write, reader
from waystation.foundation.library.cards import ClippingCard, FullClipping, Page, SourceCard
from waystation.foundation.library.models import Clipping, ClippingTag, Source
from waystation.foundation.library.rules import clippings as rules
from waystation.foundation.library.rules.likeness import fold
from waystation.foundation.staff import api as staff

MOST = 100


def list_clippings(
    *,
    tags: frozenset[str] = frozenset(),
    language: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> Page[ClippingCard]:
    """List clippings that stand and have all these tags, the newest first, each text once. Anybody may.

    ``after`` is what the page before said; one that makes no sense begins at the beginning.
    """
    found = Clipping.objects.filter(state=rules.CLIPPED)
    if language:
        found = found.filter(language=language)
    return _page(_tagged(found, tags), after, limit)


def search_clippings(
    actor: staff.Actor,
    *,
    words: str = "",
    tags: frozenset[str] = frozenset(),
    language: str = "",
    state: str = "",
    after: str | None = None,
    limit: int = 20,
) -> Page[ClippingCard]:
    """List clippings for the desk whose title, excerpt and publisher hold every one of these words. The office may.

    :raises NotHere: somebody from outside.
    """
    reader(actor)
    wanted = {state} if state in rules.CLIPPING.states else {rules.CLIPPED, rules.WAITING, rules.REFUSED}
    found = Clipping.objects.filter(state__in=wanted - {rules.WITHDRAWN})
    if language:
        found = found.filter(language=language)
    for word in fold(words).split():
        found = found.filter(searchable__contains=word)
    return _page(_tagged(found, tags), after, limit)


def get_clipping(ref: str) -> ClippingCard:
    """Return one clipping that stands. Anybody may.

    :raises NotHere: there is none.
    """
    row = here(Clipping.objects.select_related("source").filter(ref=ref, state__in=rules.STANDING).first())
    return cards_of([row])[0]


def open_clipping(actor: staff.Actor, ref: str) -> FullClipping:
    """Return a clipping with its text, its copy and what can be done with it. The office may.

    :raises NotHere: no such clipping, or not for this actor.
    """
    row = clipping_to_read(actor, ref)
    others = list(
        Clipping.objects.select_related("source").filter(same_as=row, state=rules.JOINED).order_by("ref")[:20]
    )
    card, *joined = cards_of([row, *others])
    return FullClipping(
        card=card,
        state=row.state,
        state_label=rules.CLIPPING.states[row.state],
        trouble=rules.TROUBLES.get(row.trouble, ""),
        clipped_on=row.clipped_on,
        archive_hash=row.archive_hash,
        archive_size=row.archive_size,
        paragraphs=tuple(row.text.split("\n")) if row.text else (),
        same_as=row.same_as_id or "",
        others=tuple(joined),
        offers=tuple(rules.CLIPPING.offers(row.state, actor.roles, {})),
        added_by=row.added_by,
    )


def list_sources(actor: staff.Actor) -> list[SourceCard]:
    """List the feeds. The office may.

    :raises NotHere: somebody from outside.
    """
    reader(actor)
    return [source_card(row) for row in Source.objects.order_by("title", "ref")]


def count_tags(actor: staff.Actor) -> dict[str, int]:
    """Return the tags in use, and how many clippings that stand have each. The office may.

    :raises NotHere: somebody from outside.
    """
    from django.db.models import Count

    reader(actor)
    used = (
        ClippingTag.objects.filter(clipping__state=rules.CLIPPED).values("tag").annotate(number=Count("ref"))
    )
    return {row["tag"]: row["number"] for row in used.order_by("tag")}


def may_edit(actor: staff.Actor) -> bool:
    """Say whether the actor may write in the library."""
    return may_write(actor)


def source_card(row: Source) -> SourceCard:
    """Make the card of a feed."""
    return SourceCard(
        ref=row.ref,
        title=row.title,
        address=row.address,
        language=row.language,
        tags=tuple(row.tags),
        every_hours=row.every_hours,
        is_active=row.state == "active",
        polled_on=row.polled_on,
        trouble=rules.TROUBLES.get(row.trouble, ""),
    )


def cards_of(rows: Iterable[Clipping]) -> list[ClippingCard]:
    """Make cards of clippings, their tags read with one query."""
    listed = list(rows)
    tags: dict[str, set[str]] = {}
    for clipping, tag in ClippingTag.objects.filter(clipping__in=listed).values_list("clipping", "tag"):
        tags.setdefault(clipping, set()).add(tag)
    return [
        ClippingCard(
            ref=row.ref,
            title=row.title or row.address,
            excerpt=row.excerpt,
            language=row.language,
            source=row.publisher or (row.source.title if row.source else ""),
            address=row.canonical or row.address,
            published_on=row.published_on,
            tags=frozenset(tags.get(row.ref, ())),
            state=row.state,
        )
        for row in listed
    ]


def _tagged(found: QuerySet[Clipping], tags: Iterable[str]) -> QuerySet[Clipping]:
    for tag in tags:
        found = found.filter(ref__in=ClippingTag.objects.filter(tag=tag).values("clipping"))
    return found


def _page(found: QuerySet[Clipping], after: str | None, limit: int) -> Page[ClippingCard]:
    limit = max(1, min(limit, MOST))
    place = _place(after)
    if place is not None:
        day, ref = place
        found = found.filter(Q(filed_on__lt=day) | Q(filed_on=day, ref__lt=ref))
    rows = list(found.select_related("source").order_by("-filed_on", "-ref")[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    cards = cards_of(rows[:limit])
    return Page(tuple(cards), f"{last.filed_on.isoformat()}.{last.ref}" if last else None)


def _place(after: str | None) -> tuple[date, str] | None:
    day, _dot, ref = (after or "").partition(".")
    try:
        return (date.fromisoformat(day), ref) if is_ref(ref) else None
    except ValueError:
        return None
