"""Applications: proposed for some people of a case, and moved along their way."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, NotHere, Refused
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import access
from waystation.sealed.destinations.cards import ApplicationCard
from waystation.sealed.destinations.models import Applicant, Application, Departure, Offer, OfferNotice
from waystation.sealed.destinations.operations.clearing import refresh_clearance
from waystation.sealed.destinations.operations.slots import commit_slots, free_slots
from waystation.sealed.destinations.operations.writing import keep_in_step, write_move
from waystation.sealed.destinations.queries import applications as queries
from waystation.sealed.destinations.rules import applications, leaving, offers
from waystation.sealed.destinations.rules.people import KEEPERS, ON_THE_CASE
from waystation.sealed.destinations.tags import Tag


@transaction.atomic
def propose_application(
    *,
    actor: staff.Actor,
    case: str,
    persons: Collection[str],
    at: datetime,
    offer: str = "",
    country: str = "",
    pathway: str = "",
    audience: str = "governments",
) -> ApplicationCard:
    """Propose some or all people of a case to a country, through an offer or without one.

    For those on the case who hold its identity. Who does not hold the offer leaves the country to the liaison team,
    who writes it in when they find that the people fit.

    :raises NotHere: no such case or offer for this actor, or another role.
    :raises Invalid: nobody or nothing is chosen, or one of them is on such an application already.
    :raises Refused: the offer takes nobody.
    """
    if not actor.roles & ON_THE_CASE:
        raise NotHere
    known = casework.case(actor, case)
    identity = casework.section(actor, case, "identity")
    people = {card.ref: card for card in casework.list_persons(actor, case)}
    chosen = sorted(set(persons) & set(people))
    if not chosen:
        raise Invalid(persons=applications.NOBODY_CHOSEN)
    if offer:
        found, what = _from_offer(actor, offer)
    else:
        found, what = None, _without_offer(country, pathway, audience)
    _check_people(chosen, found)
    to = casework.list_readers(actor, case, to_seal=True)["identity"]
    section = vault.create_section(actor.ring, kind="application", to=sorted(to))
    row = Application(case=case, identity=identity, section=section, offer=found)
    begun = {"move": "propose", "at": at.isoformat(), "by": actor.ref, "reason": ""}
    vault.write(actor.ring, row, {**what, "case_alias": known.alias, "prepared_by": "", "history": [begun]})
    rows = [Applicant(application=row, person=person, section=section) for person in chosen]
    for applicant in rows:
        vault.write(actor.ring, applicant, {"alias": people[applicant.person].alias})
    staff.record(actor, Tag.APPLICATION_PROPOSED, row.ref, at, row, *rows)
    return queries.get_card(actor, row.ref)


@transaction.atomic
def move_application(
    *,
    actor: staff.Actor,
    application: str,
    move: str,
    at: datetime,
    reason: str = "",
    version: int | None = None,
) -> ApplicationCard:
    """Move an application along its machine (``rules.applications.APPLICATION``, reference part F).

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: not from here or not for these roles; says what is missing.
    :raises ChangedMeanwhile: somebody else moved it since it was read.
    """
    row = access.application_to_change(actor, application)
    if version is not None and version != row.version:
        raise ChangedMeanwhile
    keep_in_step(actor, row)
    write_move(actor, row, move, at, reason=reason, changes=_changes(actor, row, move))
    staff.record(actor, Tag.APPLICATION_MOVED, row.ref, at, row, move=move)
    persons = queries.covered_by(row)
    if move == "find_eligible":
        _go_onward(actor, row, persons, at)
    elif move == "submit":
        commit_slots(row, at)
    elif row.state in applications.ENDS:
        end_application(actor, row, at)
    elif row.state in applications.APPROVED:
        refresh_clearance(actor, row, at, persons)
    return queries.get_card(actor, row.ref)


def end_application(actor: staff.Actor, row: Application, at: datetime) -> list[str]:
    """Undo what a live application held: places, bookings, marks; return whose places were given back.

    Nobody may be on the way with it: the table refuses to end it then.
    """
    freed = free_slots(actor, row, at)
    booked = Departure.objects.filter(application=row, state=leaving.BOOKED)
    for departure in booked:
        Departure.objects.filter(ref=departure.ref).update(state=leaving.CANCELLED)
        staff.record(actor, Tag.DEPARTURE_MOVED, departure.ref, at, move="cancel")
        _lift(actor, departure.person, "onward_booked", departure.ref, at)
    persons = Applicant.objects.filter(application=row).values_list("person", flat=True)
    for person in sorted(persons):
        _lift(actor, person, "application_open", row.ref, at)
        _lift(actor, person, "cleared", row.ref, at)
    if row.state == "lost":
        used = Applicant.objects.filter(application=row, state=applications.HAS_USED)
        used.update(state=applications.DROPPED)
    return freed


def _lift(actor: staff.Actor, person: str, kind: str, thing: str, at: datetime) -> None:
    casework.lift_mark(actor=actor, person=person, kind=kind, thing=thing, at=at)


def _go_onward(actor: staff.Actor, row: Application, persons: Collection[str], at: datetime) -> None:
    """The application is under way; who is already in safety goes onward with it, others when they are."""
    for person in persons:
        casework.place_mark(actor=actor, person=person, kind="application_open", thing=row.ref, at=at)
        if casework.person(actor, person).phase == "sheltered":
            casework.move_person(actor=actor, person=person, move="go_onward", at=at)


def _changes(actor: staff.Actor, row: Application, move: str) -> dict[str, str]:
    if move == "ask_review":
        return {"prepared_by": actor.ref}
    if move == "find_eligible" and row.offer is not None:
        return _what(vault.read(actor.ring, access.offer_to_read(actor, row.offer.ref)))
    return {}


def _what(body: Mapping[str, str]) -> dict[str, str]:
    return {name: body[name] for name in ("country", "pathway", "audience", "counterpart")}


def _from_offer(actor: staff.Actor, offer: str) -> tuple[Offer, dict[str, str]]:
    """Return an offer with what an application copies of it; of one that is not held, the pathway and nothing else."""
    if actor.roles & KEEPERS:
        row = access.offer_to_read(actor, offer)
        what = _what(vault.read(actor.ring, row))
    else:
        notice = OfferNotice.objects.select_related("section", "offer").filter(offer=offer).first()
        if notice is None or not vault.holds(actor.ring, notice.section):
            raise NotHere
        row = notice.offer
        pathway = vault.read(actor.ring, notice)["pathway"]
        what = {"country": "", "pathway": pathway, "audience": "governments", "counterpart": ""}
    if row.state not in offers.TAKES_SUBMISSIONS:
        raise Refused(offers.OFFER_NOT_OPEN)
    return row, what


def _without_offer(country: str, pathway: str, audience: str) -> dict[str, str]:
    faults = {}
    if not country:
        faults["country"] = applications.COUNTRY_NEEDED
    if pathway not in offers.PATHWAYS:
        faults["pathway"] = offers.UNKNOWN_CHOICE
    if audience not in applications.AUDIENCES:
        faults["audience"] = offers.UNKNOWN_CHOICE
    if faults:
        raise Invalid(**faults)
    return {"country": country, "pathway": pathway, "audience": audience, "counterpart": ""}


def _check_people(persons: Collection[str], offer: Offer | None) -> None:
    on = Applicant.objects.filter(person__in=persons)
    if on.filter(state=applications.HAS_USED).exists():
        raise Invalid(persons=applications.ALREADY_ARRIVED)
    beside = on.filter(state=applications.COVERED, application__state__in=applications.LIVE)
    if offer is not None and beside.filter(application__offer=offer).exists():
        raise Invalid(persons=applications.SAME_PEOPLE)
