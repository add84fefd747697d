"""A digest with something to read: written, approved and published by the real operations, for tests and the demonstration."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from waystation.outreach.digest import api as digest
from waystation.testing.cast import Cast
from waystation.testing.digest_words import ENTRIES, QUESTIONS, TOPICS, WAYS

Words = Mapping[str, tuple[str, ...]]


def a_draft(
    cast: Cast,
    at: datetime,
    kind: str,
    words: Words,
    *,
    details: digest.Details | None = None,
    place: int = 100,
) -> str:
    """Let Kira write a piece, in the languages that have words; return its reference."""
    made = digest.begin_piece(actor=cast.kira, kind=kind, place=place, at=at)
    fields = ("title", "excerpt", "body") if kind == digest.ENTRY else ("title", "body")
    for language, told in words.items():
        said = dict(zip(fields, told, strict=True))
        digest.write_words(actor=cast.kira, piece=made.ref, language=language, at=at, **said)
    if details is not None:
        digest.write_details(actor=cast.kira, piece=made.ref, details=details, at=at)
    return made.ref


def published(
    cast: Cast,
    at: datetime,
    kind: str,
    words: Words,
    *,
    details: digest.Details | None = None,
    place: int = 100,
) -> str:
    """Let Kira write a piece and Olga publish it; return its reference."""
    ref = a_draft(cast, at, kind, words, details=details, place=place)
    digest.move_piece(actor=cast.kira, piece=ref, move="submit", at=at)
    digest.move_piece(actor=cast.olga, piece=ref, move="approve", at=at)
    return ref


def entry(cast: Cast, at: datetime, number: int = 1, **details: object) -> str:
    """Publish an invented entry in both languages."""
    words = {
        "en": (f"Story {number}", f"Excerpt {number}.", f"The whole of story {number}."),
        "ru": (f"История {number}", f"Начало {number}.", f"История {number} целиком."),
    }
    return published(cast, at, digest.ENTRY, words, details=digest.Details(**details))  # type: ignore[arg-type]


def wish(number: int, *, language: str = "en", rhythm: str = "each") -> digest.Wish:
    """Return what an invented reader types, read by the rules."""
    typed = {"address": f"reader{number}@example.org", "language": language, "rhythm": rhythm}
    read = digest.read(typed, {"en", "ru"})
    if not isinstance(read, digest.Wish):
        raise ValueError(read)
    return read


def readers(numbers: Sequence[int], at: datetime, *, language: str = "en", rhythm: str = "each") -> None:
    """Let people ask for the edition by mail and confirm."""
    for number in numbers:
        someone = wish(number, language=language, rhythm=rhythm)
        digest.subscribe(wish=someone, at=at)
        digest.confirm(token=digest.token_of(someone.canonical), at=at)


def an_edition(cast: Cast, at: datetime, entries: Sequence[str]) -> str:
    """Let Kira put an edition together and Olga approve it; return its reference."""
    made = digest.begin_edition(actor=cast.kira, at=at)
    digest.write_edition(
        actor=cast.kira,
        edition=made.ref,
        entries=entries,
        subjects={"en": "What is new", "ru": "Что нового"},
        openings={"en": "Good morning.", "ru": "Доброе утро."},
        at=at,
    )
    digest.move_edition(actor=cast.kira, edition=made.ref, move="submit", at=at)
    digest.move_edition(actor=cast.olga, edition=made.ref, move="approve", at=at)
    return made.ref


def furnish(cast: Cast, now: datetime) -> None:
    """Publish news, answers and ways to give; leave a draft, a correction and an edition that wait for somebody."""
    with transaction.atomic():
        for code, names in TOPICS.items():
            digest.add_topic(actor=cast.kira, code=code, names=names, at=now)
        refs = []
        for days, words, link, publisher, source_on, topics in ENTRIES:
            told = now - timedelta(days=days)
            details = digest.Details(link, publisher, _day(source_on), topics=topics)
            refs.append(published(cast, told, digest.ENTRY, words, details=details))
        for place, answer in enumerate(QUESTIONS, start=1):
            published(cast, now - timedelta(days=40), digest.QUESTION, answer, place=10 * place)
        for place, (way, link) in enumerate(WAYS, start=1):
            leads = digest.Details(link) if link else None
            published(cast, now - timedelta(days=40), digest.WAY, way, details=leads, place=10 * place)
        _correct(cast, refs[-1], now - timedelta(days=2))
        draft = a_draft(cast, now, digest.ENTRY, {"en": ("A safe house needs bed linen", "", "Twelve sets.")})
        digest.move_piece(actor=cast.kira, piece=draft, move="submit", at=now)
        an_edition(cast, now, refs[:4])


def _correct(cast: Cast, ref: str, at: datetime) -> None:
    digest.move_piece(actor=cast.kira, piece=ref, move="correct", at=at)
    notes = {
        "en": "We had written that all of them had left the country; the source says nine.",
        "ru": "Мы написали, что страну покинули все; в источнике сказано — девять человек.",
    }
    for language, text in digest.get_for_desk(cast.kira, ref).texts.items():
        digest.write_words(
            actor=cast.kira,
            piece=ref,
            language=language,
            title=text.title,
            excerpt=text.excerpt,
            body=text.body,
            changed=notes[language],
            at=at,
        )
    digest.move_piece(actor=cast.kira, piece=ref, move="submit", at=at)
    digest.move_piece(actor=cast.ruth, piece=ref, move="approve", at=at)


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""
