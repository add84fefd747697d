"""Officials from open data: all of a file or nothing, again as often as one likes, each bad line by its number."""

import json
from argparse import ArgumentParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Refused
from waystation.outreach.letters import api as letters
from waystation.outreach.letters import command
from waystation.outreach.letters.models import Office, Official, PostalArea
from waystation.outreach.letters.rules import places
from waystation.testing import letters as props

# The shape of congress-legislators, with invented people.
MEMBERS = """- id:
    bioguide: Z000001
  name: {first: Ada, last: Invented, official_full: Ada Invented}
  terms:
  - {type: rep, start: '2001-01-03', end: '2003-01-03', state: WA, district: 9}
  - {type: sen, start: '2025-01-03', end: '2031-01-03', state: WA, party: Harbour, phone: 202-555-0101,
     address: 1 Hart Building, url: 'https://invented.example', contact_form: 'hhttps://invented.example/mail'}
- id:
    bioguide: Z000002
  name: {first: Bo, last: Madeup}
  terms:
  - {type: rep, start: '2025-01-03', end: '2027-01-03', state: WA, district: 7, party: Meadow}
- id:
    bioguide: Z000003
  name: {first: Cy, last: Nobody}
  terms:
  - {type: rep, start: '2025-01-03', end: '2027-01-03', state: AK, district: 0}
"""
OFFICES = """- id: {bioguide: Z000002}
  offices:
  - {id: Z000002-seattle, address: 1 First Ave, suite: Suite 2, city: Seattle, state: WA, zip: '98101', phone: 206-555-0102}
"""
ZIPS = "state_fips,state_abbr,zcta,cd\r\n53,WA,98101,7\r\n53,WA,98102,7\r\n53,WA,98102,9\r\n02,AK,99501,0\r\n"
POPOLO = {
    "persons": [
        {"id": "p1", "name": "Eva Popolo", "email": "eva@parliament.example"},
        {"id": "p2", "name": "Nobody"},
    ],
    "organizations": [{"id": "o1", "name": "Parliament"}, {"id": "o2", "name": "Harbour"}],
    "areas": [{"id": "a1", "name": "Hill", "country": "AA", "region": "North Shore"}],
    "memberships": [
        {
            "person_id": "p1",
            "organization_id": "o1",
            "area_id": "a1",
            "on_behalf_of_id": "o2",
            "role": "Member",
        }
    ],
}


def taken(kind, text, source="us-congress", **more):
    card = letters.import_addressees(read=letters.READERS[kind](text), source=source, **more)
    return (card.added, card.changed, card.left, card.gone)


def test_the_files_of_congress_come_in_and_again_change_nothing(cast, at):
    assert taken("legislators", MEMBERS, at=at) == (3, 0, 0, 0)
    assert taken("offices", OFFICES, at=at) == (1, 0, 0, 0)
    assert taken("zccd", ZIPS, at=at) == (4, 0, 0, 0)
    for kind, text, number in (("legislators", MEMBERS, 3), ("offices", OFFICES, 1), ("zccd", ZIPS, 4)):
        assert taken(kind, text, at=at) == (0, 0, number, 0)
    ada = Official.objects.get(key="Z000001")
    assert (ada.title, ada.division, ada.form) == ("Senator", "ocd-division/country:us/state:wa", "")
    assert Official.objects.get(key="Z000003").division == "ocd-division/country:us/state:ak"
    assert Office.objects.get().address == "1 First Ave, Suite 2, Seattle, WA 98101"
    assert taken("legislators", MEMBERS.replace("Bo, last: Madeup", "Bo, last: Married"), at=at) == (
        0,
        1,
        2,
        0,
    )
    fewer = MEMBERS.split("- id:\n    bioguide: Z000003", maxsplit=1)[0]
    assert taken("legislators", fewer, at=at, may_shrink=True) == (0, 1, 1, 1)
    assert Official.objects.get(key="Z000003").is_gone
    assert taken("legislators", MEMBERS.replace("Bo, last: Madeup", "Bo, last: Married"), at=at)[1] == 2


def test_a_zip_finds_senator_and_representative(cast, at):
    for kind, text in (("legislators", MEMBERS), ("zccd", ZIPS)):
        taken(kind, text, at=at)
    ref = letters.get_public(props.an_open_campaign(cast, at, country="US"), "en")
    names = [
        [
            (place.is_certain, one.name)
            for place in letters.find(campaign=ref, code=code).places
            for one in place.officials
        ]
        for code in ("98101", "98102-1234", "99501")
    ]
    assert names == [
        [(True, "Ada Invented"), (True, "Bo Madeup")],
        [(True, "Ada Invented"), (False, "Bo Madeup")],
        [(True, "Cy Nobody")],
    ]
    for unknown in ("00000", "9810", "９８１０１", "'; --"):
        assert not letters.find(campaign=ref, code=unknown).places


def test_bad_lines_are_named_and_nothing_is_half_done(cast, at):
    broken = MEMBERS.replace("state: WA, district: 7", "district: 7").replace("type: sen", "type: czar")
    with pytest.raises(letters.BadFile) as refusal:
        taken("legislators", broken, at=at)
    assert [one.line for one in refusal.value.bad] == [1, 8]
    assert "no czar" in refusal.value.bad[0].why
    table = props.ASSEMBLY + "a-7,Twice,AA,Assembly,,,,,,,,,\na-8,,AA,Assembly,,,,,,,,,\na-9,Short,AA\n"
    with pytest.raises(letters.BadFile) as refusal:
        taken("csv", table, source="x", at=at)
    assert [one.line for one in refusal.value.bad] == [9, 10, 11]
    with pytest.raises(letters.BadFile) as refusal:
        taken("zccd", ZIPS + "53,WA,9810,7\n53,WA,98103,x\n", at=at)
    assert [one.line for one in refusal.value.bad] == [6, 7]
    with pytest.raises(letters.BadFile) as refusal:
        taken("offices", OFFICES, at=at)
    assert "import the legislators first" in refusal.value.bad[0].why
    assert not Official.objects.exists()
    assert not PostalArea.objects.exists()


def test_postal_codes_of_any_country_replace_those_before(cast, at):
    table = "country,code,region,district\nAA,10001,North Shore,District 1\nAA,ab 12,South Downs,\n"
    assert taken("codes", table, source="codes", at=at) == (2, 0, 0, 0)
    assert set(PostalArea.objects.values_list("code", flat=True)) == {"10001", "AB12"}
    assert taken("codes", table[: table.index("AA,ab")], source="codes", at=at, may_shrink=True) == (
        0,
        0,
        1,
        1,
    )
    with pytest.raises(letters.BadFile) as refusal:
        taken("codes", table + "aa,1,x,\nAA,?,x,\nAA,10004,,\n", source="codes", at=at)
    assert [one.line for one in refusal.value.bad] == [4, 5, 6]


def test_a_file_that_lost_most_of_its_people_is_not_believed(cast, at):
    props.an_assembly(at)
    short = "\n".join(props.ASSEMBLY.splitlines()[:3])
    with pytest.raises(Refused):
        taken("csv", short, source="alderland", at=at)
    assert not Official.objects.filter(is_gone=True).exists()


def test_popolo_names_a_person_without_a_seat(cast, at):
    with pytest.raises(letters.BadFile) as refusal:
        taken("popolo", json.dumps(POPOLO), source="aa", at=at)
    assert [one.line for one in refusal.value.bad] == [2]
    whole = {**POPOLO, "persons": POPOLO["persons"][:1]}
    assert taken("popolo", json.dumps(whole), source="aa", at=at) == (1, 0, 0, 0)
    eva = Official.objects.get()
    assert (eva.body, eva.region, eva.district, eva.party, eva.title) == (
        "Parliament",
        "North Shore",
        "Hill",
        "Harbour",
        "Member",
    )


@settings(max_examples=15, deadline=None)
@given(text=st.text(alphabet='-{[]}:&*a0,"\n \x00é', max_size=60))
def test_no_file_whatever_breaks_a_reader(text):
    for name, reader in letters.READERS.items():
        read = reader(text)
        assert all(one.line >= 0 and one.why for one in read.bad), name
        assert not read.officials


def _told(words):
    parser = ArgumentParser()
    command.register(parser.add_subparsers(dest="command"))
    return command.run(parser.parse_args(["addressees", "import", *words]))


def test_the_command_says_what_it_did(cast, tmp_path, capsys):
    file = tmp_path / "legislators-current.yaml"
    file.write_text(MEMBERS)
    assert _told([str(file)]) == 0
    told = capsys.readouterr()
    assert "us-congress: 3 added, 0 changed, 0 left as they were, 0 gone." in told.out
    assert "Line 1: the form is misspelt and was left out." in told.err
    file.write_text(MEMBERS.replace("bioguide: Z000002", "thomas: '2'"))
    assert _told([str(file)]) == 1
    told = capsys.readouterr()
    assert "Line 8: there is no bioguide." in told.err
    assert "Nothing was changed." in told.err
    assert _told([str(tmp_path / "list.txt")]) == 1


@settings(max_examples=25, deadline=None)
@given(typed=st.text(max_size=12))
def test_a_postal_code_has_one_spelling_or_none(typed):
    for country in ("US", "AA"):
        spelt = places.normal_code(country, typed)
        assert spelt == places.normal_code(country, spelt)
