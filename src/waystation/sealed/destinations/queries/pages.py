"""The page of one application, what the case page shows, what is due today."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import access
from waystation.sealed.destinations.cards import (
    ApplicantCard,
    ApplicationCard,
    ApplicationPage,
    CasePanel,
    HistoryCard,
    TodayPanel,
    TravellerCard,
)
from waystation.sealed.destinations.models import Application
from waystation.sealed.destinations.queries import applications as queries
from waystation.sealed.destinations.queries import leaving as leaving_queries
from waystation.sealed.destinations.queries.offers import places_of
from waystation.sealed.destinations.rules import applications
from waystation.sealed.destinations.rules.people import (
    KEEPERS,
    LIAISON,
    ON_THE_CASE,
    SECOND_EYES,
    TALKERS,
    WITH_THE_COUNTRY,
)

SOON = timedelta(days=3)


def get_application(actor: staff.Actor, ref: str, at: datetime) -> ApplicationPage:
    """Return an application with its people, moves and what stands beside it.

    :raises NotHere: unknown, or not the actor's to read.
    """
    row = access.application_to_read(actor, ref)
    body = vault.read(actor.ring, row)
    card = queries.application_cards(actor, [row])[0]
    without = {
        one.ref
        for one in card.covered
        if one.state == applications.COVERED and not queries.has_consent(actor, one.ref, body, at.date())
    }
    facts = queries.facts_of(actor, row, body, at, reason="…", without_consent=without)
    beside = queries.live_beside(actor, card)
    may_reserve = (
        row.offer is not None
        and row.offer.is_limited
        and bool(actor.roles & KEEPERS)
        and row.state in applications.BEFORE
        and vault.holds(actor.ring, row.offer.section)
    )
    return ApplicationPage(
        ref=ref,
        card=card,
        travellers=tuple(_travellers(actor, row, card, without, at)),
        moves=tuple(applications.APPLICATION.offers(row.state, actor.roles, facts)),
        beside=tuple(beside),
        warnings=tuple(_warnings(card, beside)),
        history=tuple(
            HistoryCard(done["by"], done["move"], datetime.fromisoformat(done["at"]), done["reason"])
            for done in reversed(body["history"])
        ),
        may_reserve=may_reserve,
        places=places_of([row.offer_id])[row.offer_id] if may_reserve and row.offer_id else None,
    )


def panel(actor: staff.Actor, case: str, at: datetime) -> CasePanel | None:  # noqa: ARG001 - the hall's signature
    """Return the applications and departures of a case, as far as the actor holds them; None for other roles."""
    if not actor.roles & ON_THE_CASE or "identity" not in casework.sections_held(actor, case):
        return None
    return CasePanel(
        case=case,
        applications=tuple(queries.list_applications(actor, case=case)),
        departures=tuple(leaving_queries.list_departures(actor, case=case)),
        may_propose=True,
    )


def today(actor: staff.Actor, at: datetime) -> TodayPanel:
    """Return what is due: places about to be lost, papers to read, decisions awaited, people on the way.

    Follow-ups after an arrival are tasks of the case and stand among them.
    """
    if not actor.roles & ON_THE_CASE:
        return TodayPanel()
    cards = queries.list_applications(actor, states=applications.LIVE)
    soon = at.date() + SOON
    return TodayPanel(
        expiring=tuple(_by_day(card for card in cards if card.held_until_on and card.held_until_on <= soon))
        if actor.roles & KEEPERS
        else (),
        reviews=tuple(card for card in cards if card.state == "in_review" and card.prepared_by != actor.ref)
        if actor.roles & SECOND_EYES
        else (),
        awaited=tuple(card for card in cards if card.state in _awaited(actor)),
        on_the_way=tuple(leaving_queries.list_departures(actor)),
    )


def _awaited(actor: staff.Actor) -> frozenset[str]:
    """What waits for the liaison and legal desks: a decision, an answer, papers that ran out."""
    if not actor.roles & WITH_THE_COUNTRY:
        return frozenset()
    mine = {"decision_pending", "more_info", "conditional", "lapsed"}
    return frozenset(mine | ({"proposed"} if LIAISON in actor.roles else {"refused", "consented"}))


def _by_day(cards: Iterable[ApplicationCard]) -> list[ApplicationCard]:
    return sorted(cards, key=lambda card: (card.held_until_on, card.ref))


def _warnings(card: ApplicationCard, beside: Iterable[ApplicationCard]) -> list[str]:
    same = any(other.country == card.country != "" and other.pathway != card.pathway for other in beside)
    return [applications.SAME_COUNTRY] if same and card.is_live else []


def _travellers(
    actor: staff.Actor, row: Application, card: ApplicationCard, without: set[str], at: datetime
) -> list[TravellerCard]:
    people = {one.ref: one for one in casework.list_persons(actor, row.case)}
    things = leaving_queries.things_of(actor, row, at.date())
    return [
        _traveller(
            actor,
            row,
            applicant=one,
            person=people[one.ref],
            things=things[one.ref],
            has_consent=one.ref not in without,
            at=at,
        )
        for one in card.covered
        if one.ref in people
    ]


def _traveller(
    actor: staff.Actor,
    row: Application,
    *,
    applicant: ApplicantCard,
    person: casework.PersonCard,
    things: leaving_queries.Things,
    has_consent: bool,
    at: datetime,
) -> TravellerCard:
    is_minor = person.is_minor is not False
    has_used = applicant.state == applications.HAS_USED
    missing = leaving_queries.missing_to_leave(row, things, at.date(), is_minor=is_minor)
    return TravellerCard(
        ref=applicant.ref,
        called=person.called,
        phase_label=person.phase_label,
        applicant=applicant,
        has_consent=has_consent,
        papers=tuple(things.papers),
        check=things.check,
        missing=() if has_used else missing,
        departure=things.departure,
        steps=tuple(things.steps),
        clocks=tuple(things.clocks),
        may_clear=bool(actor.roles & TALKERS) and not missing and person.phase == "onward",
        may_settle=has_used and bool(actor.roles & SECOND_EYES),
    )
