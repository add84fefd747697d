"""Props of evacuation: an agreed plan, a journey that may begin, and people on their way.

Everything is done by the real operations with the cast as actors. Used by the tests of evacuation and of later rooms.
"""

from datetime import datetime, timedelta

from waystation.foundation.outbox import api as outbox
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.intake import api as intake
from waystation.testing.cases import an_accepted_request
from waystation.testing.cast import Cast

PLAN = {
    "route": "By train over the river, then a car that waits at the mill",
    "threats": "Uncle watches the station on Fridays",
    "contingency": "Back to the flat of the cousin in Linden street",
    "go": "The brother is at work, the telephone is left at home",
    "no_go": "Anybody they know on the platform",
}
STOPS = {
    "origin": "Northern station",
    "target": "The mill at Arkhan",
    "transport": "Train 118",
    "meeting": "Under the clock",
    "note": "Seats apart",
}
WORD = "Жасмин"


def a_case_with_words(cast: Cast, at: datetime) -> tuple[casework.CaseCard, intake.Receipt]:
    """Open a case of team North that Noor keeps, and return it with the receipt it came from."""
    receipt = an_accepted_request(cast, at)
    opened = casework.open_case(actor=cast.vera, request=receipt.request, team=cast.teams["north"], at=at)
    casework.assign(actor=cast.noor, case=opened.ref, line=cast.noor.ref, at=at)
    head = casework.list_persons(cast.noor, opened.ref)[0]
    casework.change_person(actor=cast.noor, person=head.ref, role="head", called="Aslan", at=at)
    return casework.case(cast.noor, opened.ref), receipt


def an_agreed_plan(cast: Cast, case: str, at: datetime) -> evacuation.PlanCard:
    """Have Noor write and propose a plan for everyone of a case, and Olga agree."""
    people = [card.ref for card in casework.list_persons(cast.noor, case)]
    plan = evacuation.draft_plan(actor=cast.noor, case=case, persons=people, fields=PLAN, at=at)
    evacuation.move_plan(actor=cast.noor, plan=plan.ref, move="propose", at=at)
    return evacuation.move_plan(actor=cast.olga, plan=plan.ref, move="approve", at=at)


def a_journey(cast: Cast, case: str, at: datetime, *, kind: str = "house") -> evacuation.JourneyCard:
    """Plan a journey of one confirmed leg in an hour, with a check-in an hour after it and the alarm word agreed."""
    plan = an_agreed_plan(cast, case, at)
    made = evacuation.plan_journey(
        actor=cast.noor, plan=plan.ref, persons=list(plan.people), kind=kind, at=at
    )
    leg = evacuation.add_leg(
        actor=cast.noor,
        journey=made.ref,
        departs_at=at + timedelta(hours=1),
        arrives_at=at + timedelta(hours=4),
        stops=STOPS,
        at=at,
    )
    for move in ("book", "confirm"):
        evacuation.move_leg(actor=cast.noor, leg=leg, move=move, at=at)
    evacuation.set_check_in(
        actor=cast.noor, journey=made.ref, due_at=at + timedelta(hours=2), grace=30, leg=leg, at=at
    )
    evacuation.agree_alarm(actor=cast.noor, journey=made.ref, word=WORD, at=at)
    if kind == "onward":
        evacuation.change_journey(
            actor=cast.noor, journey=made.ref, receiver="Rasa at the airport", phrase="Blue herons", at=at
        )
    return evacuation.get_journey(cast.noor, made.ref, at)


def a_released_journey(
    cast: Cast, case: str, at: datetime, *, kind: str = "house", has_escort: bool = True
) -> evacuation.JourneyCard:
    """Have Pavel go along and Noor say: go."""
    made = a_journey(cast, case, at, kind=kind)
    if has_escort:
        evacuation.appoint_escort(actor=cast.noor, journey=made.ref, escort=cast.pavel.ref, at=at)
    return evacuation.move_journey(actor=cast.noor, journey=made.ref, move="go", at=at)


def work_until(at: datetime) -> int:
    """Let the worker do everything that is due by a moment."""
    return outbox.run_due(dict((*intake.HANDLERS, *evacuation.HANDLERS)), at)
