"""What the desk reads: pieces with their moves, topics, editions, how many read by mail."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count

from waystation.foundation.staff import api as staff
from waystation.outreach.digest.access import at_the_desk, edition_to_read, piece_to_read
from waystation.outreach.digest.cards import (
    DeskCard,
    EditionCard,
    LetterCard,
    ListCard,
    PieceCard,
    TextCard,
    WaitingCard,
)
from waystation.outreach.digest.models import Edition, Parcel, Piece, PieceText, Subscriber, Topic
from waystation.outreach.digest.queries.reading import details_of, piece_cards, text_card
from waystation.outreach.digest.rules import machine, subscribing, writing

MOST_LISTED = 300
MOST_ON_TODAY = 10


def list_for_desk(actor: staff.Actor, kind: str) -> list[DeskCard]:
    """List the pieces of a kind: what waits for somebody first, then in the order of the public page.

    :raises NotHere: not a campaigner or supervisor.
    """
    at_the_desk(actor)
    rows = Piece.objects.filter(kind=kind).exclude(state=machine.DROPPED)
    order = ("-published_on", "ref") if kind == writing.ENTRY else ("place", "published_on", "ref")
    cards = desk_cards(actor, list(rows.order_by(*order)[:MOST_LISTED]))
    waits = {machine.REVIEW: 0, machine.RECHECK: 0, machine.DRAFT: 1, machine.REWRITING: 1}
    return sorted(cards, key=lambda card: waits.get(card.state, 2))


def get_for_desk(actor: staff.Actor, piece: str) -> DeskCard:
    """Return one piece with the moves that are possible.

    :raises NotHere: no such piece, or not for this actor.
    """
    return desk_cards(actor, [piece_to_read(actor, piece)])[0]


def desk_cards(actor: staff.Actor, rows: list[Piece]) -> list[DeskCard]:
    """Make the desk's cards, with one look-up for all their words."""
    texts: dict[tuple[str, bool], dict[str, TextCard]] = {}
    for text in PieceText.objects.filter(piece__in=[row.ref for row in rows]).order_by("language"):
        texts.setdefault((text.piece_id, text.is_standing), {})[text.language] = text_card(text)
    return [
        _desk_card(actor, row, texts.get((row.ref, False), {}), texts.get((row.ref, True), {}))
        for row in rows
    ]


def _desk_card(
    actor: staff.Actor, row: Piece, texts: dict[str, TextCard], standing: dict[str, TextCard]
) -> DeskCard:
    facts = facts_of(actor, row, texts)
    return DeskCard(
        ref=row.ref,
        kind=row.kind,
        state=row.state,
        state_label=machine.PIECE.states[row.state],
        author=row.author,
        place=row.place,
        texts=texts,
        standing=standing,
        details=details_of(row.draft_details),
        published_on=row.published_on,
        changed_on=row.changed_on,
        offers=tuple(machine.PIECE.offers(row.state, actor.roles, facts)),
        can_write=row.state in machine.CHANGEABLE and actor.is_any(machine.CAMPAIGNER),
    )


def today(*, actor: staff.Actor, at: datetime) -> WaitingCard | None:  # noqa: ARG001 - every Today panel takes both
    """Return what waits for this colleague as the second person, or None. Nothing for those without the roles."""
    if not actor.is_any(machine.CAMPAIGNER, machine.SUPERVISOR):
        return None
    waits = Piece.objects.filter(state__in=(machine.REVIEW, machine.RECHECK)).exclude(author=actor.ref)
    pieces = tuple(desk_cards(actor, list(waits.order_by("kind", "ref")[:MOST_ON_TODAY])))
    rows = Edition.objects.filter(state=machine.REVIEW).exclude(author=actor.ref).order_by("ref")
    editions = tuple(edition_card(actor, row) for row in rows[:MOST_ON_TODAY])
    return WaitingCard(pieces, editions) if pieces or editions else None


def facts_of(actor: staff.Actor, row: Piece, texts: dict[str, TextCard]) -> dict[str, Any]:
    """Return what the machine of a piece must know."""
    spoken = [text for text in texts.values() if text.title or text.excerpt or text.body]
    return {
        "is_whole": bool(spoken)
        and all(writing.is_whole(row.kind, text.title, text.excerpt, text.body) for text in spoken),
        "is_other": row.author != actor.ref,
        "is_told": bool(spoken) and all(text.changed for text in spoken),
    }


def list_all_topics(actor: staff.Actor) -> list[tuple[str, dict[str, str]]]:
    """List every topic's code with its names by language. Campaigners and supervisors may.

    :raises NotHere: anybody else.
    """
    at_the_desk(actor)
    return [(row.code, dict(row.names)) for row in Topic.objects.order_by("code")]


def count_readers(actor: staff.Actor) -> ListCard:
    """Count who reads by mail; nobody at the desk can see who they are. Campaigners and supervisors may.

    :raises NotHere: anybody else.
    """
    at_the_desk(actor)
    found = dict(Subscriber.objects.order_by().values_list("state").annotate(number=Count("ref")))
    return ListCard(found.get(subscribing.CONFIRMED, 0), found.get(subscribing.PENDING, 0))


def list_editions(actor: staff.Actor) -> list[EditionCard]:
    """List the mail editions, the newest first. Campaigners and supervisors may.

    :raises NotHere: anybody else.
    """
    at_the_desk(actor)
    rows = Edition.objects.exclude(state=machine.DROPPED).order_by("-begun_on", "ref")[:MOST_LISTED]
    return [edition_card(actor, row) for row in rows]


def get_edition(actor: staff.Actor, edition: str) -> EditionCard:
    """Return one edition with the moves that are possible and how far it has come.

    :raises NotHere: no such edition, or not for this actor.
    """
    return edition_card(actor, edition_to_read(actor, edition))


def edition_card(actor: staff.Actor, row: Edition) -> EditionCard:
    """Make the card of an edition."""
    parcels = dict(
        Parcel.objects.filter(edition=row).order_by().values_list("state").annotate(number=Count("ref"))
    )
    return EditionCard(
        ref=row.ref,
        state=row.state,
        state_label=machine.EDITION.states[row.state],
        author=row.author,
        begun_on=row.begun_on,
        sent_on=row.sent_on,
        entries=tuple(row.entries),
        subjects=dict(row.subjects),
        openings=dict(row.openings),
        waiting=parcels.get(subscribing.WAITING, 0),
        gone=row.gone,
        refused=row.refused,
        uncertain=row.uncertain + parcels.get(subscribing.LEAVING, 0),
        offers=tuple(machine.EDITION.offers(row.state, actor.roles, edition_facts(actor, row))),
        can_write=row.state == machine.DRAFT and actor.is_any(machine.CAMPAIGNER),
        letters=tuple(LetterCard(language, **letter) for language, letter in row.letters.items()),
    )


def edition_facts(actor: staff.Actor, row: Edition) -> dict[str, Any]:
    """Return what the machine of an edition must know."""
    found = entries_of(row, settings.LANGUAGE_CODE)
    return {
        "is_other": row.author != actor.ref,
        "is_filled": bool(found) and len(found) == len(row.entries),
        "is_named": all(row.subjects.get(language) for language, _name in settings.LANGUAGES),
    }


def entries_of(row: Edition, language: str) -> list[PieceCard]:
    """Return the entries an edition tells of that are published now, in its order."""
    rows = {
        piece.ref: piece
        for piece in Piece.objects.filter(ref__in=row.entries, kind=writing.ENTRY, state__in=machine.PUBLIC)
    }
    return piece_cards([rows[ref] for ref in row.entries if ref in rows], language)
