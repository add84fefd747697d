"""Legal clocks: started, stopped for a cause, let run again, reached or cancelled."""

from datetime import date, datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.destinations import access
from waystation.sealed.destinations.cards import ClockCard
from waystation.sealed.destinations.models import LegalClock
from waystation.sealed.destinations.operations.clearing import is_on_it
from waystation.sealed.destinations.operations.writing import keep_in_step
from waystation.sealed.destinations.queries import leaving as queries
from waystation.sealed.destinations.rules import clocks, offers
from waystation.sealed.destinations.rules.people import SECOND_EYES
from waystation.sealed.destinations.tags import Tag


@transaction.atomic
def start_clock(
    *,
    actor: staff.Actor,
    application: str,
    person: str,
    kind: str,
    started_on: date,
    at: datetime,
    days: int | None = None,
) -> ClockCard:
    """Start a period of law for somebody; ``days`` unless the kind's own number holds. For legal and supervisors.

    :raises NotHere: unknown, not the actor's, another role, or not somebody on it.
    :raises Invalid: something does not fit.
    """
    row = access.application_to_change(actor, application)
    if not actor.roles & SECOND_EYES:
        raise NotHere
    is_on_it(row, person)
    if kind not in clocks.KINDS:
        raise Invalid(kind=offers.UNKNOWN_CHOICE)
    length = clocks.KINDS[kind][1] if days is None else days
    faults = {}
    if not 1 <= length <= clocks.MOST_DAYS:
        faults["days"] = clocks.DAYS_NEEDED
    if started_on > at.date():
        faults["started_on"] = clocks.NOT_IN_ORDER
    if faults:
        raise Invalid(**faults)
    keep_in_step(actor, row)
    clock = LegalClock(application=row, section=row.section, person=person)
    body: vault.Body = {
        "kind": kind,
        "days": length,
        "started_on": started_on.isoformat(),
        "stops": [],
        "by": actor.ref,
    }
    vault.write(actor.ring, clock, body)
    staff.record(actor, Tag.CLOCK_STARTED, clock.ref, at, clock)
    return queries.clock_card(actor, clock, body, at.date())


@transaction.atomic
def move_clock(
    *, actor: staff.Actor, clock: str, move: str, at: datetime, on: date | None = None, cause: str = ""
) -> ClockCard:
    """Stop a clock for a cause, let it run again, or end it; ``on`` is the day from which that holds.

    :raises NotHere: unknown, or not the actor's.
    :raises Invalid: the day or the cause does not fit.
    :raises Refused: not from here, or not for these roles.
    """
    row = access.clock_to_change(actor, clock)
    keep_in_step(actor, row.application)
    row.section = row.application.section
    body = vault.read(actor.ring, row)
    day = on or at.date()
    stops = queries.stops_of(body)
    row.state = clocks.CLOCK.move(move, row.state, actor.roles, queries.clock_facts(body, at.date())).target
    if move in {"stop", "resume"} and not clocks.fits(
        date.fromisoformat(body["started_on"]), stops, day, at.date()
    ):
        raise Invalid(on=clocks.NOT_IN_ORDER)
    if move == "stop":
        if cause not in clocks.CAUSES:
            raise Invalid(cause=offers.UNKNOWN_CHOICE)
        body["stops"].append({"since": day.isoformat(), "until": "", "cause": cause})
    elif body["stops"] and not body["stops"][-1]["until"]:
        body["stops"][-1]["until"] = day.isoformat()
    vault.write(actor.ring, row, body)
    staff.record(actor, Tag.CLOCK_MOVED, row.ref, at, row, move=move)
    return queries.clock_card(actor, row, body, at.date())
