"""Updates: written by one, approved by another, shown on the petition's page, and mailed to those who asked."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from waystation.foundation.kernel import versions
from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.outreach.petitions.access import petition_to_change, update_to_change
from waystation.outreach.petitions.cards import UpdateCard
from waystation.outreach.petitions.models import Bundle, Update
from waystation.outreach.petitions.operations.counting import publish_soon
from waystation.outreach.petitions.operations.sending import LINK_MARK, SEND
from waystation.outreach.petitions.rules import machine, news
from waystation.outreach.petitions.tags import Tag
from waystation.outreach.petitions.updates import update_card, update_facts

FIXED = _("Its words are fixed. They can be changed only in a draft.")
TOO_LONG = _("This is too long.")


@transaction.atomic
def begin_update(*, actor: staff.Actor, petition: str, at: datetime) -> UpdateCard:
    """Begin an update on a petition that is or was open. Campaigners may.

    :raises NotHere: no such petition, never open, too long closed, or not for this actor.
    """
    row = petition_to_change(actor, petition)
    is_late = news.is_over(row.closed_on, at.date())
    if not actor.is_any(machine.CAMPAIGNER) or row.state not in machine.PUBLIC or is_late:
        raise NotHere
    made = Update.objects.create(petition=row, author=actor.ref)
    ledger.record(actor=actor.ref, tag=Tag.UPDATE_WRITTEN, subject=made.ref, at=at)
    return update_card(actor, made)


@transaction.atomic
def write_update(
    *,
    actor: staff.Actor,
    petition: str,
    update: str,
    subjects: Mapping[str, str],
    words: Mapping[str, str],
    at: datetime,
    read: str | None = None,
) -> UpdateCard:
    """Write a draft's subject and words in each language. Campaigners may.

    :raises NotHere: no such update, or not for this actor.
    :raises Refused: it is no draft any more.
    :raises ChangedMeanwhile: a colleague has written it since it was ``read``.
    :raises Invalid: words that are too long.
    """
    row = update_to_change(actor, petition, update)
    if not actor.is_any(machine.CAMPAIGNER):
        raise NotHere
    if row.state != news.DRAFT:
        raise Refused(FIXED)
    versions.only(read, update_card(actor, row).version)
    languages = [language for language, _name in settings.LANGUAGES]
    # A line break in a subject would be a header of somebody's own making.
    row.subjects = {language: " ".join(subjects.get(language, "").split()) for language in languages}
    row.words = {language: words.get(language, "").replace("\r\n", "\n").strip() for language in languages}
    if any(len(text) > news.LONGEST_SUBJECT for text in row.subjects.values()):
        raise Invalid(subjects=TOO_LONG)
    if any(len(text) > news.LONGEST_WORDS for text in row.words.values()):
        raise Invalid(words=TOO_LONG)
    row.author = actor.ref
    row.save(update_fields=["subjects", "words", "author"])
    ledger.record(actor=actor.ref, tag=Tag.UPDATE_WRITTEN, subject=row.ref, at=at)
    return update_card(actor, row)


@transaction.atomic
def move_update(
    *, actor: staff.Actor, petition: str, update: str, move: str, at: datetime, read: str | None = None
) -> UpdateCard:
    """Move an update along its table; what a move needs and what follows stands there.

    Approving fixes the mails as they are then, and puts the words on the petition's page.

    :raises NotHere: no such update, or not for this actor.
    :raises ChangedMeanwhile: other words wait for approval than the approver has ``read``.
    :raises Refused: the move is not possible now, with what is missing.
    """
    row = update_to_change(actor, petition, update)
    if move == "approve":
        versions.only(read, update_card(actor, row).version)
    step = news.UPDATE.move(move, row.state, actor.roles, update_facts(actor, row))
    before, row.state = row.state, step.target
    if move == "submit":
        row.author = row.author or actor.ref  # a milestone's draft was written by nobody
    elif move == "approve":
        row.letters, row.published_on = _compose(row), at.date()
    elif move == "send":
        row.sent_on = at.date()
    elif move == "stop":
        row.uncertain += Bundle.objects.filter(update=row, state=news.LEAVING).count()
    if row.state in {news.SENT, news.DROPPED}:
        Bundle.objects.filter(update=row).delete()
    if row.state == news.SENDING:
        outbox.enqueue(SEND, payload={"update": row.ref}, due_at=at, key=f"{SEND}:{row.ref}")
    row.save(update_fields=["state", "author", "letters", "published_on", "sent_on", "uncertain"])
    detail = {"from": before, "to": row.state}
    ledger.record(actor=actor.ref, tag=Tag.UPDATE_MOVED, subject=row.ref, at=at, detail=detail)
    if move in {"approve", "take_down"}:
        publish_soon(petition, at)
    return update_card(actor, row)


def _compose(row: Update) -> dict[str, dict[str, str]]:
    """Return subject and text by language. Where signing is dangerous the mail only says that there is something to read."""
    front = str(settings.DOORS["front"]["urlconf"])
    letters = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            path = reverse("petitions:petition", args=[row.petition_id], urlconf=front)
            is_quiet = row.petition.is_dangerous
            context = {
                "words": gettext("There is something new to read.") if is_quiet else row.words[language],
                "address": f"{settings.FRONT_ADDRESS}{path}",
                "organisation": settings.ORGANISATION,
                "link": LINK_MARK,
            }
            letters[language] = {
                "subject": gettext("Something new") if is_quiet else row.subjects[language],
                "text": render_to_string("petitions/mail/update.txt", context).strip() + "\n",
            }
    return letters
