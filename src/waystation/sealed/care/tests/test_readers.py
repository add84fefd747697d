"""Whoever is given or loses a case is given or loses the referrals that were written in it."""

import pytest
from django.test import override_settings

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.vault import api as vault
from waystation.sealed.care import api as care
from waystation.sealed.care.models import Referral
from waystation.sealed.casework import api as casework
from waystation.testing.cases import a_case, head_of
from waystation.testing.cast import renewed


@pytest.fixture
def referred(house, at):
    """Malika's case, and a referral that the medical team has taken on."""
    case = a_case(house, at, called="Malika")
    person = head_of(house, case).ref
    casework.give_consent(
        actor=house.noor,
        person=person,
        purpose="medical_help",
        audiences=["doctors"],
        identifiability="alias",
        at=at,
    )
    drafted = care.draft_referral(
        actor=house.noor, person=person, kind="medical", urgency="now", text="Old fractures", at=at
    )
    for move in ("check_consent", "send"):
        care.move_referral(actor=house.noor, referral=drafted.ref, move=move, at=at)
    care.move_referral(actor=house.mira, referral=drafted.ref, move="accept", answer="At four", at=at)
    casework.grant_section(actor=house.mira, case=case.ref, kind="medical", line=house.noor.ref, at=at)
    return case, drafted.ref


def restrict(house, case, at):
    casework.restrict_case(actor=house.noor, case=case.ref, people=[house.ruth.ref], at=at)


def is_closed_to(actor, case, referral, at) -> bool:
    with pytest.raises(NotHere):
        care.get_referral(actor, referral, at)
    listed = care.list_referrals(actor, at, states=care.OPEN_REFERRALS)
    return referral not in {card.ref for card in listed}


def test_restricting_a_case_takes_its_referrals_from_everyone_but_those_named(house, referred, at) -> None:
    case, referral = referred
    restrict(house, case, at)
    section = Referral.objects.select_related("section").get(ref=referral).section
    named = {house.noor.ref, house.ruth.ref, vault.line_of_kind(vault.RECOVERY)}
    assert vault.granted_lines(section) == named
    now = renewed(house)
    assert all(is_closed_to(actor, case, referral, at) for actor in (now.mira, now.olga, now.tomas))
    assert care.get_referral(now.ruth, referral, at).text == "Old fractures"


def test_the_medical_team_keeps_what_it_was_told_while_it_keeps_the_case(house, referred, at) -> None:
    case, referral = referred
    casework.grant_section(actor=house.noor, case=case.ref, kind="route", line=house.idris.ref, at=at)
    now = renewed(house)
    assert care.get_referral(now.mira, referral, at)
    assert care.get_referral(now.idris, referral, at)
    casework.withdraw_section(actor=house.noor, case=case.ref, kind="route", line=house.idris.ref, at=at)
    assert is_closed_to(renewed(house).idris, case, referral, at)


@override_settings(AFTER_READERS=[])
def test_a_key_that_was_left_behind_opens_no_referral(house, referred, at) -> None:
    case, referral = referred
    restrict(house, case, at)
    now = renewed(house)
    assert all(is_closed_to(actor, case, referral, at) for actor in (now.mira, now.olga))
