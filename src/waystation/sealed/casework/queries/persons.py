"""Persons of a case, each as far as the reader may know them."""

from collections.abc import Iterable, Mapping
from datetime import date

from waystation.foundation.staff import api as staff
from waystation.sealed.casework.access import HeldCase, case_to_read, person_to_read
from waystation.sealed.casework.cards import CheckCard, PersonCard, PersonSheetCard
from waystation.sealed.casework.models import Case, Person, PersonSheet, PhaseMove
from waystation.sealed.casework.queries.consents import consents_of
from waystation.sealed.casework.queries.facts import Facts, facts_of_all, has_owner, offers_of
from waystation.sealed.casework.queries.members import SheetKey, members_of, members_of_case
from waystation.sealed.casework.rules.marks import CHECKLIST, FOR_CHILDREN, MARKS
from waystation.sealed.casework.rules.persons import IDENTITY, LOGISTICS, spellings
from waystation.sealed.casework.rules.scripts import script_of


def person(actor: staff.Actor, ref: str) -> PersonCard:
    """Return a person to whoever holds a section of their case.

    :raises NotHere: no such person for this actor.
    """
    row, _held = person_to_read(actor, ref)
    return card_of_person(actor, row)


def find_persons(actor: staff.Actor, refs: Iterable[str]) -> list[PersonCard]:
    """Return those of these persons, of whichever case, whom the actor may know of; the others are left out."""
    rows = Person.objects.filter(ref__in=set(refs), case__in=Case.objects.within_reach(actor.ring))
    return cards_of(actor, rows)


def list_persons(actor: staff.Actor, case: str) -> list[PersonCard]:
    """List everyone of a case, the one we speak with first.

    :raises NotHere: no such case for this actor.
    """
    return persons_of(actor, case_to_read(actor, case))


def persons_of(actor: staff.Actor, held: HeldCase) -> list[PersonCard]:
    """List everyone of a case whose gate has been passed."""
    return members_of_case(actor, held).cards()


def cards_of(actor: staff.Actor, rows: Iterable[Person]) -> list[PersonCard]:
    """Return cards of persons whose gate has been passed."""
    return members_of(actor, rows).cards()


def card_of_person(actor: staff.Actor, row: Person) -> PersonCard:
    """Return the card of one person whose gate has been passed."""
    return cards_of(actor, [row])[0]


def person_sheet(actor: staff.Actor, ref: str, on: date) -> PersonSheetCard:
    """Return everything the actor holds about a person, with the moves that are open on that day.

    :raises NotHere: no such person for this actor.
    """
    row, held = person_to_read(actor, ref)
    members = members_of(actor, [row])
    identity, logistics = members.bodies.get((ref, "identity")), members.bodies.get((ref, "logistics"))
    consents = consents_of(actor, [ref])
    facts = facts_of_all(held, members, consents, on, has_owner=has_owner(held))[ref]
    offers, asks = offers_of(actor, facts)
    return PersonSheetCard(
        ref=ref,
        person=members.cards()[0],
        identity=None if identity is None else {name: identity.get(name, "") for name in IDENTITY},
        logistics=None if logistics is None else {name: logistics.get(name, "") for name in LOGISTICS},
        scripts={name: script_of(name) for name in spellings(identity or {})},
        version=version_of(members.sheets, ref),
        marks=facts["marks"],
        checklist=_checklist(actor, facts),
        overlays=members.overlay_cards(),
        consents=None if identity is None else consents.get(ref, ()),
        offers=offers,
        asks=asks,
    )


def version_of(sheets: Mapping[SheetKey, PersonSheet], ref: str) -> str:
    """Name what was read of a person, so that an edit can tell whether somebody was quicker."""
    return ".".join(
        str(sheets[ref, kind].version) if (ref, kind) in sheets else "-" for kind in ("identity", "logistics")
    )


def walked_by(held: HeldCase) -> dict[str, frozenset[str]]:
    """Return the phases each person of a case has been in."""
    walked: dict[str, set[str]] = {}
    moves = PhaseMove.objects.filter(person__case=held.row).values_list("person", "source", "target")
    for person, source, target in moves:
        walked.setdefault(person, set()).update((source, target))
    return {person: frozenset(phases) for person, phases in walked.items()}


def _checklist(actor: staff.Actor, facts: Facts) -> tuple[CheckCard, ...]:
    """List what can be set by hand, and whatever is true already; what does not concern them is left out."""
    placed = facts["marks"]
    needed = set(CHECKLIST)
    if not facts["is_minor"]:
        needed -= FOR_CHILDREN
    if "pursued" not in facts["overlays"]:
        needed -= {"crossing_cleared"}
    return tuple(
        CheckCard(kind, mark.label, kind in placed, bool(CHECKLIST.get(kind, frozenset()) & actor.roles))
        for kind, mark in MARKS.items()
        if kind in needed or kind in placed
    )
