"""Reading entries on countries."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from waystation.foundation.library.access import condition_to_read, may_write, reader
from waystation.foundation.library.cards import CitationCard, ConditionCard
from waystation.foundation.library.models import Citation, Condition
from waystation.foundation.library.queries.clippings import cards_of
from waystation.foundation.library.rules import clippings as clipped
from waystation.foundation.library.rules import conditions as rules
from waystation.foundation.library.rules.words import touches
from waystation.foundation.staff import api as staff


def list_conditions(
    actor: staff.Actor, *, place: str = "", kinds: frozenset[str] = frozenset(), state: str = ""
) -> list[ConditionCard]:
    """List entries that touch a place, of these kinds, the latest period first; withdrawn ones only if asked for.

    The office may.

    :raises NotHere: somebody from outside.
    """
    reader(actor)
    found = Condition.objects.order_by("-from_on", "-ref")
    found = (
        found.filter(state=state) if state in rules.CONDITION.states else found.exclude(state=rules.WITHDRAWN)
    )
    if kinds:
        found = found.filter(kind__in=kinds)
    return _cards(actor, (row for row in found if not place or touches(row.place, place)))


def open_condition(actor: staff.Actor, ref: str) -> ConditionCard:
    """Return one entry with its sources and the moves that are possible. The office may.

    :raises NotHere: no such entry, or not for this actor.
    """
    return condition_card(actor, condition_to_read(actor, ref))


def checked_conditions(
    actor: staff.Actor, *, place: str, since: date, until: date, kinds: frozenset[str]
) -> list[ConditionCard]:
    """Return what a dossier may hold: checked entries that touch the place and the period, the earliest first.

    :raises NotHere: somebody from outside.
    """
    reader(actor)
    found = Condition.objects.filter(state=rules.CHECKED, from_on__lte=until).order_by("from_on", "ref")
    if kinds:
        found = found.filter(kind__in=kinds)
    return _cards(
        actor,
        (row for row in found if touches(row.place, place) and (row.to_on is None or row.to_on >= since)),
    )


def facts_of(actor: staff.Actor, row: Condition) -> dict[str, Any]:
    """Return what the moves of an entry depend on."""
    standing = Citation.objects.filter(condition=row, clipping__state__in=clipped.STANDING)
    return {
        "is_sourced": standing.exists(),
        "is_said": bool(row.statements),
        "is_other": row.author != actor.ref,
    }


def condition_card(actor: staff.Actor, row: Condition) -> ConditionCard:
    """Make the card of an entry with the moves that are possible."""
    return _cards(actor, [row], with_offers=True)[0]


def _cards(
    actor: staff.Actor, rows: Iterable[Condition], *, with_offers: bool = False
) -> list[ConditionCard]:
    listed = list(rows)
    cited = list(
        Citation.objects.select_related("clipping__source")
        .filter(condition__in=listed)
        .order_by("clipping", "spot")
    )
    cards = {
        card.ref: card for card in cards_of({each.clipping_id: each.clipping for each in cited}.values())
    }
    sources: dict[str, list[CitationCard]] = {}
    for each in cited:
        sources.setdefault(each.condition_id, []).append(
            CitationCard(
                ref=each.ref,
                clipping=cards[each.clipping_id],
                spot=each.spot,
                clipped_on=each.clipping.clipped_on,
                archive_hash=each.clipping.archive_hash,
            )
        )
    return [_card(actor, row, tuple(sources.get(row.ref, ())), with_offers) for row in listed]


def _card(
    actor: staff.Actor, row: Condition, citations: tuple[CitationCard, ...], with_offers: bool
) -> ConditionCard:
    offers = rules.CONDITION.offers(row.state, actor.roles, facts_of(actor, row)) if with_offers else []
    return ConditionCard(
        ref=row.ref,
        state=row.state,
        state_label=rules.CONDITION.states[row.state],
        place=row.place,
        actor=row.actor,
        kind=row.kind,
        from_on=row.from_on,
        to_on=row.to_on,
        statements=row.statements,
        version=row.version,
        author=row.author,
        checked_by=row.checked_by,
        checked_on=row.checked_on,
        citations=citations,
        offers=tuple(offers),
        can_write=row.state in rules.CHANGEABLE and may_write(actor),
    )
