"""What everybody may read: entries page by page, one entry, questions, ways to give, topics."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from waystation.foundation.kernel import paging
from waystation.foundation.kernel.errors import NotHere, here
from waystation.outreach.digest.access import public_piece
from waystation.outreach.digest.cards import (
    CorrectionCard,
    Details,
    PageCard,
    PieceCard,
    TakenBackCard,
    TextCard,
    TopicCard,
)
from waystation.outreach.digest.models import Correction, Piece, PieceText, PieceTopic, Topic
from waystation.outreach.digest.rules import machine, writing

ON_A_PAGE = 10
IN_A_FEED = 30


def list_entries(
    language: str, *, topic: str = "", after: str = "", before: str = "", limit: int = ON_A_PAGE
) -> PageCard:
    """Return a page of entries, newest first, from a cursor on (``after`` it, or the page ``before`` it). For anybody.

    :raises NotHere: there is no such topic.
    """
    page = paging.newest_first(_entries(topic), "published_on", after=after, before=before, limit=limit)
    return PageCard(tuple(piece_cards(page.rows, language)), older=page.older, newer=page.newer)


def list_newest(language: str, *, topic: str = "") -> list[PieceCard]:
    """List the newest entries that have words in this language, for a feed. For anybody.

    :raises NotHere: there is no such topic.
    """
    spoken = PieceText.objects.filter(language=language, is_standing=True).values("piece")
    return piece_cards(list(_entries(topic).filter(ref__in=spoken)[:IN_A_FEED]), language)


def get_entry(ref: str, language: str) -> PieceCard | TakenBackCard:
    """Return one entry, or only its days where it was taken back. For anybody.

    :raises NotHere: there is none, or it was never published.
    """
    row = public_piece(ref, writing.ENTRY)
    if row.state in machine.PUBLIC:
        return piece_cards([row], language)[0]
    if row.published_on is None:
        raise NotHere
    return TakenBackCard(row.ref, row.published_on, row.changed_on)


def list_questions(language: str) -> list[PieceCard]:
    """List the questions with their answers, in their order. For anybody."""
    return _in_order(writing.QUESTION, language)


def list_ways(language: str) -> list[PieceCard]:
    """List the ways to give, in their order. For anybody."""
    return _in_order(writing.WAY, language)


def list_topics(language: str) -> list[TopicCard]:
    """List the topics under which something is published, by name. For anybody."""
    used = PieceTopic.objects.filter(piece__kind=writing.ENTRY, piece__state__in=machine.PUBLIC).values(
        "topic"
    )
    return sorted(
        (topic_card(row, language) for row in Topic.objects.filter(ref__in=used)), key=lambda card: card.name
    )


def get_topic(code: str, language: str) -> TopicCard:
    """Return one topic. For anybody.

    :raises NotHere: there is none.
    """
    return topic_card(_topic(code), language)


def topic_card(row: Topic, language: str) -> TopicCard:
    """Make the card of a topic; a name that is missing is filled by the first there is."""
    names = {str(key): str(name) for key, name in row.names.items() if name}
    return TopicCard(row.code, names.get(language) or next(iter(names.values()), row.code))


def _topic(code: str) -> Topic:
    return here(Topic.objects.filter(code=code).first())


def _entries(topic: str) -> QuerySet[Piece]:
    rows = Piece.objects.filter(kind=writing.ENTRY, state__in=machine.PUBLIC).order_by("-published_on", "ref")
    if topic:
        rows = rows.filter(ref__in=PieceTopic.objects.filter(topic=_topic(topic)).values("piece"))
    return rows


def _in_order(kind: str, language: str) -> list[PieceCard]:
    rows = Piece.objects.filter(kind=kind, state__in=machine.PUBLIC).order_by("place", "published_on", "ref")
    return piece_cards(list(rows), language)


def piece_cards(rows: Sequence[Piece], language: str) -> list[PieceCard]:
    """Make the cards of published pieces with three look-ups for all of them together."""
    refs = [row.ref for row in rows]
    texts: dict[str, dict[str, TextCard]] = {}
    for text in PieceText.objects.filter(piece__in=refs, is_standing=True).order_by("language"):
        texts.setdefault(text.piece_id, {})[text.language] = text_card(text)
    topics: dict[str, list[TopicCard]] = {}
    for link in PieceTopic.objects.filter(piece__in=refs).select_related("topic").order_by("topic__code"):
        topics.setdefault(link.piece_id, []).append(topic_card(link.topic, language))
    corrections: dict[str, list[CorrectionCard]] = {}
    for row in Correction.objects.filter(piece__in=refs).order_by("-corrected_on", "ref"):
        corrections.setdefault(row.piece_id, []).append(
            CorrectionCard(row.corrected_on, row.note, row.language)
        )
    return [
        _piece_card(
            row, language, texts.get(row.ref, {}), topics.get(row.ref, []), corrections.get(row.ref, [])
        )
        for row in rows
        if row.published_on is not None
    ]


def _piece_card(
    row: Piece,
    language: str,
    texts: dict[str, TextCard],
    topics: list[TopicCard],
    corrections: list[CorrectionCard],
) -> PieceCard:
    text = texts.get(language) or next(iter(texts.values()), TextCard(language, ""))
    details = details_of(row.details)
    return PieceCard(
        ref=row.ref,
        kind=row.kind,
        text=text,
        html=writing.page_of(text.body),
        is_translated=text.language == language,
        languages=tuple(texts),
        details=details,
        source_on=date.fromisoformat(details.source_on) if details.source_on else None,
        link_host=writing.host_of(details.link),
        video_host=writing.host_of(details.video),
        topics=tuple(topics),
        published_on=row.published_on or date.min,
        changed_on=row.changed_on,
        corrections=tuple(one for one in corrections if one.language == text.language),
    )


def text_card(row: PieceText) -> TextCard:
    """Make the card of the words in one language."""
    return TextCard(row.language, row.title, row.excerpt, row.body, row.changed)


def details_of(kept: dict[str, object]) -> Details:
    """Return details as they are kept in a row."""
    topics = kept.get("topics")
    said = {name: str(value) for name, value in kept.items() if name != "topics"}
    return Details(**said, topics=tuple(topics) if isinstance(topics, list) else ())
