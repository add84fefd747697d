"""Persons: adding them, changing what is known of them, who travels with whom."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, NotHere, Refused, here
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import NOT_HELD, HeldCase, case_to_keep, person_to_change
from waystation.sealed.casework.cards import PersonCard
from waystation.sealed.casework.models import Person, PersonSheet, TravelUnit
from waystation.sealed.casework.operations.moves import apply_move
from waystation.sealed.casework.operations.writing import refresh_case, write_entry
from waystation.sealed.casework.queries.cases import any_body
from waystation.sealed.casework.queries.members import members_of
from waystation.sealed.casework.queries.persons import card_of_person, cards_of, version_of
from waystation.sealed.casework.rules.aliases import FIRST, SECOND, alias_from
from waystation.sealed.casework.rules.persons import IDENTITY, LOGISTICS, ROLES, name_of, spellings
from waystation.sealed.casework.tags import Tag

UNKNOWN_ROLE = _("Choose one of the list.")
ONE_HEAD = _("Somebody else is already the one we speak with.")


@dataclass(frozen=True, repr=False)
class PersonWords:
    """What is written about a person; several lines in a name field are several spellings, kept as they are."""

    role: str = "other"
    is_minor: bool = False
    called: str = ""
    papers: str = ""
    others: str = ""
    born: str = ""
    contacts: str = ""
    languages: str = ""
    needs: str = ""


@transaction.atomic
def add_person(*, actor: staff.Actor, case: str, at: datetime, unit: str = "", **words: Any) -> PersonCard:
    """Add somebody to a case, in the first travel unit unless one is named; a coordinator or supervisor may.

    ``words`` are the fields of :class:`PersonWords`. An alias is invented for them.

    :raises NotHere: no such case for this actor, or no such unit in it.
    :raises Refused: the actor does not steer the case.
    :raises Invalid: an unknown role, or a second head.
    """
    held = case_to_keep(actor, case)
    told = PersonWords(**words)
    _check_role(actor, held, told.role)
    units = TravelUnit.objects.filter(case=held.row)
    joined = here((units.filter(ref=unit) if unit else units.order_by("ref")).first())
    row, rows = place_person(actor, held, joined, told)
    rows.append(write_entry(actor, held, "added", at, person=row.ref))
    staff.record(actor, Tag.PERSON_ADDED, row.ref, at, *rows, case=held.row.ref)
    apply_move(actor, row, held, "triage", at)
    return card_of_person(actor, row)


@transaction.atomic
def change_person(
    *, actor: staff.Actor, person: str, at: datetime, version: str = "", **words: Any
) -> PersonCard:
    """Write anew what is known of a person, for whoever holds identity and logistics; the alias stays.

    ``version`` is that of the page that was read; empty writes over whatever is there.

    :raises NotHere: no such person for this actor.
    :raises Refused: one of the two sections is not held.
    :raises ChangedMeanwhile: somebody else changed the person since.
    :raises Invalid: an unknown role, or a second head.
    """
    row, held = person_to_change(actor, person)
    members = members_of(actor, [row])
    bodies, sheets = members.bodies, members.sheets
    if len(sheets) < len(("identity", "logistics")):
        raise Refused(NOT_HELD)
    if version and version != version_of(sheets, row.ref):
        raise ChangedMeanwhile
    told = PersonWords(**words)
    _check_role(actor, held, told.role, besides=row.ref)
    alias = bodies[row.ref, "identity"]["alias"]
    written: list[vault.SealedRow] = []
    for kind, body in _bodies(alias, told).items():
        if body != bodies[row.ref, kind]:
            vault.write(actor.ring, sheets[row.ref, kind], body)
            written.append(sheets[row.ref, kind])
    written += _place_cards(actor, held, row, told, alias)
    staff.record(actor, Tag.PERSON_CHANGED, row.ref, at, *written, case=held.row.ref)
    return card_of_person(actor, row)


@transaction.atomic
def travel_apart(*, actor: staff.Actor, persons: Iterable[str], at: datetime) -> str:
    """Make these people of one case a travel unit of their own; return its reference.

    :raises NotHere: one of them is not of a case that the actor reads, or they are of different cases.
    :raises Refused: the actor does not steer the case.
    """
    refs = list(persons)
    rows = list(Person.objects.filter(ref__in=refs))
    cases = {row.case_id for row in rows}
    if len(rows) != len(set(refs)) or len(cases) != 1:
        raise NotHere
    held = case_to_keep(actor, cases.pop())
    unit = TravelUnit.objects.create(case=held.row)
    _join(actor, held, refs, unit, at)
    return unit.ref


@transaction.atomic
def travel_together(*, actor: staff.Actor, case: str, at: datetime) -> None:
    """Put everyone of a case into one travel unit again.

    :raises NotHere: no such case for this actor.
    :raises Refused: the actor does not steer the case.
    """
    held = case_to_keep(actor, case)
    unit = here(TravelUnit.objects.filter(case=held.row).order_by("ref").first())
    _join(actor, held, Person.objects.filter(case=held.row).values_list("ref", flat=True), unit, at)


def place_person(
    actor: staff.Actor, held: HeldCase, unit: TravelUnit, words: PersonWords
) -> tuple[Person, list[vault.SealedRow]]:
    """Write a new person's rows and cards, in an identity section of their own that the case's readers hold."""
    readers = vault.granted_lines(held.section("identity"))
    identity = vault.create_section(actor.ring, kind="identity", to=readers)
    row = Person.objects.create(case=held.row, unit=unit, identity=identity, phase="requested")
    alias = alias_from(secrets.randbelow(len(FIRST)), secrets.randbelow(len(SECOND)))
    rows: list[vault.SealedRow] = []
    for kind, body in _bodies(alias, words).items():
        section = identity if kind == "identity" else held.section("logistics")
        sheet = PersonSheet(person=row, kind=kind, section=section)
        vault.write(actor.ring, sheet, body)
        rows.append(sheet)
    return row, [*rows, *_place_cards(actor, held, row, words, alias)]


def place_case_card(actor: staff.Actor, held: HeldCase, name: str = "") -> vault.SealedRow:
    """Lay the case's card on the shelves of those who hold its identity section."""
    alias = any_body(actor, held)["alias"]
    return vault.place_card(
        actor.ring,
        section=held.section("identity"),
        subject=held.row.ref,
        kind="case",
        card={"alias": alias, "name": name},
        terms=f"{alias} {held.row.ref}",
    )


def _place_cards(
    actor: staff.Actor, held: HeldCase, row: Person, words: PersonWords, alias: str
) -> list[vault.SealedRow]:
    known = asdict(words)
    name = name_of(known)
    card: vault.SealedRow = vault.place_card(
        actor.ring,
        section=row.identity,
        subject=row.ref,
        kind="person",
        card={"case": held.row.ref, "alias": alias, "name": name},
        terms=" ".join([*spellings(known), alias]),
    )
    return [card, place_case_card(actor, held, name)] if words.role == "head" else [card]


def _bodies(alias: str, words: PersonWords) -> dict[str, dict[str, Any]]:
    """Split what was written by section; both know alias, role and whether it is a child, which rules ask for."""
    told = asdict(words)
    common = {"alias": alias, "role": words.role, "is_minor": words.is_minor}
    return {
        "identity": {**common, **{name: told[name] for name in IDENTITY}},
        "logistics": {**common, **{name: told[name] for name in LOGISTICS}},
    }


def _check_role(actor: staff.Actor, held: HeldCase, role: str, *, besides: str = "") -> None:
    if role not in ROLES:
        raise Invalid(role=UNKNOWN_ROLE)
    others = Person.objects.filter(case=held.row).exclude(ref=besides)
    if role == "head" and any(card.head for card in cards_of(actor, others)):
        raise Invalid(role=ONE_HEAD)


def _join(actor: staff.Actor, held: HeldCase, persons: Iterable[str], unit: TravelUnit, at: datetime) -> None:
    listed = list(persons)
    Person.objects.filter(ref__in=listed).update(unit=unit)
    TravelUnit.objects.filter(case=held.row).exclude(
        ref__in=Person.objects.filter(case=held.row).values("unit")
    ).delete()
    entry = write_entry(actor, held, "unit", at)
    staff.record(actor, Tag.UNIT_CHANGED, held.row.ref, at, entry, persons=listed)
    refresh_case(held.row, at.date())
