"""Journeys with their legs and check-ins, as those who keep them and as those who go along see them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation import access
from waystation.sealed.evacuation.cards import CheckInCard, ErrandCard, JourneyCard, LegCard, ReportCard
from waystation.sealed.evacuation.models import Brief, CheckIn, Journey, Leg, Report
from waystation.sealed.evacuation.queries.checks import check_card
from waystation.sealed.evacuation.rules import checks, journeys, plans, roles

_TYPED_LATER = "typed later"


def get_journey(actor: staff.Actor, ref: str, at: datetime) -> JourneyCard:
    """Return a journey to those who plan and hold the case's way.

    :raises NotHere: unknown, or not held.
    """
    return _cards(actor, [access.journey_to_read(actor, ref)], at)[0]


def get_leg(actor: staff.Actor, ref: str) -> LegCard:
    """Return one leg, for changing it.

    :raises NotHere: unknown, or not held.
    """
    row = access.leg_to_read(actor, ref)
    return leg_card(actor, row, vault.read(actor.ring, row), is_go=False)


def list_journeys(
    actor: staff.Actor,
    at: datetime,
    *,
    case: str = "",
    states: Iterable[str] = journeys.OPEN,
    needs_care: bool = False,
) -> list[JourneyCard]:
    """List the journeys the actor holds, the earliest first; nothing for those who do not plan.

    ``needs_care`` leaves only those that are owed to the case or in doubt.
    """
    if not actor.roles & roles.PLANNERS:
        return []
    rows = Journey.objects.select_related("section", "plan").filter(
        state__in=list(states), section__in=vault.within_reach(actor.ring)
    )
    if case:
        rows = rows.filter(case=case)
    if needs_care:
        rows = rows.filter(Q(is_owed=True) | Q(is_doubtful=True, state__in=sorted(journeys.OPEN)))
    return _cards(actor, rows.order_by("starts_on", "ref"), at)


def list_errands(actor: staff.Actor) -> list[ErrandCard]:
    """List the journeys on which the actor goes along: all they may know of them, and nothing once they are over."""
    if roles.ESCORT not in actor.roles:
        return []
    rows = Brief.objects.select_related("section", "journey").filter(journey__escort=actor.ref)
    opened = vault.read_held(actor.ring, rows.order_by("journey__starts_on", "ref"))
    states = _states([row.journey_id for row, _body in opened])
    return [_errand(actor, row, body, states) for row, body in opened]


def get_errand(actor: staff.Actor, journey: str) -> ErrandCard:
    """Return one of them.

    :raises NotHere: unknown, somebody else's, or over.
    """
    row = access.brief_to_read(actor, journey)
    return _errand(actor, row, vault.read(actor.ring, row), _states([journey]))


def list_reports(actor: staff.Actor, journey: str) -> list[ReportCard]:
    """List what was said and done on the way, newest first, as far as the actor holds it.

    :raises NotHere: unknown, or not held.
    """
    access.journey_to_read(actor, journey)
    rows = Report.objects.select_related("section").filter(journey=journey)
    cards = [
        ReportCard(
            ref=row.ref,
            journey=row.journey_id,
            at=datetime.fromisoformat(body["at"]),
            by=body["by"],
            machine=body["machine"],
            what=body["what"],
            text=body["text"],
            is_silent=body["is_silent"],
        )
        for row, body in vault.read_held(actor.ring, rows)
    ]
    return sorted(cards, key=lambda card: (card.at, card.ref), reverse=True)


def facts_of(
    row: Journey,
    body: Mapping[str, Any],
    legs: Iterable[str],
    *,
    has_check_in: bool,
    reason: str,
    at: datetime,
) -> dict[str, Any]:
    """Return what the machine asks about a journey; ``legs`` are the states of its legs."""
    return {
        "is_plan_agreed": row.plan.state == plans.APPROVED,
        "legs_ahead": journeys.AHEAD & set(legs),
        "has_check_in": has_check_in,
        "is_doubtful": row.is_doubtful,
        "kind": body["kind"],
        "receiver": body["receiver"],
        "go_stands": journeys.go_stands(row.state, go_until(body), at),
        "reason": reason,
    }


def go_until(body: Mapping[str, Any]) -> datetime | None:
    """Return how long the decision to go holds, as a journey's or a brief's body says it."""
    return datetime.fromisoformat(body["go_until"]) if body.get("go_until") else None


def leg_card(actor: staff.Actor, row: Leg, body: Mapping[str, Any], *, is_go: bool) -> LegCard:
    """Return the card of a leg whose gate has been passed."""
    return LegCard(
        ref=row.ref,
        state=row.state,
        journey=row.journey_id,
        departs_at=datetime.fromisoformat(body["departs_at"]),
        arrives_at=datetime.fromisoformat(body["arrives_at"]),
        stops=body["stops"],
        version=row.version,
        offers=tuple(journeys.LEG.offers(row.state, actor.roles, {"go_stands": is_go})),
    )


def _cards(actor: staff.Actor, rows: Iterable[Journey], at: datetime) -> list[JourneyCard]:
    opened = vault.read_held(actor.ring, rows)
    refs = [row.ref for row, _body in opened]
    legs: dict[str, list[tuple[Leg, dict[str, Any]]]] = {}
    for leg, body in vault.read_held(
        actor.ring, Leg.objects.select_related("section").filter(journey__in=refs)
    ):
        legs.setdefault(leg.journey_id, []).append((leg, body))
    found: dict[str, list[CheckInCard]] = {}
    for check, body in vault.read_held(
        actor.ring, CheckIn.objects.select_related("section").filter(journey__in=refs)
    ):
        found.setdefault(check.journey_id, []).append(check_card(actor.roles, check, body))
    return [
        _card(actor, row, body, legs.get(row.ref, []), found=found.get(row.ref, []), at=at)
        for row, body in opened
    ]


def _card(
    actor: staff.Actor,
    row: Journey,
    body: Mapping[str, Any],
    legs: list[tuple[Leg, dict[str, Any]]],
    *,
    found: list[CheckInCard],
    at: datetime,
) -> JourneyCard:
    has_check_in = any(check.state in checks.AHEAD and check.due_at > at for check in found)
    facts = facts_of(
        row, body, [leg.state for leg, _body in legs], has_check_in=has_check_in, reason=_TYPED_LATER, at=at
    )
    offers = journeys.JOURNEY.offers(row.state, actor.roles, facts)
    cards = [leg_card(actor, leg, body, is_go=facts["go_stands"]) for leg, body in legs]
    return JourneyCard(
        ref=row.ref,
        state=row.state,
        case=row.case,
        plan=row.plan_id,
        alias=body["alias"],
        kind=body["kind"],
        people=body["people"],
        starts_on=row.starts_on,
        owner=row.owner,
        escort=row.escort,
        receiver=body["receiver"],
        phrase=body["phrase"],
        alarm=body["alarm"],
        go_until=go_until(body),
        is_owed=row.is_owed,
        is_doubtful=row.is_doubtful,
        version=row.version,
        legs=tuple(sorted(cards, key=lambda card: (card.departs_at, card.ref))),
        check_ins=tuple(sorted(found, key=lambda card: (card.due_at, card.ref))),
        offers=tuple(
            offer
            for offer in offers
            if offer.name in journeys.BY_HAND and (offer.name != "clear_doubt" or row.is_doubtful)
        ),
    )


def _states(refs: Iterable[str]) -> dict[str, str]:
    """Return the states of the legs and check-ins of these journeys: they lie in clear."""
    listed = list(refs)
    return dict(
        [
            *Leg.objects.filter(journey__in=listed).values_list("ref", "state"),
            *CheckIn.objects.filter(journey__in=listed).values_list("ref", "state"),
        ]
    )


def _errand(actor: staff.Actor, row: Brief, body: Mapping[str, Any], states: Mapping[str, str]) -> ErrandCard:
    return ErrandCard(
        ref=row.journey_id,
        state=row.journey.state,
        alias=body["alias"],
        head_count=body["head_count"],
        needs=body["needs"],
        languages=body["languages"],
        go_until=go_until(body),
        legs=tuple(
            _errand_leg(actor, row, leg, states[leg["ref"]]) for leg in body["legs"] if leg["ref"] in states
        ),
        check_ins=tuple(
            _errand_check_in(actor, row, {**body, **check}, states[check["ref"]])
            for check in body["check_ins"]
            if check["ref"] in states
        ),
    )


def _errand_leg(actor: staff.Actor, row: Brief, told: Mapping[str, Any], state: str) -> LegCard:
    # Whether the decision is too old is looked at when they say that they have left.
    facts = {"go_stands": row.journey.state in journeys.WATCHED}
    return LegCard(
        ref=told["ref"],
        state=state,
        journey=row.journey_id,
        departs_at=datetime.fromisoformat(told["departs_at"]),
        arrives_at=datetime.fromisoformat(told["arrives_at"]),
        stops={"meeting": told["meeting"]},
        version=0,
        offers=tuple(journeys.LEG.offers(state, actor.roles, facts)),
    )


def _errand_check_in(actor: staff.Actor, row: Brief, told: Mapping[str, Any], state: str) -> CheckInCard:
    return CheckInCard(
        ref=told["ref"],
        state=state,
        journey=row.journey_id,
        alias=told["alias"],
        due_at=datetime.fromisoformat(told["due_at"]),
        grace=told["grace"],
        offers=tuple(checks.CHECK_IN.offers(state, actor.roles, {"reason": _TYPED_LATER})),
    )
