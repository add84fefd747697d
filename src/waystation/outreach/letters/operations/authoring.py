"""Writing a letter campaign, having it read by a second person, opening and closing it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from waystation.foundation.kernel import versions
from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.outreach.letters.access import a_campaigner, campaign_to_change, reach
from waystation.outreach.letters.cards import DeskCard
from waystation.outreach.letters.models import Campaign, CampaignText, Official
from waystation.outreach.letters.queries import desk_card, facts_of
from waystation.outreach.letters.rules import letter, machine, record
from waystation.outreach.letters.tags import Tag

FIXED = _("The text is fixed. It can be changed only in a draft.")
PARTS = ("title", "summary", "subject", "body", "points", "script")


@transaction.atomic
def draft_campaign(*, actor: staff.Actor, at: datetime) -> DeskCard:
    """Begin a letter campaign; until somebody says otherwise, writing is taken to be dangerous. Campaigners may.

    :raises NotHere: not a campaigner.
    """
    a_campaigner(actor)
    row = Campaign.objects.create(author=actor.ref)
    ledger.record(actor=actor.ref, tag=Tag.DRAFTED, subject=row.ref, at=at)
    return desk_card(actor, row)


@transaction.atomic
def write_text(
    *, actor: staff.Actor, campaign: str, language: str, at: datetime, read: str | None = None, **words: str
) -> DeskCard:
    """Write a draft's words in one language: title, summary, subject, body, points, script. Campaigners may.

    :raises NotHere: no such campaign, or not for this actor.
    :raises Refused: it is no draft any more.
    :raises ChangedMeanwhile: a colleague has written it since it was ``read``.
    :raises Invalid: a language the house does not speak, or a letter nobody would read.
    """
    row = _draft(actor, campaign)
    versions.only(read, versions.of(desk_card(actor, row).texts.get(language)))
    if language not in dict(settings.LANGUAGES):
        raise Invalid(language=_("Choose one of the languages."))
    said = {part: words.get(part, "").replace("\r\n", "\n").strip() for part in PARTS}
    if len(said["body"]) > letter.LONGEST_TEXT:
        raise Invalid(body=letter.TOO_LONG)
    CampaignText.objects.update_or_create(campaign=row, language=language, defaults=said)
    _is_now_by(actor, row)
    ledger.record(actor=actor.ref, tag=Tag.DRAFTED, subject=row.ref, at=at, detail={"language": language})
    return desk_card(actor, row)


@transaction.atomic
def choose_addressees(
    *,
    actor: staff.Actor,
    campaign: str,
    country: str,
    body: str,
    official: str,
    letter_language: str,
    is_dangerous: bool,
    is_relayed: bool,
    at: datetime,
    read: str | None = None,
) -> DeskCard:
    """Say to whom a draft writes (a country, one body of it, or one official), in which language, and how. Campaigners may.

    Where a letter may bring its writer into danger the relay stays shut: a name in an authority's inbox stays there (T-39).

    :raises NotHere: no such campaign, or not for this actor.
    :raises Refused: it is no draft any more.
    :raises ChangedMeanwhile: a colleague has written it since it was ``read``.
    :raises Invalid: nobody is known there, or a danger is denied that is known.
    """
    row = _draft(actor, campaign)
    versions.only(read, versions.of(desk_card(actor, row).aim))
    one = Official.objects.filter(ref=official, is_gone=False).first() if official else None
    if official and one is None:
        raise Invalid(official=_("Nobody is known by this reference."))
    country = one.country if one else country
    if not Official.objects.filter(country=country, is_gone=False).exists():
        raise Invalid(country=_("No official of this country is known here yet. Import them first."))
    if body and not one and not Official.objects.filter(country=country, body=body).exists():
        raise Invalid(body=_("This country has no such body here."))
    if letter_language not in dict(settings.LANGUAGES):
        raise Invalid(letter_language=_("Choose one of the languages."))
    row.country, row.body, row.official = country, "" if one else body, one
    is_known_danger = country in record.DANGEROUS_COUNTRIES or reach(row).filter(is_dangerous=True).exists()
    if is_known_danger and not is_dangerous:
        raise Invalid(
            is_dangerous=_("Letters to these authorities can harm who signs them. Leave it ticked.")
        )
    row.letter_language = letter_language
    row.is_dangerous, row.is_relayed = is_dangerous, is_relayed and not is_dangerous
    row.save(update_fields=["country", "body", "official", "letter_language", "is_dangerous", "is_relayed"])
    _is_now_by(actor, row)
    ledger.record(actor=actor.ref, tag=Tag.DRAFTED, subject=row.ref, at=at)
    return desk_card(actor, row)


def _is_now_by(actor: staff.Actor, row: Campaign) -> None:
    """Whoever changed a draft last is its author: nobody rewrites a colleague's draft and approves it alone."""
    row.author = actor.ref
    row.save(update_fields=["author"])


def _draft(actor: staff.Actor, campaign: str) -> Campaign:
    row = campaign_to_change(actor, campaign)
    if not actor.is_any(machine.CAMPAIGNER):
        raise NotHere
    if row.state not in machine.CHANGEABLE:
        raise Refused(FIXED)
    return row


@transaction.atomic
def move_campaign(
    *, actor: staff.Actor, campaign: str, move: str, at: datetime, read: str | None = None
) -> DeskCard:
    """Move a campaign along its table; what a move needs stands there.

    :raises NotHere: no such campaign, or not for this actor.
    :raises ChangedMeanwhile: other words wait for approval than the approver has ``read``.
    :raises Refused: the move is not possible now, with what is missing.
    """
    row = campaign_to_change(actor, campaign)
    if move == "approve":
        versions.only(read, desk_card(actor, row).version)
    step = machine.CAMPAIGN.move(move, row.state, actor.roles, facts_of(actor, row))
    before, row.state = row.state, step.target
    if move == "open":
        row.opened_on = at.date()
    if move == "close":
        row.closed_on = at.date()
    row.save(update_fields=["state", "opened_on", "closed_on"])
    ledger.record(
        actor=actor.ref, tag=Tag.MOVED, subject=row.ref, at=at, detail={"from": before, "to": row.state}
    )
    return desk_card(actor, row)
