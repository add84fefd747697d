"""Writing a piece, having it read by a second person, correcting it in public, taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from waystation.foundation.kernel import versions
from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.library import api as library
from waystation.foundation.staff import api as staff
from waystation.outreach.digest.access import campaigner, piece_to_change
from waystation.outreach.digest.cards import DeskCard, Details
from waystation.outreach.digest.models import Correction, Piece, PieceText, PieceTopic, Topic
from waystation.outreach.digest.queries.editing import desk_cards, facts_of
from waystation.outreach.digest.queries.reading import text_card
from waystation.outreach.digest.rules import machine, writing
from waystation.outreach.digest.tags import Tag

FIXED = _("Published words are changed by a correction, and drafts that wait are read first.")
NO_KIND = _("Choose what it is.")
NO_LANGUAGE = _("Choose one of the languages.")
NO_TOPIC = _("Choose topics from the list.")
NO_CLIPPING = _("Choose a clipping from the list.")
NEEDS_CODE = _("A short word in small Latin letters, such as asylum.")
NEEDS_NAME = _("Give it a name in every language.")
NAME_STANDS = _("Something stands or waits under this topic: its name stays. Add another topic instead.")
MOST_PLACE = 9_999
BAD_PLACE = _("A whole number between 0 and 9999.")


@transaction.atomic
def begin_piece(*, actor: staff.Actor, kind: str, at: datetime, place: int = 100) -> DeskCard:
    """Begin an entry, a question or a way to give, at a place in its order. Campaigners may.

    :raises NotHere: not a campaigner.
    :raises Invalid: no such kind.
    """
    campaigner(actor)
    if kind not in writing.KINDS:
        raise Invalid(kind=NO_KIND)
    row = Piece.objects.create(kind=kind, author=actor.ref, place=place)
    ledger.record(actor=actor.ref, tag=Tag.BEGUN, subject=row.ref, at=at, detail={"kind": kind})
    return desk_cards(actor, [row])[0]


@transaction.atomic
def write_words(
    *,
    actor: staff.Actor,
    piece: str,
    language: str,
    title: str,
    excerpt: str = "",
    body: str = "",
    changed: str = "",
    at: datetime,
    read: str | None = None,
) -> DeskCard:
    """Write a draft's words in one language; all of them empty takes the language away. Campaigners may.

    :raises NotHere: no such piece, or not for this actor.
    :raises Refused: its words wait for a second person, or stand as published.
    :raises ChangedMeanwhile: a colleague has written it since it was ``read``.
    :raises Invalid: a language the house does not speak, or something is too long.
    """
    row = _draft(actor, piece)
    versions.only(read, versions.of(desk_cards(actor, [row])[0].texts.get(language)))
    if language not in dict(settings.LANGUAGES):
        raise Invalid(language=NO_LANGUAGE)
    words = {"title": title, "excerpt": excerpt, "body": body, "changed": changed}
    words = {name: writing.plain(text) for name, text in words.items()}
    wrong = writing.wrong_words(words)
    if wrong:
        raise Invalid(**wrong)
    if any(words.values()):
        PieceText.objects.update_or_create(piece=row, language=language, is_standing=False, defaults=words)
    else:
        PieceText.objects.filter(piece=row, language=language, is_standing=False).delete()
    return _written(actor, row, at)


@transaction.atomic
def write_details(
    *, actor: staff.Actor, piece: str, details: Details, at: datetime, read: str | None = None
) -> DeskCard:
    """Write what stands beside a draft's words: source, video, topics. Campaigners may.

    A clipping of the library fills in what was not typed: address, publisher, day.

    :raises NotHere: no such piece, or not for this actor.
    :raises Refused: it waits for a second person, or stands as published.
    :raises ChangedMeanwhile: a colleague has written it since it was ``read``.
    :raises Invalid: an address that is none, or no such topic.
    """
    row = _draft(actor, piece)
    versions.only(read, versions.of(desk_cards(actor, [row])[0].details))
    details = _with_clipping(replace(details, publisher=writing.plain(details.publisher)))
    wrong = writing.wrong_details(details.link, details.video, details.publisher)
    if Topic.objects.filter(code__in=details.topics).count() != len(set(details.topics)):
        wrong["topics"] = NO_TOPIC
    if wrong:
        raise Invalid(**wrong)
    row.draft_details = _kept(details)
    row.save(update_fields=["draft_details"])
    return _written(actor, row, at)


def _with_clipping(details: Details) -> Details:
    if not details.clipping:
        return details
    try:
        card = library.get_clipping(details.clipping)
    except NotHere as exc:
        raise Invalid(clipping=NO_CLIPPING) from exc
    return replace(
        details,
        link=details.link or card.address,
        publisher=details.publisher or card.source[: writing.LONGEST_PUBLISHER],
        source_on=details.source_on or (card.published_on.isoformat() if card.published_on else ""),
    )


def _kept(details: Details) -> dict[str, Any]:
    return {name: value for name, value in asdict(details).items() if value} | {
        "topics": list(details.topics)
    }


@transaction.atomic
def place_piece(*, actor: staff.Actor, piece: str, place: int, at: datetime) -> DeskCard:
    """Put a question or a way at another place in its order; small numbers come first. Campaigners may.

    :raises NotHere: no such piece, or not for this actor.
    :raises Invalid: not a number that fits.
    """
    row = piece_to_change(campaigner(actor), piece)
    if not 0 <= place <= MOST_PLACE:
        raise Invalid(place=BAD_PLACE)
    row.place = place
    row.save(update_fields=["place"])
    ledger.record(actor=actor.ref, tag=Tag.WRITTEN, subject=row.ref, at=at, detail={"place": place})
    return desk_cards(actor, [row])[0]


@transaction.atomic
def add_topic(*, actor: staff.Actor, code: str, names: Mapping[str, str], at: datetime) -> None:
    """Add a topic, or name it anew while nothing stands or waits under it. Campaigners may.

    :raises NotHere: not a campaigner.
    :raises Refused: others read it by this name: one person alone changes nothing that two have agreed to.
    :raises Invalid: no code, or a language without a name.
    """
    campaigner(actor)
    code = code.strip()
    if not code or not code.isascii() or not code.replace("-", "").isalnum() or code != code.lower():
        raise Invalid(code=NEEDS_CODE)
    kept = {language: writing.plain(names.get(language, ""))[:80] for language, _name in settings.LANGUAGES}
    if not all(kept.values()):
        raise Invalid(names=NEEDS_NAME)
    row, _made = Topic.objects.select_for_update().get_or_create(code=code[:40], defaults={"names": kept})
    if row.names != kept:
        if _is_in_use(row.code):
            raise Refused(NAME_STANDS)
        row.names = kept
        row.save()
    ledger.record(actor=actor.ref, tag=Tag.TOPIC_ADDED, subject=row.ref, at=at)


def _is_in_use(topic: str) -> bool:
    told = Piece.objects.exclude(state__in=machine.CHANGEABLE).values_list("details", "draft_details")
    return any(topic in part.get("topics", ()) for both in told.iterator() for part in both)


@transaction.atomic
def move_piece(
    *, actor: staff.Actor, piece: str, move: str, at: datetime, read: str | None = None
) -> DeskCard:
    """Move a piece along its table; what a move needs and what follows stands there.

    :raises NotHere: no such piece, or not for this actor.
    :raises ChangedMeanwhile: other words wait for approval than the approver has ``read``.
    :raises Refused: the move is not possible now, with what is missing.
    """
    row = piece_to_change(actor, piece)
    drafts = {text.language: text_card(text) for text in _texts(row, is_standing=False)}
    if move == "approve":
        versions.only(read, desk_cards(actor, [row])[0].version)
    step = machine.PIECE.move(move, row.state, actor.roles, facts_of(actor, row, drafts))
    before, row.state = row.state, step.target
    if move == "approve":
        _publish(row, at.date())
    elif move == "leave":
        _copy_words(row, to_standing=False)
        row.draft_details = row.details
    elif move == "withdraw":
        row.changed_on = at.date()
        _texts(row, is_standing=True).delete()
        PieceTopic.objects.filter(piece=row).delete()
    row.save(update_fields=["state", "details", "draft_details", "published_on", "changed_on"])
    ledger.record(
        actor=actor.ref, tag=Tag.MOVED, subject=row.ref, at=at, detail={"from": before, "to": row.state}
    )
    return desk_cards(actor, [row])[0]


def _publish(row: Piece, on: date) -> None:
    """Let the words that were approved stand; where others stood before, say what changed and when."""
    _copy_words(row, to_standing=True)
    drafts = _texts(row, is_standing=False)
    if row.published_on is not None:
        row.changed_on = on
        Correction.objects.bulk_create(
            Correction(piece=row, language=text.language, corrected_on=on, note=text.changed)
            for text in drafts
            if text.changed
        )
    row.published_on = row.published_on or on
    drafts.update(changed="")
    row.details = row.draft_details
    PieceTopic.objects.filter(piece=row).delete()
    topics: Sequence[str] = row.details.get("topics", [])
    PieceTopic.objects.bulk_create(
        PieceTopic(piece=row, topic=topic) for topic in Topic.objects.filter(code__in=topics)
    )


def _copy_words(row: Piece, *, to_standing: bool) -> None:
    _texts(row, is_standing=to_standing).delete()
    PieceText.objects.bulk_create(
        PieceText(
            piece=row,
            language=text.language,
            is_standing=to_standing,
            title=text.title,
            excerpt=text.excerpt,
            body=text.body,
        )
        for text in _texts(row, is_standing=not to_standing)
    )


def _texts(row: Piece, *, is_standing: bool) -> Any:
    return PieceText.objects.filter(piece=row, is_standing=is_standing)


def _draft(actor: staff.Actor, piece: str) -> Piece:
    row = piece_to_change(campaigner(actor), piece)
    if row.state not in machine.CHANGEABLE:
        raise Refused(FIXED)
    return row


def _written(actor: staff.Actor, row: Piece, at: datetime) -> DeskCard:
    """Note who wrote last: they do not decide alone."""
    row.author = actor.ref
    row.save(update_fields=["author"])
    ledger.record(actor=actor.ref, tag=Tag.WRITTEN, subject=row.ref, at=at)
    return desk_cards(actor, [row])[0]
