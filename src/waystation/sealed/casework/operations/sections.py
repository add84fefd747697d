"""Sections: opening and changing them, who may read them, and keeping a case to a few named people."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import (
    NOT_HELD,
    HeldCase,
    case_to_change,
    case_to_keep,
    case_to_read,
    same_version,
)
from waystation.sealed.casework.cards import CaseFile, PersonSheetCard, SheetCard
from waystation.sealed.casework.models import CaseSheet, Person
from waystation.sealed.casework.operations.writing import follow_readers, write_entry
from waystation.sealed.casework.queries.cases import any_body, assignments_of, card_of, sheets_of
from waystation.sealed.casework.queries.consents import consents_of
from waystation.sealed.casework.queries.facts import facts_of_all, offers_of
from waystation.sealed.casework.queries.members import members_of_case
from waystation.sealed.casework.queries.persons import person_sheet, walked_by
from waystation.sealed.casework.queries.work import approvals_of, tasks_of, timeline_of
from waystation.sealed.casework.rules.sections import FIELDS
from waystation.sealed.casework.tags import Tag
from waystation.sealed.intake import api as intake

ONLY_LOGISTICS = _("Hosts and escorts may be given logistics only.")
NAMED_ONLY = _("This case is kept to named people: no team can be given a section.")
LAST_READER = _("Then nobody could read this section any longer.")
NOT_ALL_HELD = _("You must hold every section to keep a case to named people: ask for the ones you lack.")
ONLY_OUTSIDE = _("Name at least one coordinator or supervisor.")
_OUTSIDE_MAY_HOLD = "logistics"


@transaction.atomic
def open_case_file(*, actor: staff.Actor, case: str, at: datetime) -> CaseFile:
    """Open what the actor holds of a case; writes one ledger entry that says which sections were opened.

    :raises NotHere: no such case for this actor.
    """
    held = case_to_read(actor, case)
    members, assignments = members_of_case(actor, held), assignments_of(held)
    consents = consents_of(actor, members.refs)
    has_owner = any(each.role == "coordinator" and each.until_on is None for each in assignments)
    facts = facts_of_all(held, members, consents, at.date(), has_owner=has_owner)
    file = CaseFile(
        ref=case,
        case=card_of(actor, held),
        persons=tuple(members.cards()),
        sheets=sheets_of(actor, held),
        overlays=members.overlay_cards(),
        assignments=assignments,
        walked=walked_by(held),
        offers={ref: offers_of(actor, about) for ref, about in facts.items()},
        tasks=tuple(tasks_of(actor, held)),
        approvals=tuple(card for card in approvals_of(actor, held) if card.state == "asked"),
        consents=consents,
        timeline=timeline_of(actor, held, members.rows),
    )
    staff.record(actor, Tag.SECTIONS_OPENED, case, at, sections=sorted(held.kinds))
    return file


@transaction.atomic
def open_person(*, actor: staff.Actor, person: str, at: datetime) -> PersonSheetCard:
    """Open what the actor holds about a person; writes one ledger entry.

    :raises NotHere: no such person for this actor.
    """
    sheet = person_sheet(actor, person, at.date())
    opened = [kind for kind in ("identity", "logistics") if getattr(sheet, kind) is not None]
    staff.record(actor, Tag.SECTIONS_OPENED, person, at, sections=opened)
    return sheet


@transaction.atomic
def change_section(
    *,
    actor: staff.Actor,
    case: str,
    kind: str,
    fields: Mapping[str, str],
    at: datetime,
    version: int | None = None,
) -> SheetCard:
    """Write a section's sheet anew, for whoever holds it and works in the office.

    :raises NotHere: no such case for this actor, or a section they do not hold.
    :raises Refused: hosts and escorts read, they do not write here.
    :raises ChangedMeanwhile: somebody else changed it since it was read.
    """
    held = case_to_change(actor, case)
    held.section(kind)
    if not actor.roles - staff.OUTSIDE:
        raise Refused(NOT_HELD)
    sheet = held.sheets[kind]
    same_version(sheet, version)
    body = vault.read(actor.ring, sheet)
    written = {name: fields.get(name, body["fields"].get(name, "")) for name in FIELDS[kind]}
    vault.write(actor.ring, sheet, {**body, "fields": written})
    staff.record(actor, Tag.SECTION_CHANGED, case, at, sheet, kind=kind)
    return next(card for card in sheets_of(actor, held) if card.kind == kind)


@transaction.atomic
def grant_section(*, actor: staff.Actor, case: str, kind: str, line: str, at: datetime) -> None:
    """Let a colleague or a team read one section; whoever holds it and works in the office may.

    :raises NotHere: no such case for this actor, or a section they do not hold.
    :raises Refused: a host or escort is given more than logistics, or a team a case kept to named people.
    """
    held = case_to_change(actor, case)
    held.section(kind)
    if not actor.roles - staff.OUTSIDE:
        raise Refused(NOT_HELD)
    _check_reader(actor, held, kind, line)
    for section in _sections(held, kind):
        vault.grant(actor.ring, section, to=line)
    follow_readers(actor, held.row, at)
    entry = write_entry(actor, held, "granted", at, section=held.section(kind), section_kind=kind, line=line)
    staff.record(actor, Tag.SECTION_GRANTED, case, at, entry, kind=kind, line=line)


@transaction.atomic
def withdraw_section(*, actor: staff.Actor, case: str, kind: str, line: str, at: datetime) -> None:
    """Take a section back from a colleague or team: the key rotates, what is written after is closed to them.

    :raises NotHere: no such case for this actor, or a section they do not hold.
    :raises Refused: nobody would be left to read it.
    """
    held = case_to_change(actor, case)
    held.section(kind)
    if not actor.roles - staff.OUTSIDE:
        raise Refused(NOT_HELD)
    for section in _sections(held, kind):
        _withdraw(actor, section, line)
    follow_readers(actor, held.row, at)
    entry = write_entry(
        actor, held, "withdrawn", at, section=held.section(kind), section_kind=kind, line=line
    )
    staff.record(actor, Tag.SECTION_WITHDRAWN, case, at, entry, kind=kind, line=line)


@transaction.atomic
def restrict_case(*, actor: staff.Actor, case: str, people: Collection[str], at: datetime) -> None:
    """Keep a case to named people: every team's grant is taken away, and it vanishes from their lists and searches.

    A coordinator or supervisor who holds every section may; they stay among the named themselves.

    :raises NotHere: no such case for this actor.
    :raises Refused: the actor does not steer the case, or lacks a section that others would keep.
    """
    held = case_to_keep(actor, case)
    if len(held.sheets) < CaseSheet.objects.filter(case=held.row).count():
        raise Refused(NOT_ALL_HELD)
    named = {actor.ref, *people}
    if any(not staff.roles_of(line) - staff.OUTSIDE for line in named):
        raise Refused(ONLY_OUTSIDE)
    sections = [section for kind in held.sheets for section in _sections(held, kind)]
    for section in sections:
        vault.set_readers(actor.ring, section, named)
    intake.keep_to(actor=actor, request=held.row.request, people=named, at=at)
    follow_readers(actor, held.row, at)
    for sheet in held.sheets.values():
        sheet.section.refresh_from_db()
        vault.write(actor.ring, sheet, {**vault.read(actor.ring, sheet), "is_restricted": True})
    entry = write_entry(actor, held, "restricted", at)
    staff.record(actor, Tag.CASE_RESTRICTED, case, at, *held.sheets.values(), entry, named=sorted(named))


def _check_reader(actor: staff.Actor, held: HeldCase, kind: str, line: str) -> None:
    roles = staff.roles_of(line)
    if roles and roles <= staff.OUTSIDE and kind != _OUTSIDE_MAY_HOLD:
        raise Refused(ONLY_LOGISTICS)
    if not roles and any_body(actor, held).get("is_restricted"):
        raise Refused(NAMED_ONLY)


def _sections(held: HeldCase, kind: str) -> list[vault.Section]:
    """Return the case's section of a kind, and the persons' own ones where it is their identity."""
    persons = Person.objects.select_related("identity").filter(case=held.row) if kind == "identity" else []
    return [held.section(kind), *(person.identity for person in persons)]


def _withdraw(actor: staff.Actor, section: vault.Section, line: str) -> None:
    try:
        vault.withdraw(actor.ring, section, line)
    except vault.LastGrant:
        raise Refused(LAST_READER) from None
