"""A case from an accepted request: who reads what, and that nobody else learns it exists."""

from importlib import import_module

import pytest
from django.apps import apps

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, NotHere, Refused
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.casework.models import CaseSheet, Reader
from waystation.sealed.intake import api as intake
from waystation.sealed.intake.models import HelpRequest
from waystation.testing.cases import a_case, a_family, an_accepted_request, head_of
from waystation.testing.cast import renewed


def test_vera_opens_a_case_and_the_team_finds_what_was_said_where_it_belongs(house, at) -> None:
    opened = a_case(house, at)
    file = casework.open_case_file(actor=house.noor, case=opened.ref, at=at)
    said = {sheet.kind: sheet.fields for sheet in file.sheets}
    assert set(said) == {"identity", "story", "legal", "route", "logistics"}
    assert said["story"]["account"].startswith("They took my friend")
    assert said["identity"]["contact"].startswith("Write to aslan.k")
    assert said["route"]["whereabouts"].startswith("A flat near")
    assert file.case.level == "high"
    assert [person.phase for person in file.persons] == ["triaged"]
    with pytest.raises(NotHere):
        casework.case(renewed(house).vera, opened.ref)


def test_a_case_from_before_the_readers_table_is_still_on_its_lists(house, at) -> None:
    opened = a_case(house, at)
    noted = set(Reader.objects.values_list("case", "line"))
    Reader.objects.all().delete()
    assert casework.list_cases(house.noor, casework.CaseFilter(), on=at.date()).rows == ()
    import_module("waystation.sealed.casework.migrations.0004_readers_from_before").note_readers(apps, None)
    assert set(Reader.objects.values_list("case", "line")) == noted
    [row] = casework.list_cases(house.noor, casework.CaseFilter(), on=at.date()).rows
    assert row.ref == opened.ref


def test_each_colleague_holds_what_their_work_needs_and_no_more(house, at) -> None:
    opened = a_case(house, at)
    now = renewed(house)
    assert casework.sections_held(now.noor, opened.ref) == {
        "identity",
        "story",
        "legal",
        "route",
        "logistics",
    }
    assert casework.sections_held(now.karim, opened.ref) == {"identity", "story", "legal"}
    assert casework.sections_held(now.mira, opened.ref) == {"medical"}
    assert casework.sections_held(now.ruth, opened.ref) == {"identity", "story", "route", "logistics"}
    assert "identity" in casework.sections_held(now.tomas, opened.ref)
    for stranger in (now.vera, now.idris, now.lena, now.sami, now.dana, now.pavel):
        with pytest.raises(NotHere):
            casework.sections_held(stranger, opened.ref)


def test_the_conversation_goes_on_under_the_case(house, at) -> None:
    receipt = an_accepted_request(house, at)
    casework.open_case(actor=house.vera, request=receipt.request, team=house.teams["north"], at=at)
    now = renewed(house)
    intake.answer(actor=now.noor, request=receipt.request, text="We are with you.", at=at)
    texts = [message.text for message in intake.mailbox(entropy=receipt.entropy, at=at).thread.messages]
    assert texts[-1] == "We are with you."
    with pytest.raises(NotHere):
        intake.conversation(now.idris, receipt.request)


def test_one_request_never_becomes_two_cases(house, at) -> None:
    receipt = an_accepted_request(house, at)
    casework.open_case(actor=house.vera, request=receipt.request, team=house.teams["north"], at=at)
    with pytest.raises(Refused):
        casework.open_case(actor=house.vera, request=receipt.request, team=house.teams["south"], at=at)


def test_a_host_granted_logistics_opens_that_and_the_rest_stays_closed_by_key(house, at) -> None:
    opened = a_case(house, at)
    casework.grant_section(actor=house.noor, case=opened.ref, kind="logistics", line=house.dana.ref, at=at)
    now = renewed(house)
    assert casework.sections_held(now.dana, opened.ref) == {"logistics"}
    person = casework.list_persons(now.dana, opened.ref)[0]
    assert person.name is None
    assert person.alias
    # Not hidden but closed: with the rows in hand her keys open one of the six and no other.
    for sheet in CaseSheet.objects.select_related("section").filter(case=opened.ref):
        if sheet.kind == "logistics":
            assert vault.read(now.dana.ring, sheet)["fields"]["languages"] == "Русский"
        else:
            with pytest.raises(vault.NotGranted):
                vault.read(now.dana.ring, sheet)


def test_a_host_is_never_given_more_than_logistics(house, at) -> None:
    opened = a_case(house, at)
    for kind in ("identity", "story", "route", "legal"):
        with pytest.raises(Refused):
            casework.grant_section(actor=house.noor, case=opened.ref, kind=kind, line=house.dana.ref, at=at)
    casework.grant_section(actor=house.noor, case=opened.ref, kind="logistics", line=house.dana.ref, at=at)
    dana = renewed(house).dana
    with pytest.raises(Refused):
        casework.grant_section(actor=dana, case=opened.ref, kind="logistics", line=house.idris.ref, at=at)
    with pytest.raises(Refused):
        casework.change_section(actor=dana, case=opened.ref, kind="logistics", fields={"needs": "x"}, at=at)
    with pytest.raises(Refused):
        casework.set_level(actor=dana, case=opened.ref, level="monitor", reason="quiet", at=at)


def test_what_is_written_after_a_grant_was_taken_back_is_closed_to_its_holder(house, at) -> None:
    opened = a_case(house, at)
    casework.grant_section(actor=house.noor, case=opened.ref, kind="logistics", line=house.dana.ref, at=at)
    casework.withdraw_section(actor=house.noor, case=opened.ref, kind="logistics", line=house.dana.ref, at=at)
    casework.change_section(
        actor=house.noor, case=opened.ref, kind="logistics", fields={"needs": "A ground floor"}, at=at
    )
    dana = renewed(house).dana
    with pytest.raises(NotHere):
        casework.case(dana, opened.ref)
    sheet = CaseSheet.objects.select_related("section").get(case=opened.ref, kind="logistics")
    with pytest.raises(vault.NotGranted):
        vault.read(dana.ring, sheet)


def test_idris_learns_nothing_of_norths_case_and_the_same_nothing_of_what_does_not_exist(house, at) -> None:
    opened = a_case(house, at, called="Aslan Kadyrov-Iskhanov")
    person = head_of(house, opened)
    idris, on = renewed(house).idris, at.date()
    every = casework.CaseFilter(state="all")
    assert casework.list_cases(idris, every, on=on).rows == ()
    assert casework.count_cases(idris, every, on=on) == 0
    assert casework.count_by_phase(idris, every, on=on) == {}
    assert casework.take_list_away(actor=idris, filters=every, at=at) == []
    assert casework.search(idris, "aslan") == []
    assert casework.search(idris, opened.alias) == []
    assert not casework.today(idris, on)
    assert casework.find_case_of_request(idris, opened.request) is None
    for ref, member in ((opened.ref, person.ref), (new_ref(), new_ref())):
        for ask in (casework.case, casework.sections_held, casework.list_persons, casework.list_tasks):
            with pytest.raises(NotHere):
                ask(idris, ref)
        for ask in (casework.person, casework.list_consents):
            with pytest.raises(NotHere):
                ask(idris, member)
        with pytest.raises(NotHere):
            casework.section(idris, ref, "story")
        with pytest.raises(NotHere):
            casework.move_person(actor=idris, person=member, move="verify", at=at)
        with pytest.raises(NotHere):
            casework.add_note(actor=idris, case=ref, text="?", at=at)
        with pytest.raises(NotHere):
            casework.open_overlay(actor=idris, person=member, kind="pursued", at=at)
        with pytest.raises(NotHere):
            casework.grant_section(actor=idris, case=ref, kind="story", line=idris.ref, at=at)


def test_a_restricted_case_vanishes_for_all_but_those_named(house, at) -> None:
    kept = (house.noor.ref, house.ruth.ref)
    opened = a_case(house, at, only=kept, called="Malika")
    now, on = renewed(house), at.date()
    assert opened.is_restricted
    for named in (now.noor, now.ruth):
        assert [row.ref for row in casework.list_cases(named, casework.CaseFilter(), on=on).rows] == [
            opened.ref
        ]
        assert casework.search(named, "malika")
    for left_out in (now.tomas, now.olga, now.karim, now.mira):
        assert casework.list_cases(left_out, casework.CaseFilter(), on=on).rows == ()
        assert casework.count_cases(left_out, casework.CaseFilter(), on=on) == 0
        assert casework.search(left_out, "malika") == []
    with pytest.raises(Refused):
        casework.grant_section(
            actor=house.noor, case=opened.ref, kind="story", line=house.teams["north"], at=at
        )


def test_restricting_later_takes_every_team_away(house, at) -> None:
    opened = a_case(house, at, called="Malika")
    with pytest.raises(Refused):  # the medical section is not Noor's to hand on
        casework.restrict_case(actor=house.noor, case=opened.ref, people=[house.ruth.ref], at=at)
    casework.grant_section(actor=house.mira, case=opened.ref, kind="medical", line=house.noor.ref, at=at)
    casework.restrict_case(actor=house.noor, case=opened.ref, people=[house.ruth.ref, house.mira.ref], at=at)
    now, on = renewed(house), at.date()
    assert casework.case(now.noor, opened.ref).is_restricted
    assert casework.case(now.mira, opened.ref)
    for left_out in (now.tomas, now.olga, now.karim, now.idris):
        with pytest.raises(NotHere):
            casework.case(left_out, opened.ref)
        assert casework.count_cases(left_out, casework.CaseFilter(state="all"), on=on) == 0
        assert casework.search(left_out, "malika") == []
    assert casework.search(now.ruth, "malika")
    with pytest.raises(NotHere):
        intake.conversation(now.tomas, opened.request)


def test_a_case_kept_to_a_few_stays_open_to_the_twelve_words_and_closes_to_intake(house, at) -> None:
    for is_from_the_start in (True, False):
        receipt = an_accepted_request(house, at)
        kept = (house.noor.ref, house.ruth.ref)
        opened = casework.open_case(
            actor=house.vera,
            request=receipt.request,
            team=house.teams["north"],
            at=at,
            only=kept if is_from_the_start else (),
        )
        if not is_from_the_start:
            casework.grant_section(
                actor=house.mira, case=opened.ref, kind="medical", line=house.noor.ref, at=at
            )
            casework.restrict_case(actor=house.noor, case=opened.ref, people=kept, at=at)
        intake.write_as_asker(entropy=receipt.entropy, text="Are you there?", at=at)
        intake.answer(actor=renewed(house).noor, request=receipt.request, text="We are.", at=at)
        said = [message.text for message in intake.mailbox(entropy=receipt.entropy, at=at).thread.messages]
        assert said[-2:] == ["Are you there?", "We are."]
        vera = renewed(house).vera
        with pytest.raises(NotHere):
            intake.open_request(actor=vera, request=receipt.request, at=at)
        with pytest.raises(NotHere):
            intake.read_conversation(vera, receipt.request)
        listed = intake.list_queue(vera, only=intake.Filter(state="accepted"), at=at).rows
        assert receipt.request not in [row.ref for row in listed]
        row = HelpRequest.objects.with_keys().get(pk=receipt.request)
        with pytest.raises(vault.NotGranted):  # at once, not only when the team's key is turned
            vault.read(vera.ring, row)
        lines = {
            line
            for section in (row.section, row.conversation.section)
            for line in vault.granted_lines(section)
        }
        assert not lines - {*kept, vault.line_of(receipt.entropy), vault.line_of_kind(vault.RECOVERY)}


def test_two_people_editing_at_once_lose_nothing(house, at) -> None:
    opened = a_case(house, at)
    noor, ruth = house.noor, renewed(house).ruth
    mine = casework.get_sheet(noor, opened.ref, "story")
    theirs = casework.get_sheet(ruth, opened.ref, "story")
    casework.change_section(
        actor=noor, case=opened.ref, kind="story", fields={"threat": "An uncle"}, version=mine.version, at=at
    )
    with pytest.raises(ChangedMeanwhile):
        casework.change_section(
            actor=ruth,
            case=opened.ref,
            kind="story",
            fields={"threat": "Police"},
            version=theirs.version,
            at=at,
        )
    assert casework.get_sheet(ruth, opened.ref, "story").fields["threat"] == "An uncle"

    person = head_of(house, opened)
    version = casework.open_person(actor=ruth, person=person.ref, at=at).version
    casework.change_person(actor=noor, person=person.ref, role="head", called="Zelim", version=version, at=at)
    with pytest.raises(ChangedMeanwhile):
        casework.change_person(actor=ruth, person=person.ref, role="head", called="Z", version=version, at=at)
    assert casework.person(ruth, person.ref).name == "Zelim"


def test_every_spelling_finds_the_person_and_stays_as_it_was_written(house, at) -> None:
    opened = a_case(house, at)
    person = head_of(house, opened)
    casework.change_person(
        actor=house.noor,
        person=person.ref,
        role="head",
        called="Лёма",
        papers="Лечиев Лёма\nLechiev Lema",
        others="ლემა",
        at=at,
    )
    for query in ("лема", "ЛЕЧИЕВ", "lechiev", "ლემა", opened.alias, opened.ref):
        assert opened.ref in {found.case for found in casework.search(house.noor, query)}, query
    sheet = casework.open_person(actor=house.noor, person=person.ref, at=at)
    assert sheet.scripts == {
        "Лёма": "Cyrl",
        "Лечиев Лёма": "Cyrl",
        "Lechiev Lema": "Latn",
        "ლემა": "Geor",
    }


def test_a_unit_has_one_person_we_speak_with(house, at) -> None:
    opened, family = a_family(house, at)
    with pytest.raises(Invalid):
        casework.add_person(actor=house.noor, case=opened.ref, role="head", at=at)
    with pytest.raises(Invalid):
        casework.change_person(actor=house.noor, person=family["musa"].ref, role="head", at=at)


def test_a_child_can_be_sent_ahead_as_a_unit_of_its_own(house, at) -> None:
    opened, family = a_family(house, at)
    unit = casework.travel_apart(actor=house.noor, persons=[family["ramzan"].ref], at=at)
    units = {person.name: person.unit for person in casework.list_persons(house.noor, opened.ref)}
    assert units["Ramzan"] == unit
    assert len(set(units.values())) == 2
    casework.travel_together(actor=house.noor, case=opened.ref, at=at)
    assert len({person.unit for person in casework.list_persons(house.noor, opened.ref)}) == 1


def test_a_case_is_given_only_to_somebody_who_can_read_it(house, at) -> None:
    opened = a_case(house, at)
    with pytest.raises(Refused):
        casework.assign(actor=house.noor, case=opened.ref, line=house.idris.ref, at=at)
    with pytest.raises(Refused):
        casework.assign(actor=house.noor, case=opened.ref, line=house.karim.ref, role="coordinator", at=at)
    casework.assign(actor=house.ruth, case=opened.ref, line=house.karim.ref, role="legal", at=at)
    file = casework.open_case_file(actor=house.noor, case=opened.ref, at=at)
    assert {(each.role, each.line) for each in file.assignments} == {
        ("coordinator", house.noor.ref),
        ("legal", house.karim.ref),
    }
