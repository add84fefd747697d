"""Single cases: the card other rooms ask for, the sections held, the sheets, who is assigned."""

from collections.abc import Collection, Mapping
from typing import Any

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import HeldCase, case_to_read
from waystation.sealed.casework.cards import AssignmentCard, CaseCard, SheetCard
from waystation.sealed.casework.models import Assignment, Case, CaseSheet
from waystation.sealed.casework.rules.sections import FIELDS, SECTIONS

_ASSIGNMENTS = Prepared(lambda case: Assignment.objects.filter(case=case).order_by("-from_on", "ref"))


def case(actor: staff.Actor, ref: str) -> CaseCard:
    """Return a case to whoever holds at least one of its sections: the gate for other rooms.

    :raises NotHere: no such case for this actor.
    """
    return card_of(actor, case_to_read(actor, ref))


def find_case_of_request(actor: staff.Actor, request: str) -> CaseCard | None:
    """Return the case that came of a request, if there is one that the actor may know of."""
    ref = Case.objects.filter(request=request).values_list("ref", flat=True).first()
    try:
        return case(actor, ref) if ref else None
    except NotHere:
        return None


def request_of(case: str) -> str | None:
    """Return the reference of the request a case came from."""
    return Case.objects.filter(ref=case).values_list("request", flat=True).first()


def section(actor: staff.Actor, case: str, kind: str) -> vault.Section:
    """Return a section of a case, for other rooms to seal into.

    :raises NotHere: no such case for this actor, or a section they do not hold.
    """
    return case_to_read(actor, case).section(kind)


def sections_held(actor: staff.Actor, case: str) -> frozenset[str]:
    """Return the kinds of section of a case that the actor holds.

    :raises NotHere: none.
    """
    return case_to_read(actor, case).kinds


def held_among(actor: staff.Actor, cases: Collection[str], *kinds: str) -> frozenset[str]:
    """Return those of some cases of which the actor holds a section of one of these kinds, with one question.

    It is the gate of lists in other rooms: who lost the case has lost what belongs to it (T-32).
    """
    found = CaseSheet.objects.filter(
        case__in=set(cases), kind__in=kinds, section__in=vault.within_reach(actor.ring)
    )
    return frozenset(found.values_list("case", flat=True))


def list_readers(actor: staff.Actor, case: str, *, to_seal: bool = False) -> dict[str, frozenset[str]]:
    """Return, for each section the actor holds, the lines of persons and teams that may open it.

    A room that goes on ``to_seal`` something of its own to them keeps the case from being restricted until it has.

    :raises NotHere: no such case for this actor.
    """
    if to_seal:
        Case.objects.select_for_update().filter(ref=case).first()
    held = case_to_read(actor, case)
    recovery = vault.line_of_kind(vault.RECOVERY)
    return {
        kind: frozenset(vault.granted_lines(held.sheets[kind].section) - {recovery})
        for kind in SECTIONS
        if kind in held.sheets
    }


def card_of(actor: staff.Actor, held: HeldCase) -> CaseCard:
    """Return the card of a case whose gate has been passed."""
    row, body = held.row, any_body(actor, held)
    return CaseCard(
        ref=row.ref,
        request=row.request,
        team=row.team,
        alias=body["alias"],
        phase=row.phase,
        level=row.level,
        base_level=row.base_level,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        heard_on=row.heard_on,
        next_step_on=row.next_step_on,
        sections=held.kinds,
        is_restricted=bool(body.get("is_restricted")),
    )


def any_body(actor: staff.Actor, held: HeldCase) -> Mapping[str, Any]:
    """Open one sheet, whichever is held: every one knows the alias and whether the case is restricted."""
    sheet = next(held.sheets[kind] for kind in SECTIONS if kind in held.sheets)
    return vault.read(actor.ring, sheet)


def sheets_of(actor: staff.Actor, held: HeldCase) -> tuple[SheetCard, ...]:
    """Open the sheets that are held, in the order in which sections are shown."""
    bodies = vault.read_many(actor.ring, held.sheets.values())
    return tuple(
        SheetCard(
            ref=sheet.ref,
            case=held.row.ref,
            kind=kind,
            fields={name: bodies[sheet.ref]["fields"].get(name, "") for name in FIELDS[kind]},
            version=sheet.version,
        )
        for kind in SECTIONS
        if (sheet := held.sheets.get(kind)) is not None
    )


def get_sheet(actor: staff.Actor, case: str, kind: str) -> SheetCard:
    """Return one section's sheet, for editing.

    :raises NotHere: no such case for this actor, or a section they do not hold.
    """
    held = case_to_read(actor, case)
    held.section(kind)
    return next(sheet for sheet in sheets_of(actor, held) if sheet.kind == kind)


def assignments_of(held: HeldCase) -> tuple[AssignmentCard, ...]:
    """Return who works on a case now and did before, newest first."""
    rows = _ASSIGNMENTS(case=held.row.ref)
    return tuple(AssignmentCard(row.ref, row.role, row.line, row.from_on, row.until_on) for row in rows)
