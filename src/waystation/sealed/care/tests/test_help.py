"""Medical and psychological help: with consent, to the medical team alone, and back out again."""

from datetime import timedelta

import pytest

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.vault import api as vault
from waystation.sealed.care import api as care
from waystation.sealed.care.models import Appointment, ClosedNote, Referral
from waystation.sealed.casework import api as casework
from waystation.testing.cases import a_case, head_of
from waystation.testing.cast import renewed


def consent(cast, person, at):
    casework.give_consent(
        actor=cast.noor,
        person=person.ref,
        purpose="medical_help",
        audiences=["doctors"],
        identifiability="alias",
        at=at,
    )


def a_referral(cast, person, at, text="Cannot sleep; speaks Chechen and Russian"):
    return care.draft_referral(
        actor=cast.noor, person=person.ref, kind="psychological", urgency="soon", text=text, at=at
    )


def test_a_referral_from_a_case_kept_to_a_few_tells_nobody_else(house, at) -> None:
    aslan = head_of(house, a_case(house, at, only=(house.noor.ref, house.ruth.ref)))
    made = a_referral(house, aslan, at)
    now = renewed(house)
    assert care.get_referral(now.ruth, made.ref, at).text == made.text
    with pytest.raises(NotHere):
        care.get_referral(now.olga, made.ref, at)


@pytest.fixture
def sent(house, at):
    """Aslan agreed, and Noor sent him to the medical team."""
    aslan = head_of(house, a_case(house, at))
    consent(house, aslan, at)
    referral = a_referral(house, aslan, at)
    for move in ("check_consent", "send"):
        care.move_referral(actor=house.noor, referral=referral.ref, move=move, at=at)
    return aslan, referral


def test_nothing_is_sent_without_the_persons_consent(house, at) -> None:
    aslan = head_of(house, a_case(house, at))
    referral = a_referral(house, aslan, at)
    with pytest.raises(Refused, match="not agreed"):
        care.move_referral(actor=house.noor, referral=referral.ref, move="check_consent", at=at)
    consent(house, aslan, at)
    assert care.move_referral(actor=house.noor, referral=referral.ref, move="check_consent", at=at).state
    (given,) = [one for one in casework.list_consents(house.noor, aslan.ref) if one.purpose == "medical_help"]
    casework.withdraw_consent(actor=house.noor, consent=given.ref, at=at)
    with pytest.raises(Refused, match="no longer agrees"):
        care.move_referral(actor=house.noor, referral=referral.ref, move="send", at=at)
    assert care.list_referrals(renewed(house).mira, at, states=care.OPEN_REFERRALS) == []


def test_the_medical_team_reads_a_referral_from_the_moment_it_is_sent(house, at) -> None:
    aslan = head_of(house, a_case(house, at))
    referral = a_referral(house, aslan, at)
    row = Referral.objects.select_related("section").get(ref=referral.ref)
    for reader in (renewed(house).mira, renewed(house).karim, renewed(house).idris, renewed(house).vera):
        with pytest.raises(vault.NotGranted):
            vault.read(reader.ring, row)
        with pytest.raises(NotHere):
            care.get_referral(reader, referral.ref, at)
    consent(house, aslan, at)
    for move in ("check_consent", "send"):
        care.move_referral(actor=house.noor, referral=referral.ref, move=move, at=at)
    mira = renewed(house).mira
    (found,) = care.today(mira, at).referrals
    assert (found.alias, found.text) == (aslan.alias, "Cannot sleep; speaks Chechen and Russian")
    assert casework.person(mira, aslan.ref).name is None


def test_what_mira_writes_nobody_else_can_open(house, sent, at) -> None:
    aslan, referral = sent
    mira = renewed(house).mira
    care.move_referral(actor=mira, referral=referral.ref, move="accept", answer="Tuesday at four", at=at)
    care.write_note(actor=mira, person=aslan.ref, text="Three nights without sleep", at=at)
    care.plan_appointment(
        actor=mira, person=aslan.ref, starts_at=at + timedelta(days=2), place="Room 3", note="", at=at
    )
    page = care.open_help(actor=renewed(house).mira, person=aslan.ref, at=at)
    assert [note.text for note in page.notes] == ["Three nights without sleep"]
    for row in (
        ClosedNote.objects.select_related("section").get(),
        Appointment.objects.select_related("section").get(),
    ):
        now = renewed(house)
        for reader in (now.noor, now.ruth, now.olga, now.karim, now.tomas, now.idris, now.dana, now.vera):
            with pytest.raises(vault.NotGranted):
                vault.read(reader.ring, row)
    for reader in (house.noor, house.ruth, house.idris, house.dana):
        with pytest.raises(NotHere):
            care.open_help(actor=reader, person=aslan.ref, at=at)
        with pytest.raises(NotHere):
            care.write_note(actor=reader, person=aslan.ref, text="x", at=at)
    assert care.get_referral(house.noor, referral.ref, at).answer == "Tuesday at four"


def test_the_medical_team_opens_nobody_who_was_not_referred_to_it(house, at) -> None:
    aslan = head_of(house, a_case(house, at))
    a_referral(house, aslan, at)
    mira = renewed(house).mira
    with pytest.raises(NotHere):
        care.open_help(actor=mira, person=aslan.ref, at=at)
    with pytest.raises(NotHere):
        care.write_note(actor=mira, person=aslan.ref, text="x", at=at)


def test_a_referral_taken_back_is_closed_to_the_medical_team(house, sent, at) -> None:
    _aslan, referral = sent
    care.move_referral(actor=house.noor, referral=referral.ref, move="revoke", at=at)
    mira = renewed(house).mira
    with pytest.raises(NotHere):
        care.get_referral(mira, referral.ref, at)
    with pytest.raises(vault.NotGranted):
        vault.read(mira.ring, Referral.objects.select_related("section").get(ref=referral.ref))
    assert not care.today(mira, at)


def test_a_refusal_says_why_and_reaches_the_coordinator(house, sent, at) -> None:
    _aslan, referral = sent
    mira = renewed(house).mira
    with pytest.raises(Refused, match="Say why"):
        care.move_referral(actor=mira, referral=referral.ref, move="reject", at=at)
    care.move_referral(actor=mira, referral=referral.ref, move="reject", answer="No Chechen here", at=at)
    assert care.get_referral(renewed(house).noor, referral.ref, at).answer == "No Chechen here"


def test_a_meeting_is_said_to_have_happened_only_after_its_time(house, sent, at) -> None:
    aslan, _referral = sent
    mira = renewed(house).mira
    with pytest.raises(Invalid):
        care.plan_appointment(actor=mira, person=aslan.ref, starts_at=at, place="", note="", at=at)
    soon = at + timedelta(hours=3)
    meeting = care.plan_appointment(actor=mira, person=aslan.ref, starts_at=soon, place="", note="", at=at)
    assert [one.ref for one in care.today(mira, at).appointments] == [meeting.ref]
    with pytest.raises(Refused):
        care.move_appointment(actor=mira, appointment=meeting.ref, move="miss", at=at)
    assert care.move_appointment(actor=mira, appointment=meeting.ref, move="miss", at=soon).state == "missed"
    with pytest.raises(NotHere):
        care.move_appointment(actor=house.noor, appointment=meeting.ref, move="cancel", at=at)
