"""Campaigns as the public and the desk see them."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import translation

from waystation.foundation.staff import api as staff
from waystation.outreach.letters.access import at_the_desk, campaign_to_read, public_campaign, reach
from waystation.outreach.letters.cards import CampaignCard, DeskCard, OpenCard, TextCard
from waystation.outreach.letters.models import Campaign, CampaignText, Tally
from waystation.outreach.letters.rules import counts, machine, record

NO_TEXT = TextCard("", "", "", "", "", "", "")


def texts_of(campaign: str) -> dict[str, TextCard]:
    """Return a campaign's words by language."""
    return {
        row.language: TextCard(
            row.language, row.title, row.summary, row.subject, row.body, row.points, row.script
        )
        for row in CampaignText.objects.filter(campaign=campaign).order_by("language")
    }


def list_public(language: str) -> list[CampaignCard]:
    """List every campaign that is or was open, those to which one can write first. For anybody."""
    rows = Campaign.objects.filter(state__in=machine.PUBLIC).order_by("-opened_on", "ref")
    cards = [campaign_card(row, language) for row in rows]
    return sorted(cards, key=lambda card: (not card.is_writable, card.is_dangerous))


def open_now(language: str) -> list[OpenCard]:
    """List what one can write to now, with the address of its page, for take-action boxes elsewhere. For anybody."""
    front = str(settings.DOORS["front"]["urlconf"])
    with translation.override(language):
        return [
            OpenCard(
                card.text.title,
                card.text.summary,
                reverse("letters:campaign", args=[card.ref], urlconf=front),
            )
            for card in list_public(language)
            if card.is_writable
        ]


def get_public(campaign: str, language: str) -> CampaignCard:
    """Return one campaign as everybody sees it.

    :raises NotHere: there is none, or it was never open.
    """
    return campaign_card(public_campaign(campaign), language)


def campaign_card(row: Campaign, language: str) -> CampaignCard:
    """Make the public card; a language that is missing is filled by the first there is."""
    texts = texts_of(row.ref)
    first = next(iter(texts.values()), NO_TEXT)
    said: Counter[str] = Counter()
    told = Tally.objects.filter(campaign=row).exclude(channel=record.CAME_BACK)
    for channel, number in told.values_list("channel", "said"):
        said[channel] = counts.total((said[channel], number))
    return CampaignCard(
        ref=row.ref,
        state=row.state,
        state_label=machine.CAMPAIGN.states[row.state],
        text=texts.get(language, first),
        letter=texts.get(row.letter_language, first),
        country=row.country,
        body=row.body,
        official=row.official_id or "",
        is_dangerous=row.is_dangerous,
        is_relayed=row.is_relayed and not row.is_dangerous,
        is_writable=row.state in machine.WRITABLE,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        said={channel: number for channel, number in said.items() if number},
    )


def list_for_desk(actor: staff.Actor) -> list[DeskCard]:
    """List every campaign. Campaigners and supervisors may.

    :raises NotHere: anybody else.
    """
    at_the_desk(actor)
    return [desk_card(actor, row) for row in Campaign.objects.order_by("-opened_on", "ref")]


def get_for_desk(actor: staff.Actor, campaign: str) -> DeskCard:
    """Return one campaign with the moves that are possible. Campaigners and supervisors may.

    :raises NotHere: no such campaign, or not for this actor.
    """
    return desk_card(actor, campaign_to_read(actor, campaign))


def desk_card(actor: staff.Actor, row: Campaign) -> DeskCard:
    """Make the desk's card."""
    return DeskCard(
        ref=row.ref,
        state=row.state,
        state_label=machine.CAMPAIGN.states[row.state],
        texts=texts_of(row.ref),
        letter_language=row.letter_language,
        country=row.country,
        body=row.body,
        official=row.official_id or "",
        is_dangerous=row.is_dangerous,
        is_relayed=row.is_relayed,
        author=row.author,
        reach=reach(row).count(),
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        counts=counts_of(campaign=row.ref),
        offers=tuple(machine.CAMPAIGN.offers(row.state, actor.roles, facts_of(actor, row))),
        can_write=actor.is_any(machine.CAMPAIGNER) and row.state in machine.CHANGEABLE,
    )


def counts_of(**which: str) -> dict[str, int]:
    """Return exact counts by channel, for the desk."""
    rows = Tally.objects.filter(**which).values_list("channel").annotate(Sum("count")).order_by("channel")
    return dict(rows)


def facts_of(actor: staff.Actor, row: Campaign) -> dict[str, Any]:
    """Return what the moves of a campaign ask about."""
    texts = texts_of(row.ref)
    spoken = [texts.get(code, NO_TEXT) for code, _name in settings.LANGUAGES]
    return {
        "is_whole": all(
            text.title and text.summary and text.subject and text.body and (text.script or row.is_dangerous)
            for text in spoken
        ),
        "has_addressees": reach(row).exists(),
        "is_other": actor.ref != row.author,
    }
