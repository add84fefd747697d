"""Putting a mail edition together, having it read by a second person, sending it, pausing, going on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from waystation.foundation.kernel import versions
from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.outreach.digest.access import campaigner, edition_to_change, edition_to_read
from waystation.outreach.digest.cards import EditionCard, LetterCard
from waystation.outreach.digest.models import Edition, Parcel, Piece, Subscriber
from waystation.outreach.digest.operations.composing import compose
from waystation.outreach.digest.operations.sending import SEND
from waystation.outreach.digest.queries.editing import edition_card, edition_facts
from waystation.outreach.digest.rules import machine, subscribing, writing
from waystation.outreach.digest.tags import Tag

FIXED = _("Its words are fixed. They can be changed only in a draft.")
NOT_PUBLISHED = _("Only entries that are published now can be in it.")
MOST_ENTRIES = 30
LONGEST_SUBJECT, LONGEST_OPENING = 120, 2_000
LAID_OUT_AT_ONCE = 2_000


@transaction.atomic
def begin_edition(*, actor: staff.Actor, at: datetime) -> EditionCard:
    """Begin a mail edition. Campaigners may.

    :raises NotHere: not a campaigner.
    """
    campaigner(actor)
    row = Edition.objects.create(author=actor.ref, begun_on=at.date())
    ledger.record(actor=actor.ref, tag=Tag.EDITION_BEGUN, subject=row.ref, at=at)
    return edition_card(actor, row)


@transaction.atomic
def write_edition(
    *,
    actor: staff.Actor,
    edition: str,
    entries: Sequence[str],
    subjects: Mapping[str, str],
    openings: Mapping[str, str],
    at: datetime,
    read: str | None = None,
) -> EditionCard:
    """Choose a draft's entries in their order, and write its subject and opening in each language. Campaigners may.

    :raises NotHere: no such edition, or not for this actor.
    :raises Refused: it is no draft any more.
    :raises ChangedMeanwhile: a colleague has written it since it was ``read``.
    :raises Invalid: an entry that is not published, or words that are too long.
    """
    row = edition_to_change(campaigner(actor), edition)
    if row.state != machine.DRAFT:
        raise Refused(FIXED)
    versions.only(read, edition_card(actor, row).version)
    chosen = list(dict.fromkeys(entries))[:MOST_ENTRIES]
    published = Piece.objects.filter(ref__in=chosen, kind=writing.ENTRY, state__in=machine.PUBLIC)
    if published.count() != len(chosen):
        raise Invalid(entries=NOT_PUBLISHED)
    languages = [language for language, _name in settings.LANGUAGES]
    row.entries = chosen
    # A line break in a subject would be a header of somebody's own making.
    row.subjects = {
        language: " ".join(writing.plain(subjects.get(language, "")).split()) for language in languages
    }
    row.openings = {language: writing.plain(openings.get(language, "")) for language in languages}
    if any(len(text) > LONGEST_SUBJECT for text in row.subjects.values()) or any(
        len(text) > LONGEST_OPENING for text in row.openings.values()
    ):
        raise Invalid(subjects=writing.TOO_LONG)
    row.author = actor.ref
    row.save(update_fields=["entries", "subjects", "openings", "author"])
    ledger.record(actor=actor.ref, tag=Tag.EDITION_WRITTEN, subject=row.ref, at=at)
    return edition_card(actor, row)


@transaction.atomic
def move_edition(
    *, actor: staff.Actor, edition: str, move: str, at: datetime, read: str | None = None
) -> EditionCard:
    """Move an edition along its table; what a move needs and what follows stands there.

    Approving fixes the mails as they are then: whoever gets one gets what the second person read.

    :raises NotHere: no such edition, or not for this actor.
    :raises ChangedMeanwhile: other words wait for approval than the approver has ``read``.
    :raises Refused: the move is not possible now, with what is missing.
    """
    row = edition_to_change(actor, edition)
    if move == "approve":
        versions.only(read, edition_card(actor, row).version)
    step = machine.EDITION.move(move, row.state, actor.roles, edition_facts(actor, row))
    before, row.state = row.state, step.target
    if move == "approve":
        row.letters = compose(row)
    elif move == "rework":
        row.letters = {}
    elif move == "send":
        row.sent_on = at.date()
        _lay_out(row)
    elif move == "stop":
        row.uncertain += Parcel.objects.filter(edition=row, state=subscribing.LEAVING).count()
        Parcel.objects.filter(edition=row).delete()
    if row.state == machine.SENDING:
        outbox.enqueue(SEND, payload={"edition": row.ref}, due_at=at, key=f"{SEND}:{row.ref}")
    row.save(update_fields=["state", "letters", "sent_on", "uncertain"])
    detail = {"from": before, "to": row.state}
    ledger.record(actor=actor.ref, tag=Tag.EDITION_MOVED, subject=row.ref, at=at, detail=detail)
    return edition_card(actor, row)


def _lay_out(row: Edition) -> None:
    """Lay one parcel for each confirmed address, once and for all: a run that is begun again finds those that are left."""
    refs = Subscriber.objects.filter(state=subscribing.CONFIRMED).values_list("ref", flat=True)
    Parcel.objects.bulk_create(
        (Parcel(edition=row, subscriber_id=ref) for ref in refs.iterator(chunk_size=LAID_OUT_AT_ONCE)),
        batch_size=LAID_OUT_AT_ONCE,
    )


def preview_edition(actor: staff.Actor, edition: str) -> tuple[LetterCard, ...]:
    """Return the mails in every language: as approved, or as they would be now. Campaigners and supervisors may.

    :raises NotHere: no such edition, or not for this actor.
    """
    row = edition_to_read(actor, edition)
    letters = row.letters or compose(row)
    return tuple(LetterCard(language, **letter) for language, letter in letters.items())
