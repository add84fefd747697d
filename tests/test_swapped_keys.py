"""Somebody who can write to the database puts keys of their own where ours stood: nothing is ever sealed to them."""

import secrets
from datetime import timedelta

import pytest

from waystation.foundation.kernel.references import new_ref
from waystation.foundation.ledger.models import Entry, Mark, Tip
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.foundation.vault.models import Grant, Holder, KeyWrap
from waystation.sealed.casework import api as casework
from waystation.sealed.casework.models import CaseSheet
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.evacuation.models import CheckIn
from waystation.sealed.intake import api as intake
from waystation.sealed.intake.models import HelpRequest
from waystation.site import rounds
from waystation.testing import cases, journeys
from waystation.testing.cast import renewed


@pytest.fixture
def case(cast, at):
    opened = cases.a_case(cast, at)
    assert found(at) == set()
    return opened


def put(row, **columns) -> None:
    """Write to a row as a thief of the database would, past every operation."""
    type(row)._default_manager.filter(pk=row.pk).update(**columns)


def found(at) -> set[str]:
    """What the doctor finds wrong, by reference; tallies of whole tables have none."""
    return {finding.ref for finding in rounds.go_round(at) if finding.is_wrong} - {""}


def key_of(line) -> Holder:
    return Holder.objects.filter(line=line, is_retired=False).latest("generation")


def sheet(case, kind) -> CaseSheet:
    return CaseSheet.objects.select_related("section").get(case=case.ref, kind=kind)


def test_nothing_is_granted_to_a_key_that_was_swapped_and_the_page_says_why(cast, case, at, desk) -> None:
    theirs, mine = key_of(cast.idris.ref), vault.new_key_pair()
    put(theirs, public=mine.public)
    desk.enter(cast.noor)
    page = desk.post(
        desk.address("casework:readers", case=case.ref),
        {"kind": "story", "line": cast.idris.ref},
        follow=True,
    )
    assert "is not the one that this house made" in page.content.decode()
    with pytest.raises(vault.KeySwapped):
        casework.grant_section(actor=cast.noor, case=case.ref, kind="story", line=cast.idris.ref, at=at)
    assert cast.idris.ref not in vault.granted_lines(sheet(case, "story").section)
    assert found(at) == {theirs.pk}


def test_a_call_for_help_is_not_sealed_to_a_swapped_key_and_stays_on_the_page(cast, at, front) -> None:
    team = key_of(staff.team_line("intake"))
    put(team, public=vault.new_key_pair().public)
    form = {
        "page": "check",
        "go": "send",
        "start": vault.new_entropy().hex(),
        "happening": "They look for me.",
    }
    answer = front.post("/en/ask/", form)
    assert (answer.status_code, HelpRequest.objects.count()) == (503, 0)
    assert "They look for me." in answer.content.decode()
    assert found(at) == {team.pk}


def test_a_cry_for_help_from_the_road_reaches_everybody_else_when_one_key_was_swapped(cast, at) -> None:
    opened, receipt = journeys.a_case_with_words(cast, at)
    casework.grant_section(actor=cast.noor, case=opened.ref, kind="route", line=cast.idris.ref, at=at)
    journey = journeys.a_released_journey(cast, opened.ref, at)
    Holder.objects.create(
        line=cast.idris.ref, kind=vault.PERSON, generation=9, public=vault.new_key_pair().public
    )
    when = at + timedelta(hours=2)
    evacuation.check_in_by_receipt(entropy=receipt.entropy, what="help", text="At the mill", at=when)
    assert "At the mill" in [one.text for one in evacuation.list_reports(cast.noor, journey.ref)]
    assert CheckIn.objects.get(journey=journey.ref).state == "level_3"


def test_a_newer_key_slipped_in_and_an_older_one_put_back_are_refused_or_found(cast, case, at) -> None:
    first = key_of(cast.teams["north"])
    staff.rotate_team(actor=_supervisor_of_north(cast, at), team=cast.teams["north"], at=at)
    assert found(at) == set()
    put(first, is_retired=False)
    put(second := key_of(cast.teams["north"]), is_retired=True)
    with pytest.raises(vault.KeySwapped):
        vault.newest(cast.teams["north"])
    assert found(at) >= {first.pk}
    put(first, is_retired=True, pin=first.pin)
    put(second, is_retired=False)
    Holder.objects.create(
        line=cast.idris.ref, kind=vault.PERSON, generation=9, public=vault.new_key_pair().public
    )
    with pytest.raises(vault.KeySwapped):
        vault.newest(cast.idris.ref)


def _supervisor_of_north(cast, at) -> staff.Actor:
    staff.join_team(actor=cast.ruth, team=cast.teams["north"], member=cast.ruth.ref, at=at)
    staff.do_key_work(actor=cast.noor, at=at)
    return renewed(cast).ruth


def test_a_grant_that_was_written_into_the_table_is_not_carried_on_to_the_next_key(cast, case, at) -> None:
    genuine = Grant.objects.filter(section=sheet(case, "story").section).first()
    forged = Grant.objects.create(
        ref=new_ref(),
        section=genuine.section,
        holder=key_of(cast.dana.ref),
        line=cast.dana.ref,
        generation=genuine.generation,
        epoch=genuine.epoch,
        sealed=bytes(genuine.sealed),
    )
    assert found(at) == {forged.pk}
    casework.withdraw_section(
        actor=cast.noor, case=case.ref, kind="story", line=staff.team_line("legal"), at=at
    )
    row = sheet(case, "story")
    newest = Grant.objects.filter(section=row.section, generation=row.section.generation)
    assert newest.exists()
    assert not newest.filter(line=cast.dana.ref).exists()
    assert not vault.holds(renewed(cast).dana.ring, row.section)


def test_nobody_is_left_out_of_the_next_key_because_theirs_was_swapped(cast, case, at) -> None:
    theirs = key_of(cast.teams["south"])
    casework.grant_section(actor=cast.noor, case=case.ref, kind="story", line=cast.teams["south"], at=at)
    put(theirs, public=vault.new_key_pair().public)
    with pytest.raises(vault.KeySwapped):
        casework.withdraw_section(
            actor=cast.noor, case=case.ref, kind="story", line=staff.team_line("legal"), at=at
        )
    casework.withdraw_section(
        actor=cast.noor, case=case.ref, kind="story", line=cast.teams["south"], at=at
    )  # it may still be taken away
    assert not Grant.objects.filter(section=sheet(case, "story").section, line=cast.teams["south"]).exists()


def test_a_handed_on_key_that_was_written_into_the_table_brings_nobody_the_next_one(cast, case, at) -> None:
    ruth = _supervisor_of_north(cast, at)
    forged = KeyWrap.objects.create(
        ref=new_ref(),
        subject=key_of(cast.teams["north"]),
        keeper=key_of(cast.dana.ref),
        sealed=secrets.token_bytes(64),
    )
    assert found(at) == {forged.pk}
    staff.rotate_team(actor=ruth, team=cast.teams["north"], at=at)
    assert cast.dana.ref not in vault.members(cast.teams["north"])
    assert cast.teams["north"] not in renewed(cast).dana.ring.lines()
    assert cast.noor.ref in vault.members(cast.teams["north"])


def test_keys_from_before_there_were_pins_are_adopted_once_and_no_row_slipped_in_later(cast, at) -> None:
    Holder.objects.update(pin=b"")
    KeyWrap.objects.update(pin=b"")
    assert found(at) > {key_of(cast.noor.ref).pk}
    assert staff.adopt_keys(at=at) == 0  # the ledger knows these keys: somebody took the pins out
    for table in (Mark, Entry, Tip):
        table.objects.all().delete()
    assert staff.adopt_keys(at=at) == Holder.objects.count()
    assert found(at) == set()
    put(slipped := key_of(cast.idris.ref), pin=b"", public=vault.new_key_pair().public)
    assert staff.adopt_keys(at=at) == 0
    assert found(at) == {slipped.pk}


def test_the_key_of_the_twelve_words_is_pinned_too(cast, at) -> None:
    receipt = intake.seal_request(
        answers=cases.ASLAN, entropy=vault.new_entropy(), language="en", attachments=[], at=at
    )
    assert found(at) == set()
    words = key_of(vault.line_of(receipt.entropy))
    put(words, public=vault.new_key_pair().public)
    assert found(at) == {words.pk}
    with pytest.raises(vault.KeySwapped):
        vault.newest(words.line)
