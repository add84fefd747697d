"""The way out: booked, left, called off, refused at the border."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import access
from waystation.sealed.destinations.cards import DepartureCard
from waystation.sealed.destinations.models import Application, Departure, ExitCheck
from waystation.sealed.destinations.operations.clearing import is_on_it, refresh_clearance
from waystation.sealed.destinations.operations.writing import keep_in_step
from waystation.sealed.destinations.queries import leaving as queries
from waystation.sealed.destinations.rules import leaving
from waystation.sealed.destinations.rules.people import BOOKERS
from waystation.sealed.destinations.tags import Tag

MARK = "onward_booked"


@transaction.atomic
def book_departure(
    *,
    actor: staff.Actor,
    application: str,
    person: str,
    leaves_on: date,
    arrives_on: date,
    way: str,
    receiver: str,
    receiver_contact: str,
    phrase: str,
    at: datetime,
) -> DepartureCard:
    """Write down how somebody leaves, who receives them, and the words by which their arrival is confirmed.

    For coordinators and the liaison team; possible only when everything is there for the day of leaving.

    :raises NotHere: unknown, not the actor's, another role, or not somebody on it.
    :raises Invalid: something does not fit.
    :raises Refused: says what is missing, or that it is booked already.
    """
    row = access.application_to_change(actor, application)
    if not actor.roles & BOOKERS:
        raise NotHere
    is_on_it(row, person)
    _check(leaves_on, arrives_on, receiver, phrase, at.date())
    missing = _missing(actor, row, person, leaves_on)
    if missing:
        raise Refused(*missing)
    keep_in_step(actor, row)
    departure = Departure(application=row, section=row.section, person=person)
    body = {
        "leaves_on": leaves_on.isoformat(),
        "arrives_on": arrives_on.isoformat(),
        "way": way.strip(),
        "receiver": receiver.strip(),
        "receiver_contact": receiver_contact.strip(),
        "phrase": phrase.strip(),
        "history": [{"move": "book", "at": at.isoformat(), "by": actor.ref, "reason": ""}],
    }
    try:
        with transaction.atomic():
            vault.write(actor.ring, departure, body)
    except IntegrityError as exc:
        raise Refused(leaving.ALREADY_BOOKED) from exc
    staff.record(actor, Tag.DEPARTURE_BOOKED, departure.ref, at, departure)
    casework.place_mark(actor=actor, person=person, kind=MARK, thing=departure.ref, at=at)
    return queries.get_departure(actor, departure.ref)


@transaction.atomic
def depart(*, actor: staff.Actor, departure: str, at: datetime) -> DepartureCard:
    """Write down that somebody has left; everything they need is looked at once more, on the day.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: another role, or something is missing here or in the case.
    """
    row = access.departure_to_change(actor, departure)
    missing = _missing(actor, row.application, row.person, at.date())
    if missing and row.state == leaving.BOOKED:
        raise Refused(*missing)
    write_departure(actor, row, "depart", at, facts={"missing": missing})
    casework.move_person(actor=actor, person=row.person, move="depart", at=at)
    return queries.get_departure(actor, row.ref)


@transaction.atomic
def cancel_departure(*, actor: staff.Actor, departure: str, reason: str, at: datetime) -> DepartureCard:
    """Call a booked departure off.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: they have left, another role, or no reason is given.
    """
    row = access.departure_to_change(actor, departure)
    write_departure(actor, row, "cancel", at, reason=reason)
    casework.lift_mark(actor=actor, person=row.person, kind=MARK, thing=row.ref, at=at)
    return queries.get_departure(actor, row.ref)


@transaction.atomic
def turn_back(*, actor: staff.Actor, departure: str, reason: str, at: datetime) -> DepartureCard:
    """Write down that somebody was refused at the border: sheltered again, with a legal task in their case.

    The exit check is void: a lawyer has to look again before they try once more. Place and approval stay theirs.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: they are not on the way, another role, or no reason is given.
    """
    row = access.departure_to_change(actor, departure)
    write_departure(actor, row, "turn_back", at, reason=reason)
    ExitCheck.objects.filter(application=row.application, person=row.person).update(is_void=True)
    casework.lift_mark(actor=actor, person=row.person, kind=MARK, thing=row.ref, at=at)
    refresh_clearance(actor, row.application, at, [row.person])
    casework.move_person(actor=actor, person=row.person, move="refuse_border", reason=reason, at=at)
    return queries.get_departure(actor, row.ref)


def write_departure(
    actor: staff.Actor,
    row: Departure,
    move: str,
    at: datetime,
    *,
    reason: str = "",
    facts: dict[str, object] | None = None,
    **changes: str,
) -> None:
    """Move a departure along its machine, write it and record it.

    :raises Refused: not from here, not for these roles, or something is missing.
    """
    keep_in_step(actor, row.application)
    row.section = row.application.section
    given = {"reason": reason.strip(), **(facts or {})}
    row.state = leaving.DEPARTURE.move(move, row.state, actor.roles, given).target
    body = vault.read(actor.ring, row)
    done = {"move": move, "at": at.isoformat(), "by": actor.ref, "reason": reason.strip()}
    vault.write(actor.ring, row, body | changes | {"history": [*body["history"], done]})
    staff.record(actor, Tag.DEPARTURE_MOVED, row.ref, at, row, move=move)


def _missing(actor: staff.Actor, row: Application, person: str, on: date) -> tuple[str, ...]:
    is_minor = casework.person(actor, person).is_minor is not False
    things = queries.things_of(actor, row, on)[person]
    return queries.missing_to_leave(row, things, on, is_minor=is_minor)


def _check(leaves_on: date, arrives_on: date, receiver: str, phrase: str, today: date) -> None:
    faults = {}
    if leaves_on < today:
        faults["leaves_on"] = leaving.IS_PAST
    if arrives_on < leaves_on:
        faults["arrives_on"] = leaving.ARRIVES_BEFORE
    if not receiver.strip():
        faults["receiver"] = leaving.RECEIVER_NEEDED
    if not leaving.is_phrase(phrase):
        faults["phrase"] = leaving.PHRASE_NEEDED
    if faults:
        raise Invalid(**faults)
