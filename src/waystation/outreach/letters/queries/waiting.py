"""What waits for a second person, for the desk's Today page."""

from datetime import datetime

from django.db.models import Q

from waystation.foundation.kernel import spoken
from waystation.foundation.staff import api as staff
from waystation.outreach.letters.cards import WaitingCard
from waystation.outreach.letters.models import Campaign, CampaignText, Statement
from waystation.outreach.letters.queries.records import statement_card
from waystation.outreach.letters.rules import machine

MOST_ON_TODAY = 5


def today(*, actor: staff.Actor, at: datetime) -> WaitingCard | None:
    """Return what waits for this colleague as the second person, or None. Nothing for those without the roles."""
    if not actor.is_any(machine.CAMPAIGNER, machine.SUPERVISOR):
        return None
    rows = Campaign.objects.filter(state=machine.REVIEW).exclude(author=actor.ref).order_by("ref")
    refs = list(rows.values_list("ref", flat=True)[:MOST_ON_TODAY])
    titles: dict[str, dict[str, str]] = {ref: {} for ref in refs}
    texts = CampaignText.objects.filter(campaign__in=refs).order_by("language")
    for ref, language, title in texts.values_list("campaign", "language", "title"):
        titles[ref][language] = title
    is_noted = Q(state=machine.NOTED) & ~Q(author=actor.ref)
    is_weighed = ~Q(weighed="") & ~Q(weighed_by=actor.ref)
    noted = Statement.objects.select_related("official").filter(is_noted | is_weighed)
    noted = noted.order_by("said_on", "ref")[:MOST_ON_TODAY]
    statements = tuple(statement_card(row, at.date()) for row in noted)
    campaigns = tuple((ref, spoken.to_reader(said)) for ref, said in titles.items())
    return WaitingCard(campaigns, statements) if campaigns or statements else None
