"""Whoever is given or loses a case is given or loses its journeys with it: check-ins, what was said, briefs."""

from datetime import timedelta

import pytest
from django.test import override_settings

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.outbox.models import Job
from waystation.foundation.vault import api as vault
from waystation.foundation.vault.models import Holder
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.evacuation.models import Brief, CheckIn, Journey, Report, Watch
from waystation.testing.cast import renewed
from waystation.testing.journeys import a_case_with_words, a_released_journey, work_until


@pytest.fixture
def way(house, at):
    """Aslan's case, his words, and a released journey on which he said that he is safe."""
    case, receipt = a_case_with_words(house, at)
    journey = a_released_journey(house, case.ref, at)
    evacuation.check_in_by_receipt(entropy=receipt.entropy, what="safe", text="Here", at=at)
    casework.grant_section(actor=house.mira, case=case.ref, kind="medical", line=house.noor.ref, at=at)
    return case, receipt.entropy, journey


def own_sections(journey):
    rows = [
        row
        for model in (Watch, CheckIn, Report, Brief)
        for row in model.objects.select_related("section").filter(journey=journey.ref)
    ]
    return {row.section_id: row.section for row in rows if row.section.kind != "route"}.values()


def readers_of(journey):
    return {line for section in own_sections(journey) for line in vault.granted_lines(section)}


def test_restricting_a_case_takes_its_journeys_from_everyone_but_those_named(house, way, at) -> None:
    case, entropy, journey = way
    knew = renewed(house).karim
    assert evacuation.list_due(knew, at, within=timedelta(hours=3))
    assert vault.held(knew.ring, own_sections(journey))
    casework.restrict_case(actor=house.noor, case=case.ref, people=[house.ruth.ref], at=at)

    kept = {house.noor.ref, house.ruth.ref, house.pavel.ref, vault.line_of(entropy)}
    assert readers_of(journey) == kept | {vault.line_of_kind(vault.RECOVERY)}
    now, check = renewed(house), journey.check_ins[0].ref
    for left_out in (now.karim, now.olga, now.tomas):
        assert evacuation.list_due(left_out, at, within=timedelta(hours=3)) == []
        with pytest.raises(NotHere):
            evacuation.move_check_in(actor=left_out, check_in=check, move="alarm", at=at)
    assert evacuation.list_due(now.ruth, at, within=timedelta(hours=3))
    assert "Here" in {report.text for report in evacuation.list_reports(now.ruth, journey.ref)}
    assert evacuation.get_errand(now.pavel, journey.ref)


def test_what_is_said_after_the_restriction_is_sealed_under_keys_the_others_never_had(house, way, at) -> None:
    case, entropy, journey = way
    knew = renewed(house).karim
    vault.held(knew.ring, own_sections(journey))
    casework.restrict_case(actor=house.noor, case=case.ref, people=[house.ruth.ref], at=at)
    later = at + timedelta(hours=2)
    evacuation.check_in_by_receipt(entropy=entropy, what="late", text="Under the bridge", at=later)
    check = CheckIn.objects.select_related("section").get(journey=journey.ref)
    assert vault.read(renewed(house).noor.ring, check)
    with pytest.raises(vault.NotGranted):
        vault.read(knew.ring, check)
    told = evacuation.list_reports(renewed(house).noor, journey.ref)
    assert {"Here", "Under the bridge"} <= {report.text for report in told}
    assert not {house.teams["legal"], house.teams["supervisors"]} & readers_of(journey)


def test_whoever_is_given_the_way_watches_and_whoever_loses_it_does_not(house, way, at) -> None:
    case, _entropy, _journey = way
    idris = house.idris.ref
    casework.grant_section(actor=house.noor, case=case.ref, kind="route", line=idris, at=at)
    assert evacuation.list_due(renewed(house).idris, at, within=timedelta(hours=3))
    casework.withdraw_section(actor=house.noor, case=case.ref, kind="route", line=idris, at=at)
    assert evacuation.list_due(renewed(house).idris, at, within=timedelta(hours=3)) == []
    casework.withdraw_section(
        actor=house.karim, case=case.ref, kind="legal", line=house.teams["legal"], at=at
    )
    assert evacuation.list_due(renewed(house).karim, at, within=timedelta(hours=3)) == []


@override_settings(AFTER_READERS=[])
def test_a_key_that_was_left_behind_opens_no_page_of_a_journey(house, way, at) -> None:
    case, _entropy, journey = way
    casework.restrict_case(actor=house.noor, case=case.ref, people=[house.ruth.ref], at=at)
    now = renewed(house)
    assert vault.held(now.olga.ring, own_sections(journey))
    assert evacuation.list_due(now.olga, at, within=timedelta(hours=3)) == []
    with pytest.raises(NotHere):
        evacuation.move_check_in(actor=now.olga, check_in=journey.check_ins[0].ref, move="alarm", at=at)


def test_who_lost_the_case_is_not_called_when_nobody_is_heard_from(house, way, at) -> None:
    case, _entropy, journey = way
    Journey.objects.filter(ref=journey.ref).update(owner=house.tomas.ref)
    casework.restrict_case(actor=house.noor, case=case.ref, people=[house.ruth.ref], at=at)
    Job.objects.filter(kind__contains="mail").delete()
    work_until(at + timedelta(hours=3, minutes=30))
    told = {job.payload["to"] for job in Job.objects.filter(kind__contains="mail")}
    assert house.tomas.ref not in told
    assert {house.pavel.ref, house.noor.ref, house.ruth.ref} <= told


def test_a_forged_key_of_a_team_does_not_silence_the_ladder(house, at) -> None:
    case, _receipt = a_case_with_words(house, at)
    a_released_journey(house, case.ref, at)
    team = Holder.objects.get(line=house.teams["legal"], is_retired=False)
    Holder.objects.create(line=team.line, kind=team.kind, generation=team.generation + 1, public=team.public)
    work_until(at + timedelta(hours=3, minutes=30))
    assert CheckIn.objects.get().state == "level_3"
    told = {job.payload["to"] for job in Job.objects.filter(kind__contains="mail")}
    assert {house.pavel.ref, house.noor.ref, house.ruth.ref} <= told
