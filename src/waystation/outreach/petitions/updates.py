"""Reads of updates: what stands on the petition's page, and what the desk sees of how far sending has come."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count

from waystation.foundation.staff import api as staff
from waystation.outreach.petitions.access import petition_to_read, public_petition, update_to_read
from waystation.outreach.petitions.cards import NewsCard, UpdateCard
from waystation.outreach.petitions.models import Bundle, Reader, Update
from waystation.outreach.petitions.rules import machine, news

MOST_LISTED = 50


def list_news(petition: str, language: str) -> list[NewsCard]:
    """List what happened with a petition, the newest first. For anybody.

    :raises NotHere: there is no such petition, or it was never open.
    """
    rows = Update.objects.filter(petition=public_petition(petition), state__in=news.ON_THE_PAGE)
    found = rows.order_by("-published_on", "ref")[:MOST_LISTED]
    return [
        NewsCard(
            row.ref, row.published_on, row.subjects.get(language, ""), row.words.get(language, ""), language
        )
        for row in found
        if row.published_on is not None
    ]


def list_updates(actor: staff.Actor, petition: str) -> list[UpdateCard]:
    """List a petition's updates, drafts first. Campaigners and supervisors may.

    :raises NotHere: no such petition, or not for this actor.
    """
    rows = Update.objects.filter(petition=petition_to_read(actor, petition)).exclude(state=news.DROPPED)
    order = list(news.UPDATE.states)
    found = [update_card(actor, row) for row in rows.order_by("-published_on", "ref")[:MOST_LISTED]]
    return sorted(found, key=lambda card: order.index(card.state))


def get_update(actor: staff.Actor, petition: str, update: str) -> UpdateCard:
    """Return one update with the moves that are possible. Campaigners and supervisors may.

    :raises NotHere: no such update, or not for this actor.
    """
    return update_card(actor, update_to_read(actor, petition, update))


def count_readers(actor: staff.Actor, petition: str) -> int:
    """Count who asked for updates; nobody at the desk can see who they are. Campaigners and supervisors may.

    :raises NotHere: no such petition, or not for this actor.
    """
    return Reader.objects.filter(petition=petition_to_read(actor, petition), state=news.CONFIRMED).count()


def may_begin(actor: staff.Actor, petition: str, at: datetime) -> bool:
    """Say whether this actor may begin an update on a petition now.

    :raises NotHere: no such petition, or not for this actor.
    """
    row = petition_to_read(actor, petition)
    is_public = row.state in machine.PUBLIC and not news.is_over(row.closed_on, at.date())
    return is_public and actor.is_any(machine.CAMPAIGNER)


def update_card(actor: staff.Actor, row: Update) -> UpdateCard:
    """Make the desk's card."""
    counted = Bundle.objects.filter(update=row).order_by().values_list("state").annotate(number=Count("ref"))
    bundles = dict(counted)
    return UpdateCard(
        ref=row.ref,
        petition=row.petition_id,
        state=row.state,
        state_label=news.UPDATE.states[row.state],
        goal=row.goal,
        author=row.author,
        subjects=dict(row.subjects),
        words=dict(row.words),
        published_on=row.published_on,
        sent_on=row.sent_on,
        waiting=bundles.get(news.WAITING, 0),
        gone=row.gone,
        refused=row.refused,
        uncertain=row.uncertain + bundles.get(news.LEAVING, 0),
        offers=tuple(news.UPDATE.offers(row.state, actor.roles, update_facts(actor, row))),
        can_write=row.state == news.DRAFT and actor.is_any(machine.CAMPAIGNER),
    )


def update_facts(actor: staff.Actor, row: Update) -> dict[str, Any]:
    """Return what the machine of an update must know."""
    languages = [language for language, _name in settings.LANGUAGES]
    return {
        "is_named": all(row.subjects.get(one) and row.words.get(one) for one in languages),
        "is_other": row.author != actor.ref,
        "is_laid": Bundle.objects.filter(update=row).exists(),
    }
