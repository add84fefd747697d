"""Lists of petitions, page by page: what can be signed, the archive, the desk."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from waystation.foundation.kernel import paging, spoken
from waystation.foundation.staff import api as staff
from waystation.outreach.petitions.access import at_the_desk
from waystation.outreach.petitions.cards import (
    CountCard,
    DeskPage,
    LineCard,
    PublicCard,
    PublicPage,
    TextCard,
)
from waystation.outreach.petitions.models import DayTally, Petition, PetitionText
from waystation.outreach.petitions.queries import counted, make_public_card
from waystation.outreach.petitions.rules import machine

ON_A_PAGE = 20
UNDER_WAY = frozenset({machine.OPEN, machine.PAUSED})
OVER = machine.PUBLIC - UNDER_WAY
_NOT_OPENED = date(9999, 12, 31)  # drafts stand first


def list_public(language: str, *, after: str = "", before: str = "", limit: int = ON_A_PAGE) -> PublicPage:
    """Return a page of the petitions that are open or paused, the newest first, from a cursor on. For anybody."""
    rows = Petition.objects.filter(state__in=UNDER_WAY, opened_on__isnull=False)
    return _public(rows, "opened_on", language, after=after, before=before, limit=limit)


def list_archive(language: str, *, after: str = "", before: str = "", limit: int = ON_A_PAGE) -> PublicPage:
    """Return a page of the petitions that were closed, the last first, from a cursor on. For anybody."""
    rows = Petition.objects.filter(state__in=OVER, closed_on__isnull=False)
    return _public(rows, "closed_on", language, after=after, before=before, limit=limit)


def _public(
    rows: QuerySet[Petition], day: str, language: str, *, after: str, before: str, limit: int
) -> PublicPage:
    page = paging.newest_first(rows, day, after=after, before=before, limit=limit)
    texts, counts = _texts(page.rows), _counts(page.rows)
    cards: list[PublicCard] = [
        make_public_card(row, language, texts.get(row.ref, {}), counts.get(row.ref, CountCard(0)))
        for row in page.rows
    ]
    return PublicPage(tuple(cards), page.older, page.newer)


def list_for_desk(
    actor: staff.Actor, *, over: bool = False, after: str = "", before: str = "", limit: int = ON_A_PAGE
) -> DeskPage:
    """Return a page of the petitions that are being worked on, or of those that are over. Campaigners and supervisors may.

    :raises NotHere: anybody else.
    """
    at_the_desk(actor)
    ended = {machine.SETTLED, machine.ARCHIVED, machine.DROPPED}
    states = [state for state in machine.PETITION.states if (state in ended) == over]
    rows = Petition.objects.filter(state__in=states).annotate(day=Coalesce("opened_on", Value(_NOT_OPENED)))
    page = paging.newest_first(rows, "day", after=after, before=before, limit=limit)
    texts, counts = _texts(page.rows), _counts(page.rows)
    lines = [
        LineCard(
            row.ref,
            row.state,
            machine.PETITION.states[row.state],
            spoken.to_reader({text.language: text.title for text in texts.get(row.ref, {}).values()}),
            counts.get(row.ref, CountCard(0)).standing,
        )
        for row in page.rows
    ]
    return DeskPage(tuple(lines), page.older, page.newer)


def _texts(rows: Sequence[Petition]) -> dict[str, dict[str, TextCard]]:
    texts: dict[str, dict[str, TextCard]] = {}
    for one in PetitionText.objects.filter(petition__in=[row.ref for row in rows]).order_by("language"):
        card = TextCard(one.language, one.title, one.addressee, one.demand)
        texts.setdefault(one.petition_id, {})[one.language] = card
    return texts


def _counts(rows: Sequence[Petition]) -> dict[str, CountCard]:
    sums: dict[str, list[tuple[int, int, int]]] = {}
    found = DayTally.objects.filter(petition__in=[row.ref for row in rows]).order_by()
    for ref, kind, evidence, number in found.values_list("petition", "kind", "evidence").annotate(
        number=Sum("count")
    ):
        sums.setdefault(ref, []).append((kind, evidence, number))
    return {ref: counted(numbers) for ref, numbers in sums.items()}
