"""Persons of a case, each as far as the reader may know them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import HeldCase, case_to_read, person_to_read
from waystation.sealed.casework.cards import CheckCard, OverlayCard, PersonCard, PersonSheetCard
from waystation.sealed.casework.models import Overlay, Person, PersonSheet, PhaseMove
from waystation.sealed.casework.queries.consents import consent_cards
from waystation.sealed.casework.queries.facts import facts_of, offers_of
from waystation.sealed.casework.rules.marks import CHECKLIST, MARKS
from waystation.sealed.casework.rules.persons import IDENTITY, LOGISTICS, ROLES, name_of, spellings
from waystation.sealed.casework.rules.scripts import script_of

SheetKey = tuple[str, str]
Bodies = Mapping[SheetKey, Mapping[str, Any]]


def person(actor: staff.Actor, ref: str) -> PersonCard:
    """Return a person to whoever holds a section of their case.

    :raises NotHere: no such person for this actor.
    """
    row, _held = person_to_read(actor, ref)
    return cards_of(actor, [row])[0]


def list_persons(actor: staff.Actor, case: str) -> list[PersonCard]:
    """List everyone of a case, the one we speak with first.

    :raises NotHere: no such case for this actor.
    """
    return persons_of(actor, case_to_read(actor, case))


def persons_of(actor: staff.Actor, held: HeldCase) -> list[PersonCard]:
    """List everyone of a case whose gate has been passed."""
    return cards_of(actor, Person.objects.filter(case=held.row))


def cards_of(actor: staff.Actor, rows: Iterable[Person]) -> list[PersonCard]:
    """Return cards of persons whose gate has been passed."""
    listed = list(rows)
    bodies, _sheets = open_sheets(actor, listed)
    overlays: dict[str, list[str]] = {}
    for found in Overlay.objects.filter(person__in=listed, closed_on=None).order_by("opened_on", "kind"):
        overlays.setdefault(found.person_id, []).append(found.kind)
    cards = [_card(row, bodies, tuple(overlays.get(row.ref, ()))) for row in listed]
    order = list(ROLES)
    return sorted(cards, key=lambda card: (order.index(card.role), card.alias, card.ref))


def open_sheets(
    actor: staff.Actor, rows: Iterable[Person]
) -> tuple[dict[SheetKey, dict[str, Any]], dict[SheetKey, PersonSheet]]:
    """Open the sheets of these persons that are held: by person and kind, with the rows they came from."""
    found = PersonSheet.objects.select_related("section").filter(person__in=list(rows))
    opened = vault.read_held(actor.ring, found)
    return (
        {(sheet.person_id, sheet.kind): body for sheet, body in opened},
        {(sheet.person_id, sheet.kind): sheet for sheet, _body in opened},
    )


def person_sheet(actor: staff.Actor, ref: str, on: date) -> PersonSheetCard:
    """Return everything the actor holds about a person, with the moves that are open on that day.

    :raises NotHere: no such person for this actor.
    """
    row, held = person_to_read(actor, ref)
    bodies, sheets = open_sheets(actor, [row])
    identity, logistics = bodies.get((ref, "identity")), bodies.get((ref, "logistics"))
    facts = facts_of(actor, row, held, on)
    offers, asks = offers_of(actor, row, facts)
    return PersonSheetCard(
        ref=ref,
        person=_card(row, bodies, tuple(sorted(facts["overlays"]))),
        identity=None if identity is None else {name: identity.get(name, "") for name in IDENTITY},
        logistics=None if logistics is None else {name: logistics.get(name, "") for name in LOGISTICS},
        scripts={name: script_of(name) for name in spellings(identity or {})},
        version=version_of(sheets, ref),
        marks=facts["marks"],
        checklist=_checklist(actor, facts["marks"]),
        overlays=overlays_of([row]),
        consents=None if identity is None else tuple(consent_cards(actor, row)),
        offers=tuple(offers),
        asks=tuple(asks),
    )


def version_of(sheets: Mapping[SheetKey, PersonSheet], ref: str) -> str:
    """Name what was read of a person, so that an edit can tell whether somebody was quicker."""
    return ".".join(
        str(sheets[ref, kind].version) if (ref, kind) in sheets else "-" for kind in ("identity", "logistics")
    )


def overlays_of(rows: Iterable[Person]) -> tuple[OverlayCard, ...]:
    """Return the open overlays of these persons."""
    found = Overlay.objects.filter(person__in=list(rows), closed_on=None).order_by("due_on", "kind")
    return tuple(
        OverlayCard(row.ref, row.person_id, row.kind, row.opened_on, row.due_on, row.owner) for row in found
    )


def walked_by(held: HeldCase) -> dict[str, frozenset[str]]:
    """Return the phases each person of a case has been in."""
    walked: dict[str, set[str]] = {}
    moves = PhaseMove.objects.filter(person__case=held.row).values_list("person", "source", "target")
    for person, source, target in moves:
        walked.setdefault(person, set()).update((source, target))
    return {person: frozenset(phases) for person, phases in walked.items()}


def _checklist(actor: staff.Actor, marks: frozenset[str]) -> tuple[CheckCard, ...]:
    return tuple(
        CheckCard(kind, mark.label, kind in marks, bool(CHECKLIST.get(kind, frozenset()) & actor.roles))
        for kind, mark in MARKS.items()
        if kind in CHECKLIST or kind in marks
    )


def _card(row: Person, bodies: Bodies, overlays: tuple[str, ...]) -> PersonCard:
    identity = bodies.get((row.ref, "identity"))
    known = identity or bodies.get((row.ref, "logistics")) or {}
    return PersonCard(
        ref=row.ref,
        case=row.case_id,
        unit=row.unit_id,
        alias=known.get("alias", ""),
        name=None if identity is None else name_of(identity),
        phase=row.phase,
        end_reason=row.end_reason,
        overlays=overlays,
        is_minor=known.get("is_minor"),
        role=known.get("role", "other"),
    )
