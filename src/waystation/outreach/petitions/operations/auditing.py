"""The audit by random sample: announced before the randomness exists, drawn by a rule, found by an auditor, approved by two."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel import versions
from waystation.foundation.kernel.errors import Invalid, NotHere, Refused, here
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.outreach.petitions.access import petition_to_change
from waystation.outreach.petitions.audits import get_audit_for_desk, leaves_under
from waystation.outreach.petitions.models import Audit, Petition
from waystation.outreach.petitions.operations.counting import publish_soon
from waystation.outreach.petitions.queries import get_head
from waystation.outreach.petitions.rules import audit, machine
from waystation.outreach.petitions.tags import Tag

MOST = 10_000
NEEDS_SOURCE = _("Say which draw it will be, so that anybody can look it up.")
NOT_AHEAD = _("Choose a day to come: today it must not exist yet.")
TOO_LATE = _("Choose an earlier day: thirty days after closing what was sealed is erased.")
NOT_A_NUMBER = _("Write a whole number from 1 to 10000.")
NOT_YET = _("The draw has not taken place yet.")
NEEDS_RESULT = _("Write what was drawn, as it was published.")
NEEDS_AUDITOR = _("Say who the auditor is, as they want to be named in public.")
NOT_FOUND_YET = _("Choose a day from the draw to today.")
DOES_NOT_ADD_UP = _("Real, bad and not judged must make all who were drawn; whoever is real was reached.")
NOTHING_COUNTED = _("Nothing is counted that could be drawn.")
OTHER_APPROVES = _("Somebody else than the one who entered it must approve it.")


@transaction.atomic
def announce_audit(
    *, actor: staff.Actor, petition: str, source: str, drawn_on: date, number: int, at: datetime
) -> None:
    """Open the audit of a settled petition: fix its head, and name public randomness of a day to come.

    Neither we nor anybody can know then what will be drawn. There is one audit, so that nobody draws until it suits.
    Campaigners and supervisors may.

    :raises NotHere: no such petition, not settled, announced before, or not for this actor.
    :raises Refused: nothing is counted.
    :raises Invalid: no source, no day to come before the erasure, or no number.
    """
    row = petition_to_change(actor, petition)
    if row.state != machine.SETTLED or row.closed_on is None or Audit.objects.filter(petition=row).exists():
        raise NotHere
    head = get_head(row.ref)
    if head is None:
        raise Refused(NOTHING_COUNTED)
    if not source.strip():
        raise Invalid(source=NEEDS_SOURCE)
    if drawn_on <= max(at.date(), date.fromisoformat(head["signed_on"])):
        raise Invalid(drawn_on=NOT_AHEAD)
    if drawn_on > audit.erase_by(row.closed_on):
        raise Invalid(drawn_on=TOO_LATE)
    if not 0 < number <= MOST:
        raise Invalid(number=NOT_A_NUMBER)
    made = Audit.objects.create(
        petition=row, head=head, wanted=number, source=" ".join(source.split())[:240], drawn_on=drawn_on
    )
    detail = {"root": head["root"], "source": made.source, "drawn_on": drawn_on.isoformat(), "number": number}
    _tell(actor, row, Tag.AUDIT_ANNOUNCED, at, detail)


@transaction.atomic
def draw_sample(*, actor: staff.Actor, petition: str, result: str, at: datetime) -> int:
    """Enter what the announced draw brought; the sample follows from it by a rule. Return how many were drawn.

    :raises NotHere: no such petition, nothing announced, or not for this actor.
    :raises Refused: its day has not come.
    :raises Invalid: nothing was written.
    """
    row, found = _audit(actor, petition, audit.ANNOUNCED)
    if at.date() < found.drawn_on:
        raise Refused(NOT_YET)
    if not result.strip():
        raise Invalid(result=NEEDS_RESULT)
    found.result = " ".join(result.split())[:240]
    found.positions = audit.draw(
        origin=found.head["origin"],
        root=bytes.fromhex(found.head["root"]),
        randomness=audit.spell_randomness(found.source, found.drawn_on, found.result),
        standing=audit.still_standing(leaves_under(row.ref, found.head["size"])),
        number=found.wanted,
    )
    found.state = audit.DRAWN
    found.save(update_fields=["result", "positions", "state"])
    detail = {"result": found.result, "drawn": len(found.positions)}
    _tell(actor, row, Tag.AUDIT_DRAWN, at, detail)
    return len(found.positions)


@transaction.atomic
def enter_finding(
    *,
    actor: staff.Actor,
    petition: str,
    finding: audit.Finding,
    auditor: str,
    found_on: date,
    at: datetime,
) -> None:
    """Enter what the auditor found; somebody else approves it.

    :raises NotHere: no such petition, nothing drawn, or not for this actor.
    :raises Invalid: the numbers do not add up, no auditor, or no such day.
    """
    row, found = _audit(actor, petition, audit.DRAWN)
    if not finding.fits(len(found.positions)):
        raise Invalid(real=DOES_NOT_ADD_UP)
    if not auditor.strip():
        raise Invalid(auditor=NEEDS_AUDITOR)
    if not found.drawn_on <= found_on <= at.date():
        raise Invalid(found_on=NOT_FOUND_YET)
    found.reached, found.real, found.bad, found.unreached = (
        finding.reached,
        finding.real,
        finding.bad,
        finding.unreached,
    )
    found.auditor, found.found_on, found.entered_by = auditor.strip()[:240], found_on, actor.ref
    found.state = audit.FOUND
    found.save()
    detail = {"reached": finding.reached, "real": finding.real, "bad": finding.bad, "auditor": found.auditor}
    ledger.record(actor=actor.ref, tag=Tag.AUDIT_FOUND, subject=row.ref, at=at, detail=detail)


@transaction.atomic
def decide_finding(
    *, actor: staff.Actor, petition: str, is_approved: bool, at: datetime, read: str | None = None
) -> None:
    """Approve a finding, which publishes it for good, or send it back to be entered again. A second person may.

    :raises NotHere: no such petition, no finding that waits, or not for this actor.
    :raises Refused: the actor entered it.
    :raises ChangedMeanwhile: another finding waits than the one that was ``read``.
    """
    row, found = _audit(actor, petition, audit.FOUND)
    if found.entered_by == actor.ref:
        raise Refused(OTHER_APPROVES)
    versions.only(read, here(get_audit_for_desk(actor, petition)).version)
    found.state = audit.PUBLISHED if is_approved else audit.DRAWN
    found.save(update_fields=["state"])
    _tell(actor, row, Tag.AUDIT_DECIDED, at, {"approved": is_approved})


def _audit(actor: staff.Actor, petition: str, state: str) -> tuple[Petition, Audit]:
    row = petition_to_change(actor, petition)
    found = here(Audit.objects.select_for_update().filter(petition=row, state=state).first())
    return row, found


def _tell(actor: staff.Actor, row: Petition, tag: Tag, at: datetime, detail: dict[str, Any]) -> None:
    ledger.record(actor=actor.ref, tag=tag, subject=row.ref, at=at, detail=detail)
    publish_soon(row.ref, at)
