"""What many deeds write: a line of the journey, and what the escort may know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation.models import Brief, CheckIn, Journey, Leg, Report
from waystation.sealed.evacuation.rules import journeys, roles
from waystation.sealed.evacuation.tags import Tag


def write_report(
    actor: staff.Actor,
    journey: Journey,
    machine: str,
    what: str,
    at: datetime,
    *,
    text: str = "",
    is_silent: bool = False,
) -> Report:
    """Write down what somebody did or said: into the way for those who hold it, into the escort's compartment else."""
    section = journey.section
    if not actor.roles & roles.PLANNERS:
        section = Brief.objects.select_related("section").get(journey=journey).section
    row = Report(journey=journey, section=section, said_on=at.date())
    vault.write(actor.ring, row, report_body(actor.ref, machine, what, at, text=text, is_silent=is_silent))
    return row


def report_body(
    by: str, machine: str, what: str, at: datetime, *, text: str, is_silent: bool
) -> dict[str, Any]:
    """Return the body of a report; ``by`` is empty for the holder of the twelve words."""
    return {
        "by": by,
        "machine": machine,
        "what": what,
        "at": at.isoformat(),
        "text": text,
        "is_silent": is_silent,
    }


def refresh_brief(actor: staff.Actor, journey: Journey, at: datetime, **changes: Any) -> None:
    """Write anew what the escort may know: meeting points, times of legs and check-ins, how long the go holds."""
    row = Brief.objects.select_related("section").filter(journey=journey).first()
    if row is not None:
        write_brief(actor, row, vault.read(actor.ring, row) | changes, at)


def write_brief(actor: staff.Actor, row: Brief, body: dict[str, Any], at: datetime) -> None:
    """Write what the escort may know, with the legs and check-ins as they stand."""
    journey = row.journey_id
    legs = Leg.objects.select_related("section").filter(journey=journey)
    found = CheckIn.objects.select_related("section").filter(journey=journey)
    body["legs"] = sorted(
        (
            {
                "ref": leg.ref,
                "meeting": told["stops"].get("meeting", ""),
                "departs_at": told["departs_at"],
                "arrives_at": told["arrives_at"],
            }
            for leg, told in vault.read_held(actor.ring, legs)
            if leg.state != journeys.CANCELLED
        ),
        key=lambda leg: (leg["departs_at"], leg["ref"]),
    )
    body["check_ins"] = sorted(
        (
            {"ref": check.ref, "due_at": told["due_at"], "grace": told["grace"]}
            for check, told in vault.read_held(actor.ring, found)
        ),
        key=lambda check: (check["due_at"], check["ref"]),
    )
    vault.write(actor.ring, row, body)
    staff.record(actor, Tag.BRIEF_WRITTEN, row.ref, at, row)


def watchers_of(readers: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return who watches over the journeys of a case, given who reads each of its sections."""
    return frozenset(readers["route"] | readers.get("legal", frozenset()))
