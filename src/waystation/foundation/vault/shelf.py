"""Search over sealed cards: each holder's shelf is a few sealed pages, with the news since laid on top.

A card is sealed under its section's data key, so only its readers can make or open it. A shelf page repeats the
cards of one line under a key of that line's own: one AEAD opening for five hundred cards instead of five hundred.
"""

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from waystation.foundation.kernel.references import new_ref
from waystation.foundation.vault import holders, keystore, news, primitives, rows
from waystation.foundation.vault.grants import granted_lines
from waystation.foundation.vault.models import Card, Section, ShelfNews, ShelfPage, VersionName
from waystation.foundation.vault.ring import Ring

PAGE = 512
NEWS_BEFORE_BINDING = 256


@dataclass(frozen=True)
class Found:
    """A card a search came upon: what it is of, and what it says."""

    subject: str
    kind: str
    card: dict[str, Any]


def fold(text: str) -> str:
    """Fold letters for comparing: case, ё as е, spaces collapsed (SQLite cannot fold Cyrillic)."""
    return " ".join(text.casefold().replace("ё", "е").split())


@transaction.atomic(savepoint=False)
def place_card(
    ring: Ring,
    *,
    section: Section,
    subject: str,
    kind: str,
    card: Mapping[str, Any],
    terms: str,
    is_first: bool = False,
) -> Card:
    """Write the card of a thing, found by the words in ``terms``, and lay it on every reader's shelf as news.

    ``is_first`` says that thing and section were made in this very transaction: no older card need be looked for, and
    every grant is ours.

    :raises NotGranted: the ring does not hold the section.
    """
    row = None if is_first else _card_of(subject, kind)
    if row is None or row.section_id != section.ref:
        if row is not None:
            remove_card(subject, kind)
        row = Card(subject=subject, kind=kind, section=section)
    row.section = section
    rows.write(ring, row, {"card": dict(card), "terms": fold(terms)})
    news.tell([row], _granted_now(section) if is_first else granted_lines(section), is_gone=False)
    return row


def _card_of(subject: str, kind: str) -> Card | None:
    return Card.objects.select_related("section").filter(subject=subject, kind=kind).first()


def _granted_now(section: Section) -> list[str]:
    """Return whom a section was just granted to, by every grant there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT line FROM vault_grant WHERE section_id = %s", [section.ref])
        return [line for (line,) in cursor.fetchall()]


@transaction.atomic
def remove_card(subject: str, kind: str) -> list[VersionName]:
    """Take the card of a thing off every shelf; return what went, as the ledger wants it named."""
    gone = []
    for row in Card.objects.select_related("section").filter(subject=subject, kind=kind):
        news.tell([row], granted_lines(row.section), is_gone=True)
        gone.append(row.version_name())
        row.delete()
    return gone


def cards(ring: Ring, subjects: Iterable[str], kind: str) -> dict[str, dict[str, Any]]:
    """Open the cards of these things that the ring holds, by subject."""
    found = Card.objects.select_related("section").filter(subject__in=list(subjects), kind=kind)
    return {row.subject: body["card"] for row, body in rows.read_held(ring, found)}


def search(
    ring: Ring,
    *,
    kinds: Iterable[str],
    query: str,
    limit: int = 50,
    among: Container[str] | None = None,
) -> list[Found]:
    """Find the cards whose terms contain every word of the query, among those the ring's lines may read.

    With ``among`` only cards of these subjects are read, which spares the time for the others.
    Cost grows with the number of cards held: about 0.3 µs a card to open and scan (see the vault bench).
    """
    words = fold(query).split()
    found: dict[tuple[str, str], Found] = {}
    if not words:
        return []
    for kind in kinds:
        for subject, terms, card in _entries(ring, kind, words[0]):
            if (among is None or subject in among) and all(word in terms for word in words):
                found.setdefault((kind, subject), Found(subject, kind, json.loads(card)))
                if len(found) >= limit:
                    return list(found.values())
    return list(found.values())


def _entries(ring: Ring, kind: str, word: str) -> Iterator[tuple[str, str, str]]:
    """Yield subject, terms and card of entries that may contain the word: news first, then the pages."""
    lines = ring.lines()
    fresh_news = list(ShelfNews.objects.filter(line__in=lines, kind=kind))
    for line in {item.line for item in fresh_news if item.is_gone}:
        _take_down(ring, line, kind)
    current = {item.subject for item in fresh_news if not item.is_gone}
    rows_now = Card.objects.select_related("section").filter(subject__in=current, kind=kind)
    for row, body in rows.read_held(ring, rows_now):
        yield row.subject, body["terms"], json.dumps(body["card"])
    if len(fresh_news) >= NEWS_BEFORE_BINDING:
        bind(ring, kind)
    overlaid: dict[str, set[str]] = {line: set() for line in lines}
    for item in fresh_news:
        overlaid[item.line].add(item.subject)
    for page in ShelfPage.objects.filter(line__in=lines, kind=kind):
        text = _open_page(ring, page)
        if word in text:
            yield from _scan(text, word, overlaid[page.line])


def _scan(text: str, word: str, skip: set[str]) -> Iterator[tuple[str, str, str]]:
    at = text.find(word)
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        subject, terms, card = text[start:end].split("\t", 2)
        if subject not in skip:
            yield subject, terms, card
        at = text.find(word, end) if word else (end + 1 if end + 1 < len(text) else -1)


def bind(ring: Ring, kind: str) -> None:
    """Bind a line's news into its pages, for each line of the ring that has enough of it."""
    for line in ring.lines():
        if ShelfNews.objects.filter(line=line, kind=kind).count() >= NEWS_BEFORE_BINDING:
            _bind_line(ring, line, kind)


@transaction.atomic
def _take_down(ring: Ring, line: str, kind: str) -> None:
    """Cut what has gone out of a line's pages at the first look after it, so that no page keeps a name (T-32)."""
    gone = list(ShelfNews.objects.select_for_update().filter(line=line, kind=kind, is_gone=True))
    subjects = {item.subject for item in gone}
    for page in ShelfPage.objects.select_for_update().filter(line=line, kind=kind):
        entries = _open_page(ring, page).split("\n")
        kept = [entry for entry in entries if entry.split("\t", 1)[0] not in subjects]
        if len(kept) == len(entries):
            continue
        page.delete()
        if kept:
            _seal_page(ring, holders.newest(line).ref, line, kind, "\n".join(kept)).save(force_insert=True)
    ShelfNews.objects.filter(ref__in=[item.ref for item in gone]).delete()


def rebind(ring: Ring, line: str) -> None:
    """Seal a line's pages under its newest key: after a rotation, while the ring still holds the old one."""
    for kind in set(ShelfPage.objects.filter(line=line).values_list("kind", flat=True)):
        _bind_line(ring, line, kind)


@transaction.atomic
def _bind_line(ring: Ring, line: str, kind: str) -> None:
    fresh_news = list(ShelfNews.objects.select_for_update().filter(line=line, kind=kind))
    pages = list(ShelfPage.objects.select_for_update().filter(line=line, kind=kind))
    entries = {row.split("\t", 1)[0]: row for page in pages for row in _open_page(ring, page).split("\n")}
    for item in fresh_news:
        entries.pop(item.subject, None)
    fresh = [item.subject for item in fresh_news if not item.is_gone]
    found = Card.objects.select_related("section").filter(subject__in=fresh, kind=kind)
    for card, body in rows.read_held(ring, found):
        entries[card.subject] = f"{card.subject}\t{body['terms']}\t{json.dumps(body['card'])}"
    ShelfPage.objects.filter(ref__in=[page.ref for page in pages]).delete()
    lines = list(entries.values())
    holder = holders.newest(line).ref
    ShelfPage.objects.bulk_create(
        _seal_page(ring, holder, line, kind, "\n".join(lines[at : at + PAGE]))
        for at in range(0, len(lines), PAGE)
    )
    ShelfNews.objects.filter(ref__in=[item.ref for item in fresh_news]).delete()


def _page_key(ring: Ring, page: ShelfPage) -> bytes:
    return primitives.derive(ring.private_of(page.holder_id), "shelf", salt=keystore.read(keystore.TAG))


def _page_place(page: ShelfPage) -> bytes:
    return primitives.context("shelf", keystore.installation(), page.line, page.kind, page.ref)


def _open_page(ring: Ring, page: ShelfPage) -> str:
    return primitives.unseal(_page_key(ring, page), bytes(page.sealed), _page_place(page)).decode()


def _seal_page(ring: Ring, holder: str, line: str, kind: str, text: str) -> ShelfPage:
    page = ShelfPage(ref=new_ref(), line=line, holder_id=holder, kind=kind)
    page.sealed = primitives.seal(_page_key(ring, page), text.encode(), _page_place(page))
    return page
