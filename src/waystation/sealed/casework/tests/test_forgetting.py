"""Forgetting leaves nothing: no row, no key, no card; the ledger keeps that it happened."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.ledger import api as ledger
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.casework.models import Case, CaseSheet, Person
from waystation.testing.cases import a_case, a_family, head_of
from waystation.testing.cast import renewed


def mentions(*refs: str) -> set[str]:
    """Name every column of every table of the house in which one of these references still stands."""
    found = set()
    for model in apps.get_models():
        # The shelves keep that a subject is gone until its page is bound anew.
        if not model.__module__.startswith("waystation.") or model.__name__ == "ShelfNews":
            continue
        for field in model._meta.concrete_fields:
            named = isinstance(field, models.CharField | models.ForeignKey)
            if named and model.objects.filter(**{f"{field.attname}__in": refs}).exists():
                found.add(f"{model.__name__}.{field.name}")
    return found


def test_a_forgotten_person_leaves_the_family_and_nothing_else(house, at) -> None:
    opened, family = a_family(house, at)
    musa = family["musa"].ref
    casework.open_overlay(actor=house.noor, person=musa, kind="detained", note="At work", at=at)
    casework.add_note(actor=house.noor, case=opened.ref, person=musa, text="His brother called", at=at)
    casework.give_consent(
        actor=house.noor,
        person=musa,
        purpose="travel",
        audiences=["partners"],
        identifiability="named",
        at=at,
    )
    identity = Person.objects.get(ref=musa).identity
    rows = vault_rows(identity)
    casework.forget_person(person=musa, at=at)
    casework.forget_person(person=musa, at=at)
    now = renewed(house)
    assert mentions(musa) == set()
    assert not vault.granted_lines(identity)
    for row in rows:  # a row out of a backup opens no longer
        with pytest.raises(vault.NotGranted):
            vault.read(now.noor.ring, row)
    assert {person.name for person in casework.list_persons(now.noor, opened.ref)} == {
        "Khava",
        "Ramzan",
        "Amina",
        "Ilyas",
    }
    assert casework.search(now.noor, "musa") == []
    assert casework.search(now.noor, "khava")
    assert casework.case(now.noor, opened.ref).level == "high"


def vault_rows(section: vault.Section) -> list[vault.SealedRow]:
    return [
        row
        for model in apps.get_models()
        if issubclass(model, vault.SealedRow)
        for row in model.objects.select_related("section").filter(section=section)
    ]


def test_the_last_one_takes_the_case_and_the_request_along(house, at) -> None:
    opened = a_case(house, at)
    person = head_of(house, opened)
    sections = [
        sheet.section for sheet in CaseSheet.objects.select_related("section").filter(case=opened.ref)
    ]
    casework.forget_person(person=person.ref, at=at)
    now = renewed(house)
    with pytest.raises(NotHere):
        casework.case(now.noor, opened.ref)
    assert mentions(person.ref, opened.ref, opened.request) == set()
    assert not any(vault.granted_lines(section) for section in sections)
    assert casework.count_cases(now.noor, casework.CaseFilter(state="all"), on=at.date()) == 0
    kept = ledger.read_entries(house.lena.ring, tag="case:case:forgotten")
    assert [entry.told.subject for entry in kept.entries] == [opened.ref]
    assert not [str(finding) for finding in ledger.doctor() if finding.is_wrong]


DEEDS = ("note", "task", "step", "consent", "overlay", "mark", "grant", "person", "unit", "hold", "level")


def do(deed: str, house, case: str, person: str, at) -> None:
    actor = house.noor
    match deed:
        case "note":
            casework.add_note(actor=actor, case=case, person=person, text="Seen", at=at)
        case "task":
            casework.add_task(actor=actor, case=case, person=person, text="Look", due_on=at.date(), at=at)
        case "step":
            casework.set_next_step(actor=actor, case=case, text="Next", due_on=at.date(), at=at)
        case "consent":
            given = casework.give_consent(
                actor=actor,
                person=person,
                purpose="shelter",
                audiences=["hosts"],
                identifiability="alias",
                at=at,
            )
            casework.withdraw_consent(actor=actor, consent=given.ref, at=at)
        case "overlay":
            casework.open_overlay(actor=actor, person=person, kind="pursued", note="A car", at=at)
        case "mark":
            casework.place_mark(actor=actor, person=person, kind="bed_held", thing=person, at=at)
        case "grant":
            casework.grant_section(actor=actor, case=case, kind="logistics", line=house.dana.ref, at=at)
        case "person":
            casework.add_person(actor=actor, case=case, role="child", called="Ilyas", at=at)
        case "unit":
            casework.travel_apart(actor=actor, persons=[person], at=at)
        case "level":
            casework.set_level(actor=actor, case=case, level="elevated", reason="Calmer", at=at)
        case _:
            casework.open_overlay(actor=None, person=person, kind="on_hold", at=at)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(DEEDS), min_size=3, max_size=10), whole=st.booleans())
def test_whatever_was_done_forgetting_leaves_nothing(house, at, deeds, whole) -> None:
    opened = a_case(house, at)
    person = head_of(house, opened).ref
    for number, deed in enumerate(deeds):
        do(deed, house, opened.ref, person, at + timedelta(hours=number))
    everyone = [card.ref for card in casework.list_persons(house.noor, opened.ref)]
    if whole:
        casework.forget_case(case=opened.ref, at=at)
    else:
        for each in everyone:
            casework.forget_person(person=each, at=at)
    assert mentions(opened.ref, opened.request, *everyone) == set()
    assert casework.search(renewed(house).noor, opened.alias) == []
    assert not Case.objects.filter(ref=opened.ref).exists()
