"""Forgetting: keys are destroyed first, rows after; the ledger keeps that it happened, and nothing of whom."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.models import (
    Approval,
    Case,
    CaseSheet,
    Consent,
    Entry,
    Person,
    PersonSheet,
    Task,
)
from waystation.sealed.casework.operations.writing import refresh_case
from waystation.sealed.casework.tags import Tag
from waystation.sealed.intake import api as intake


@transaction.atomic
def forget_person(*, person: str, at: datetime, actor: staff.Actor | None = None) -> None:
    """Erase a person: the key of their identity is destroyed, every row about them is deleted; a line stays in the
    ledger. The last one of a case takes the case along. Doing it twice changes nothing.

    One of the house's erasers: it asks no gate, and whoever calls it has decided (two people have).
    What others of the family wrote about them in free text stays with the family.
    """
    row = Person.objects.select_related("identity", "case").filter(ref=person).first()
    if row is None:
        return
    if not Person.objects.filter(case=row.case).exclude(ref=person).exists():
        forget_case(case=row.case_id, at=at, actor=actor)
        return
    gone = [*vault.remove_card(person, "person"), *vault.remove_card(row.case_id, "case")]
    gone += vault.erase_section(row.identity)
    gone += _delete(
        Consent.objects.filter(person=row),
        PersonSheet.objects.filter(person=row),
        *_about(person),
    )
    row.delete()
    row.identity.delete()
    refresh_case(row.case, at.date())
    staff.record(actor, Tag.PERSON_FORGOTTEN, person, at, erased=gone)


@transaction.atomic
def forget_case(*, case: str, at: datetime, actor: staff.Actor | None = None) -> None:
    """Erase a case, everyone in it and the request it came from in the same way; twice changes nothing."""
    row = Case.objects.filter(ref=case).first()
    if row is None:
        return
    persons = list(Person.objects.select_related("identity").filter(case=row))
    sections = [person.identity for person in persons]
    sections += [sheet.section for sheet in CaseSheet.objects.select_related("section").filter(case=row)]
    gone: list[vault.VersionName] = []
    for section in sections:
        gone += vault.erase_section(section)
    gone += _delete(
        Consent.objects.filter(person__case=row),
        PersonSheet.objects.filter(person__case=row),
        Entry.objects.filter(case=row),
        Task.objects.filter(case=row),
        Approval.objects.filter(case=row),
        CaseSheet.objects.filter(case=row),
    )
    row.delete()
    staff.record(actor, Tag.CASE_FORGOTTEN, case, at, erased=gone)
    intake.forget(person=row.request, at=at)


def _about(person: str) -> Iterable[QuerySet[Any]]:
    return (
        Entry.objects.filter(person=person),
        Task.objects.filter(person=person),
        Approval.objects.filter(person=person),
    )


def _delete(*tables: QuerySet[Any]) -> list[vault.VersionName]:
    """Delete sealed rows and return what they were called, as the ledger wants it."""
    gone: list[vault.VersionName] = []
    for rows in tables:
        gone += [row.version_name() for row in rows]
        rows.delete()
    return gone
