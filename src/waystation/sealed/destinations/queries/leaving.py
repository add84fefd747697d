"""Reading what allows people to leave, and their way out."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db.models import QuerySet

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.destinations import access
from waystation.sealed.destinations.cards import (
    AuthorisationCard,
    ClockCard,
    DepartureCard,
    ExitCheckCard,
    StatusCard,
)
from waystation.sealed.destinations.models import (
    Applicant,
    Application,
    Authorisation,
    Departure,
    ExitCheck,
    LegalClock,
    StatusStep,
)
from waystation.sealed.destinations.rules import applications, clocks, leaving

SomeRow = TypeVar("SomeRow", bound=vault.SealedRow)


@dataclass
class Things:
    """What an application brought for one person."""

    papers: list[AuthorisationCard] = field(default_factory=list)
    check: ExitCheckCard | None = None
    departure: DepartureCard | None = None
    steps: list[StatusCard] = field(default_factory=list)
    clocks: list[ClockCard] = field(default_factory=list)


def things_of(actor: staff.Actor, row: Application, today: date) -> dict[str, Things]:
    """Return what an application whose gate has been passed brought for each person it covers."""
    things = {
        person: Things()
        for person in Applicant.objects.filter(application=row).values_list("person", flat=True)
    }
    for paper, body in _opened(actor, Authorisation.objects.filter(application=row)):
        things[paper.person].papers.append(paper_card(actor, paper, body))
    for check, body in _opened(actor, ExitCheck.objects.filter(application=row, is_void=False)):
        things[check.person].check = _check_card(check, body)
    for card in departure_cards(actor, Departure.objects.filter(application=row)):
        shown = things[card.person].departure
        if shown is None or card.is_open or (not shown.is_open and card.leaves_on > shown.leaves_on):
            things[card.person].departure = card
    for step, body in _opened(actor, StatusStep.objects.filter(application=row)):
        on = date.fromisoformat(body["on"])
        things[step.person].steps.append(StatusCard(step.ref, step.person, body["kind"], on, body["note"]))
    for clock, body in _opened(actor, LegalClock.objects.filter(application=row)):
        things[clock.person].clocks.append(clock_card(actor, clock, body, today))
    return things


def missing_to_leave(row: Application, things: Things, on: date, *, is_minor: bool) -> tuple[str, ...]:
    """Say what is missing before a person may leave on a day; nothing when they may."""
    return leaving.missing_to_leave(
        is_approved=row.state in applications.APPROVED,
        has_paper=any(
            card.state == "issued" and leaving.is_valid_on(card.valid_from_on, card.valid_until_on, on)
            for card in things.papers
        ),
        results=things.check.results if things.check else None,
        is_minor=is_minor,
    )


def get_departure(actor: staff.Actor, ref: str) -> DepartureCard:
    """Return a departure to those on the case who hold its application.

    :raises NotHere: unknown, or not the actor's to read.
    """
    row = Departure.objects.select_related("section").filter(ref=ref).first()
    access.application_to_read(actor, row.application_id if row else "")
    return departure_cards(actor, Departure.objects.filter(ref=ref))[0]


def list_departures(actor: staff.Actor, *, case: str | None = None) -> list[DepartureCard]:
    """List who is about to leave or on the way, by day; of one case or of all that the actor holds."""
    held = access.applications_of(actor)
    if case is not None:
        held = held.filter(case=case)
    rows = Departure.objects.filter(application__in=held.values("ref"), state__in=leaving.ON_THE_WAY)
    return sorted(departure_cards(actor, rows), key=lambda card: (card.leaves_on, card.alias))


def departure_cards(actor: staff.Actor, rows: QuerySet[Departure]) -> list[DepartureCard]:
    """Make the cards of those departures that the actor's ring opens."""
    opened = _opened(actor, rows.select_related("application"))
    applicants = Applicant.objects.select_related("section").filter(
        application__in={row.application_id for row, _body in opened}
    )
    aliases = {
        (row.application_id, row.person): body["alias"]
        for row, body in vault.read_held(actor.ring, applicants)
    }
    return [
        DepartureCard(
            ref=row.ref,
            application=row.application_id,
            case=row.application.case,
            person=row.person,
            alias=aliases.get((row.application_id, row.person), ""),
            state=row.state,
            leaves_on=date.fromisoformat(body["leaves_on"]),
            arrives_on=date.fromisoformat(body["arrives_on"]),
            way=body["way"],
            receiver=body["receiver"],
            receiver_contact=body["receiver_contact"],
            phrase=body["phrase"] if row.state == leaving.BOOKED else "",
            offers=tuple(
                leaving.DEPARTURE.offers(
                    row.state, actor.roles, {"reason": "…", "missing": (), "phrase_fits": True}
                )
            ),
        )
        for row, body in opened
    ]


def paper_card(actor: staff.Actor, row: Authorisation, body: vault.Body) -> AuthorisationCard:
    """Make the card of an opened paper."""
    return AuthorisationCard(
        ref=row.ref,
        application=row.application_id,
        person=row.person,
        state=row.state,
        kind=body["kind"],
        number=body["number"],
        valid_from_on=date.fromisoformat(body["valid_from"]),
        valid_until_on=row.valid_until_on,
        original=body["original"],
        offers=tuple(leaving.AUTHORISATION.offers(row.state, actor.roles, {})),
    )


def stops_of(body: vault.Body) -> list[clocks.Stop]:
    """Return the stops in an opened clock."""
    return [
        clocks.Stop(
            date.fromisoformat(stop["since"]),
            date.fromisoformat(stop["until"]) if stop["until"] else None,
            stop["cause"],
        )
        for stop in body["stops"]
    ]


def clock_facts(body: vault.Body, today: date) -> dict[str, bool]:
    """Gather the facts on which the clock machine decides."""
    due = clocks.due_on(date.fromisoformat(body["started_on"]), body["days"], stops_of(body), today)
    return {"can_stop": clocks.KINDS[body["kind"]][2], "is_due": due is not None and due <= today}


def clock_card(actor: staff.Actor, row: LegalClock, body: vault.Body, today: date) -> ClockCard:
    """Make the card of an opened clock, its dates computed for today."""
    started, stops = date.fromisoformat(body["started_on"]), stops_of(body)
    return ClockCard(
        ref=row.ref,
        application=row.application_id,
        person=row.person,
        kind=body["kind"],
        state=row.state,
        days=body["days"],
        run=clocks.days_run(started, stops, today),
        started_on=started,
        due_on=clocks.due_on(started, body["days"], stops, today),
        causes=tuple(clocks.CAUSES[stop.cause] for stop in stops),
        offers=tuple(clocks.CLOCK.offers(row.state, actor.roles, clock_facts(body, today))),
    )


def _check_card(row: ExitCheck, body: vault.Body) -> ExitCheckCard:
    checked_on = datetime.fromisoformat(body["at"]).date()
    return ExitCheckCard(row.ref, row.person, body["results"], body["note"], checked_on, body["by"])


def _opened(actor: staff.Actor, rows: QuerySet[SomeRow]) -> list[tuple[SomeRow, vault.Body]]:
    return vault.read_held(actor.ring, rows.select_related("section"))
