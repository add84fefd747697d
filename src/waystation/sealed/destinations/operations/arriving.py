"""Arrival: confirmed by the words agreed; one application is used and the others make room. Then the right to stay."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import access
from waystation.sealed.destinations.cards import DepartureCard
from waystation.sealed.destinations.models import Applicant, Application, Authorisation, StatusStep
from waystation.sealed.destinations.operations.applications import end_application
from waystation.sealed.destinations.operations.clearing import is_on_it
from waystation.sealed.destinations.operations.departing import MARK as BOOKED_MARK
from waystation.sealed.destinations.operations.departing import write_departure
from waystation.sealed.destinations.operations.lapsing import paper_key
from waystation.sealed.destinations.operations.slots import MARK as SLOT_MARK
from waystation.sealed.destinations.operations.slots import consume_slot, free_slots
from waystation.sealed.destinations.operations.writing import keep_in_step, write_move
from waystation.sealed.destinations.queries import leaving as queries
from waystation.sealed.destinations.rules import applications, leaving, offers
from waystation.sealed.destinations.rules.people import BY_ITSELF, SECOND_EYES
from waystation.sealed.destinations.tags import Tag

TELL_COUNTERPART = _(
    "Tell the counterpart that this application (%(pathway)s) is not needed any more: somebody on it has arrived "
    "by another way."
)


@transaction.atomic
def confirm_arrival(
    *, actor: staff.Actor, departure: str, said_by: str, phrase: str, at: datetime
) -> DepartureCard:
    """Confirm that somebody has arrived, by the words that were agreed, heard from them or from whoever received them.

    Their place and paper are used, follow-ups begin, and every other application of theirs makes room.

    :raises NotHere: unknown, or not the actor's.
    :raises Invalid: nobody said it.
    :raises Refused: not the words agreed, not on the way, or they arrived by another application before.
    """
    if said_by not in leaving.SAID_BY:
        raise Invalid(said_by=offers.UNKNOWN_CHOICE)
    row = access.departure_to_change(actor, departure)
    agreed = vault.read(actor.ring, row)["phrase"]
    fits = leaving.plain_phrase(phrase) == leaving.plain_phrase(agreed)
    write_departure(
        actor,
        row,
        "arrive",
        at,
        facts={"phrase_fits": fits},
        said_by=said_by,
    )
    application = row.application
    _use(actor, application, row.person, at)
    held_place = consume_slot(application, row.person)
    _make_room(actor, application, row.person, at)
    for kind, thing in (
        ("application_open", application.ref),
        ("cleared", application.ref),
        (BOOKED_MARK, row.ref),
    ):
        casework.lift_mark(actor=actor, person=row.person, kind=kind, thing=thing, at=at)
    if held_place:
        casework.lift_mark(actor=actor, person=row.person, kind=SLOT_MARK, thing=application.ref, at=at)
    casework.place_mark(actor=actor, person=row.person, kind="arrival_confirmed", thing=row.ref, at=at)
    casework.move_person(actor=actor, person=row.person, move="arrive", at=at)
    return queries.get_departure(actor, row.ref)


@transaction.atomic
def record_status(
    *,
    actor: staff.Actor,
    application: str,
    person: str,
    kind: str,
    on: date,
    at: datetime,
    note: str = "",
) -> None:
    """Write down a step towards the right to stay: claim lodged, permit asked for, status granted.

    For legal and supervisors. The deed is the move: a claim makes the person settling, a status settled.

    :raises NotHere: unknown, not the actor's, another role, or not somebody on it.
    :raises Invalid: the day is still to come, or an unknown step.
    :raises Refused: they have not arrived.
    """
    row = access.application_to_change(actor, application)
    if not actor.roles & SECOND_EYES:
        raise NotHere
    if is_on_it(row, person).state != applications.HAS_USED:
        raise Refused(leaving.HAS_NOT_ARRIVED)
    if kind not in leaving.STATUSES:
        raise Invalid(kind=offers.UNKNOWN_CHOICE)
    if on > at.date():
        raise Invalid(on=_("That day is still to come."))
    keep_in_step(actor, row)
    step = StatusStep(application=row, section=row.section, person=person)
    vault.write(actor.ring, step, {"kind": kind, "on": on.isoformat(), "note": note.strip(), "by": actor.ref})
    staff.record(actor, Tag.STATUS_RECORDED, step.ref, at, step)
    mark, move, phases = ("claim_lodged", "settle", {"arrived", "reopened"})
    if kind == "granted":
        mark, move, phases = ("status_granted", "gain_status", {"arrived", "settling"})
    casework.place_mark(actor=actor, person=person, kind=mark, thing=row.ref, at=at)
    if casework.person(actor, person).phase in phases:
        casework.move_person(actor=actor, person=person, move=move, at=at)


def _use(actor: staff.Actor, row: Application, person: str, at: datetime) -> None:
    applicant = is_on_it(row, person)
    applicant.state, applicant.section = applications.HAS_USED, row.section
    try:
        with transaction.atomic():
            vault.write(actor.ring, applicant, vault.read(actor.ring, applicant))
    except IntegrityError as exc:
        raise Refused(applications.ALREADY_ARRIVED) from exc
    rows: list[vault.SealedRow] = [applicant]
    papers = Authorisation.objects.select_related("section").filter(
        application=row, person=person, state="issued"
    )
    for paper in papers:
        paper.state = leaving.AUTHORISATION.move("use", paper.state, BY_ITSELF, {}).target
        vault.write(actor.ring, paper, vault.read(actor.ring, paper))
        rows.append(paper)
    if row.state != applications.USED:
        write_move(actor, row, "use", at, follows={"arrived": True})
        rows.append(row)
    staff.record(actor, Tag.APPLICATION_MOVED, row.ref, at, *rows, move="use")
    for paper in papers:
        outbox.cancel(key=paper_key(paper.ref))


def _make_room(actor: staff.Actor, used: Application, person: str, at: datetime) -> None:
    """Take somebody who has arrived off their other applications; one that covers nobody any more is superseded."""
    beside = Applicant.objects.filter(
        person=person, state=applications.COVERED, application__state__in=applications.LIVE
    ).exclude(application=used)
    for ref in sorted(beside.values_list("application", flat=True)):
        row = access.application_to_change(actor, ref)
        keep_in_step(actor, row)
        applicant = is_on_it(row, person)
        applicant.state, applicant.section = applications.DROPPED, row.section
        vault.write(actor.ring, applicant, vault.read(actor.ring, applicant))
        was = row.state
        rows: list[vault.SealedRow] = [applicant]
        is_last = not Applicant.objects.filter(application=row, state=applications.COVERED).exists()
        if is_last:
            write_move(actor, row, "supersede", at, follows={})
            rows.append(row)
        staff.record(
            actor, Tag.APPLICATION_MOVED, row.ref, at, *rows, move="supersede" if is_last else "drop"
        )
        freed = end_application(actor, row, at) if is_last else _leave(actor, row, person, at)
        if freed or was in applications.TRANSMITTED:
            _tell(actor, row, at)


def _leave(actor: staff.Actor, row: Application, person: str, at: datetime) -> list[str]:
    for kind in ("application_open", "cleared"):
        casework.lift_mark(actor=actor, person=person, kind=kind, thing=row.ref, at=at)
    return free_slots(actor, row, at, persons=[person])


def _tell(actor: staff.Actor, row: Application, at: datetime) -> None:
    pathway = offers.PATHWAYS[vault.read(actor.ring, row)["pathway"]]
    casework.add_task(
        actor=actor,
        case=row.case,
        text=gettext(TELL_COUNTERPART) % {"pathway": gettext(pathway)},
        due_on=at.date(),
        section="identity",
        at=at,
    )
