"""Props of destinations: an official, an offer with places, an application brought to any state, a way out.

Everything is done by the real operations with the cast as actors. Used by the tests of destinations and later rooms.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import api as destinations
from waystation.testing.cast import Cast

PHRASE = "Blue kettle, second shelf"
CLEAR = {"travel_ban": "clear", "search_notice": "clear", "minor_consent": "clear"}

# The way to the airport, step by step: who makes each move.
_STEPS = (
    ("find_eligible", "tomas", "eligible"),
    ("agree", "noor", "consented"),
    ("prepare", "karim", "preparing"),
    ("ask_review", "karim", "in_review"),
    ("submit", "ruth", "submitted"),
    ("acknowledge", "tomas", "acknowledged"),
    ("await_decision", "tomas", "decision_pending"),
    ("approve", "tomas", "approved"),
)


def a_counterpart(cast: Cast, at: datetime, *, name: str = "Jonas Ek") -> destinations.CounterpartCard:
    """Have Tomas write down an official he talks to."""
    return destinations.add_counterpart(
        actor=cast.tomas,
        name=name,
        organisation="Ministry of the Interior",
        audience="governments",
        country="LT",
        contact="Only by the blue telephone",
        at=at,
    )


def an_offer(
    cast: Cast,
    at: datetime,
    *,
    country: str = "LT",
    places: int | None = 2,
    pathway: str = "humanitarian_visa",
    valid_until_on: date | None = None,
    counterpart: str = "",
) -> destinations.OfferCard:
    """Return an open offer with places."""
    drafted = destinations.draft_offer(
        actor=cast.tomas,
        country=country,
        pathway=pathway,
        conditions="No passports needed",
        secrecy="secret",
        counterpart=counterpart,
        valid_until_on=valid_until_on,
        places=places,
        at=at,
    )
    return destinations.move_offer(actor=cast.tomas, offer=drafted.ref, move="open", at=at)


def consent(cast: Cast, persons: Iterable[str], at: datetime) -> None:
    """Have these people agree to being named to governments."""
    for person in persons:
        casework.give_consent(
            actor=cast.noor,
            person=person,
            purpose="onward_application",
            audiences=["governments"],
            identifiability="named",
            at=at,
        )


def an_application(
    cast: Cast, case: str, persons: Iterable[str], offer: str, at: datetime
) -> destinations.ApplicationCard:
    """Have Tomas propose people of a case for an offer."""
    return destinations.propose_application(
        actor=cast.tomas, case=case, persons=list(persons), offer=offer, at=at
    )


def bring_application_to(
    cast: Cast, application: str, state: str, at: datetime
) -> destinations.ApplicationCard:
    """Bring a proposed application along its way, each step by whoever makes it; consents and places included."""
    card = destinations.get_application(cast.tomas, application, at).card
    consent(cast, [one.ref for one in card.covered], at)
    if card.is_limited and not any(one.slot for one in card.covered):
        until = at.date() + timedelta(days=7)
        destinations.reserve_slots(actor=cast.tomas, application=application, until_on=until, at=at)
    for move, who, reached in _STEPS:
        card = destinations.move_application(
            actor=getattr(cast, who), application=application, move=move, at=at
        )
        if reached == state:
            break
    return card


def clear(cast: Cast, application: str, person: str, at: datetime) -> None:
    """Give somebody on an approved application a visa, the exit check, and the word that they may leave."""
    destinations.record_authorisation(
        actor=cast.tomas,
        application=application,
        person=person,
        kind="visa",
        number="LT 004512",
        valid_from=at.date(),
        valid_until=at.date() + timedelta(days=60),
        original="us",
        at=at,
    )
    destinations.check_exit(actor=cast.karim, application=application, person=person, results=CLEAR, at=at)
    destinations.clear_person(actor=cast.tomas, application=application, person=person, at=at)


def a_departure(
    cast: Cast, application: str, person: str, at: datetime, *, days: int = 0
) -> destinations.DepartureCard:
    """Have Noor book somebody's way out."""
    leaves_on = at.date() + timedelta(days=days)
    return destinations.book_departure(
        actor=cast.noor,
        application=application,
        person=person,
        leaves_on=leaves_on,
        arrives_on=leaves_on + timedelta(days=1),
        way="By air, two seats by the aisle",
        receiver="Marta of the night shift",
        receiver_contact="At the third door",
        phrase=PHRASE,
        at=at,
    )


def bring_abroad(cast: Cast, application: str, person: str, at: datetime) -> destinations.DepartureCard:
    """Take somebody who is going onward, on an approved application, all the way to their arrival."""
    clear(cast, application, person, at)
    departure = a_departure(cast, application, person, at)
    destinations.depart(actor=cast.noor, departure=departure.ref, at=at)
    return destinations.confirm_arrival(
        actor=cast.tomas, departure=departure.ref, said_by="receiver", phrase=PHRASE, at=at
    )
