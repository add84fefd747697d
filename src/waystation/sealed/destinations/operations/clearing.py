"""What allows people to leave: papers to travel, the exit check, and the mark that says both are there."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.machine import NOT_POSSIBLE_NOW
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import access
from waystation.sealed.destinations.models import Applicant, Application, Authorisation, ExitCheck
from waystation.sealed.destinations.operations.lapsing import LAPSE_PAPER, paper_key
from waystation.sealed.destinations.operations.writing import keep_in_step, write_move
from waystation.sealed.destinations.queries import leaving as queries
from waystation.sealed.destinations.rules import applications, leaving, offers
from waystation.sealed.destinations.rules.people import LAWYERS, TALKERS, WITH_THE_COUNTRY
from waystation.sealed.destinations.tags import Tag

MARK = "cleared"


@transaction.atomic
def record_authorisation(
    *,
    actor: staff.Actor,
    application: str,
    person: str,
    kind: str,
    valid_from: date,
    valid_until: date,
    at: datetime,
    number: str = "",
    original: str = "us",
) -> str:
    """Write down a visa or other paper to travel for one person; the application has its papers now.

    For liaison and legal, once the application is approved. Returns the paper's reference.

    :raises NotHere: unknown, not the actor's, another role, or not somebody on it.
    :raises Invalid: something does not fit.
    :raises Refused: the application is not approved.
    """
    row = access.application_to_change(actor, application)
    if not actor.roles & WITH_THE_COUNTRY:
        raise NotHere
    is_on_it(row, person)
    _check_paper(kind, original, valid_from, valid_until, at.date())
    if row.state not in applications.APPROVED:
        raise Refused(leaving.NOT_APPROVED)
    keep_in_step(actor, row)
    paper = Authorisation(application=row, section=row.section, person=person, valid_until_on=valid_until)
    body = {
        "kind": kind,
        "number": number.strip(),
        "original": original,
        "valid_from": valid_from.isoformat(),
        "at": at.isoformat(),
        "by": actor.ref,
    }
    vault.write(actor.ring, paper, body)
    staff.record(actor, Tag.AUTHORISATION_RECORDED, paper.ref, at, paper)
    if row.state in {"approved", "lapsed"}:
        write_move(actor, row, "authorise", at, follows={"has_papers": True})
        staff.record(actor, Tag.APPLICATION_MOVED, row.ref, at, row, move="authorise")
    refresh_clearance(actor, row, at, [person])
    outbox.enqueue(
        LAPSE_PAPER,
        payload={"paper": paper.ref, "to": actor.ref},
        due_at=offers.ends_at(valid_until),
        key=paper_key(paper.ref),
    )
    return paper.ref


@transaction.atomic
def lapse_authorisation(*, actor: staff.Actor, authorisation: str, at: datetime) -> None:
    """Write down that a paper was taken back or is lost: whoever leaned on it is no longer cleared.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: it is over already, or another role.
    """
    paper = access.authorisation_to_change(actor, authorisation)
    row = paper.application
    keep_in_step(actor, row)
    paper.section = row.section
    paper.state = leaving.AUTHORISATION.move("lapse", paper.state, actor.roles, {}).target
    vault.write(actor.ring, paper, vault.read(actor.ring, paper))
    staff.record(actor, Tag.AUTHORISATION_LAPSED, paper.ref, at, paper)
    has_papers = Authorisation.objects.filter(application=row, state="issued").exists()
    if row.state == "authorised" and not has_papers:
        write_move(actor, row, "lapse", at, follows={"has_papers": False})
        staff.record(actor, Tag.APPLICATION_MOVED, row.ref, at, row, move="lapse")
    refresh_clearance(actor, row, at, [paper.person])
    outbox.cancel(key=paper_key(paper.ref))


@transaction.atomic
def check_exit(
    *,
    actor: staff.Actor,
    application: str,
    person: str,
    results: Mapping[str, str],
    at: datetime,
    note: str = "",
) -> None:
    """Write down what a lawyer found before somebody crosses the border: travel ban, search notice, a minor's consent.

    :raises NotHere: unknown, not the actor's, another role, or not somebody on it.
    :raises Invalid: a question has no answer.
    :raises Refused: the application is over.
    """
    row = access.application_to_change(actor, application)
    if not actor.roles & LAWYERS:
        raise NotHere
    is_on_it(row, person)
    if row.state not in applications.LIVE and row.state != applications.USED:
        raise Refused(NOT_POSSIBLE_NOW)
    given = {code: results.get(code, "") for code in leaving.EXIT_CHECKS}
    faults = {code: leaving.RESULT_NEEDED for code, result in given.items() if result not in leaving.RESULTS}
    if faults:
        raise Invalid(**faults)
    keep_in_step(actor, row)
    ExitCheck.objects.filter(application=row, person=person, is_void=False).update(is_void=True)
    check = ExitCheck(application=row, section=row.section, person=person)
    body = {"results": given, "note": note.strip(), "at": at.isoformat(), "by": actor.ref}
    vault.write(actor.ring, check, body)
    staff.record(actor, Tag.EXIT_CHECKED, check.ref, at, check)
    refresh_clearance(actor, row, at, [person])


@transaction.atomic
def clear_person(*, actor: staff.Actor, application: str, person: str, at: datetime) -> None:
    """Clear somebody to leave, when the application is approved, a paper is valid today and the exit check is done.

    For the liaison team. Source: the organisation's reference, part C, row 9.

    :raises NotHere: unknown, not the actor's, another role, or not somebody on it.
    :raises Refused: says what is missing.
    """
    row = access.application_to_change(actor, application)
    if not actor.roles & TALKERS:
        raise NotHere
    is_on_it(row, person)
    missing = refresh_clearance(actor, row, at, [person])[person]
    if missing:
        raise Refused(*missing)
    casework.move_person(actor=actor, person=person, move="clear", at=at)


def refresh_clearance(
    actor: staff.Actor, row: Application, at: datetime, persons: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Place or lift the mark *cleared* as things stand today; return what each of these people is missing."""
    things = queries.things_of(actor, row, at.date())
    found = {}
    for person in persons:
        is_minor = casework.person(actor, person).is_minor is not False
        missing = queries.missing_to_leave(row, things[person], at.date(), is_minor=is_minor)
        act = casework.lift_mark if missing else casework.place_mark
        act(actor=actor, person=person, kind=MARK, thing=row.ref, at=at)
        found[person] = missing
    return found


def is_on_it(row: Application, person: str) -> Applicant:
    """Return the applicant's row of somebody an application covers.

    :raises NotHere: they are not on it, or no longer.
    """
    found = Applicant.objects.select_related("section").filter(application=row, person=person).first()
    if found is None or found.state == applications.DROPPED:
        raise NotHere
    return found


def _check_paper(kind: str, original: str, valid_from: date, valid_until: date, today: date) -> None:
    faults = {}
    if kind not in leaving.PAPERS:
        faults["kind"] = offers.UNKNOWN_CHOICE
    if original not in leaving.ORIGINALS:
        faults["original"] = offers.UNKNOWN_CHOICE
    if valid_until < valid_from:
        faults["valid_until"] = leaving.DAYS_IN_ORDER
    elif valid_until < today:
        faults["valid_until"] = leaving.IS_PAST
    if faults:
        raise Invalid(**faults)
