"""The pages: what a team sees of its cases, that others see nothing, and how many questions each page asks."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from waystation.foundation.kernel.references import new_ref
from waystation.sealed.casework import api as casework
from waystation.sealed.casework.desk.urls import urlpatterns
from waystation.sealed.casework.desk.views.lists import plain
from waystation.sealed.casework.models import Entry
from waystation.testing.cases import a_case, a_family, an_accepted_request, bring_to, head_of
from waystation.testing.doors import DeskClient

MOST_QUERIES = 40


def questions(asked: CaptureQueriesContext) -> int:
    """Count what was asked of the database; the tests' own savepoints are no questions."""
    return sum("SAVEPOINT" not in query["sql"] for query in asked.captured_queries)


def at_desk(actor) -> DeskClient:
    desk = DeskClient()
    desk.enter(actor)
    return desk


def read(desk: DeskClient, name: str, **parts: str) -> str:
    answer = desk.get(desk.address(name, **parts))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def send(desk: DeskClient, name: str, parts: dict[str, str], /, **told: object):
    return desk.post(desk.address(name, **parts), told)


def test_vera_opens_a_case_from_the_request_and_noor_reads_it(house, at) -> None:
    receipt = an_accepted_request(house, at)
    vera = at_desk(house.vera)
    assert "North" in read(vera, "casework:case-open", request_ref=receipt.request)
    answer = send(vera, "casework:case-open", {"request_ref": receipt.request}, team=house.teams["north"])
    assert answer.status_code == 302
    noor = at_desk(house.noor)
    listed = read(noor, "casework:case-list")
    ref = re.search(r'href="/cases/([2-9a-z]{14})/"', listed).group(1)
    page = read(noor, "case", case=ref)
    assert "They took my friend" in page
    assert "Conversation" in page
    assert "They took my friend" not in read(at_desk(house.mira), "case", case=ref)
    assert vera.get(vera.address("case", case=ref)).status_code == 404


def test_a_page_says_who_stands_where_and_what_is_missing(house, at) -> None:
    opened, family = a_family(house, at)
    bring_to(house, family["khava"].ref, "planning", at)
    casework.open_overlay(actor=house.noor, person=family["musa"].ref, kind="detained", at=at)
    page = read(at_desk(house.ruth), "case", case=opened.ref)
    for name in (
        "Khava",
        "Musa",
        "Ramzan",
        "Amina",
        "Ilyas",
        "Detained",
        "No bed is held where they are going.",
    ):
        assert name in page, name
    assert "<title>" in page
    assert "Khava" not in re.search(r"<title>.*?</title>", page, re.DOTALL).group()


def parts_of(pattern: str, case: str, person: str) -> dict[str, str]:
    known = {"case": case, "person": person, "kind": "story", "move": "verify"}
    return {name: known.get(name, new_ref()) for name in re.findall(r"<\w+:(\w+)>", pattern)}


def test_who_does_not_read_a_case_finds_nothing_at_any_address_of_it(house, at) -> None:
    opened = a_case(house, at, called="Aslan")
    person = head_of(house, opened)
    desk = at_desk(house.idris)
    for method in (desk.get, desk.post):
        for pattern in urlpatterns:
            if "<" not in str(pattern.pattern) or pattern.name == "drop-view":
                continue
            told = []
            for case, one in ((opened.ref, person.ref), (new_ref(), new_ref())):
                parts = parts_of(str(pattern.pattern), case, one)
                answer = method(desk.address(f"casework:{pattern.name}", **parts))
                page = answer.content.decode()
                for ref in (opened.ref, person.ref, *parts.values()):
                    page = page.replace(ref, "REF")
                told.append((answer.status_code, re.sub(r'value="\w{64}"', "", page)))
                assert answer.status_code in {404, 405}, pattern
            assert told[0] == told[1], pattern  # the same nothing for what is there and what is not


@pytest.mark.parametrize("who", ["idris", "vera", "lena", "sami", "dana", "pavel"])
def test_neither_case_nor_person_is_there_for_those_who_hold_nothing_of_it(house, at, who) -> None:
    opened = a_case(house, at, called="Aslan")
    desk = at_desk(getattr(house, who))
    assert desk.get(desk.address("case", case=opened.ref)).status_code == 404
    person = head_of(house, opened)
    assert desk.get(desk.address("casework:person", person=person.ref)).status_code == 404
    assert opened.ref not in read(desk, "casework:case-list")


def test_idris_finds_nothing_in_list_search_or_table(house, at) -> None:
    opened = a_case(house, at, called="Aslan")
    idris = at_desk(house.idris)
    for page in (
        read(idris, "casework:case-list"),
        idris.get(idris.address("casework:case-list") + "?state=all&phase=triaged").content.decode(),
        send(idris, "search", {}, query="Aslan").content.decode(),
        send(idris, "casework:table", {}, query="state=all").content.decode(),
        read(idris, "today"),
    ):
        assert opened.ref not in page
        assert opened.alias not in page
    noor = at_desk(house.noor)
    assert head_of(house, opened).ref in send(noor, "search", {}, query="aslan").content.decode()
    send(idris, "casework:assign-many", {}, case=[opened.ref], line=house.idris.ref)
    assert casework.today(house.idris, at.date()).without_step == 0


def test_the_case_page_asks_few_questions_at_any_length_of_history(house, at) -> None:
    opened, family = a_family(house, at)
    for name in ("khava", "musa"):
        bring_to(house, family[name].ref, "sheltered", at)
    noor = at_desk(house.noor)
    read(noor, "case", case=opened.ref)
    counted = []
    for notes in (0, 60):
        for number in range(notes):
            casework.add_note(
                actor=house.noor, case=opened.ref, text=f"{number}", at=at + timedelta(minutes=number)
            )
        with CaptureQueriesContext(connection) as asked:
            read(noor, "case", case=opened.ref)
        counted.append(questions(asked))
    assert Entry.objects.filter(case=opened.ref).count() > 60
    assert counted[0] == counted[1]
    assert counted[1] <= MOST_QUERIES


def test_the_list_and_today_ask_as_much_for_many_cases_as_for_few(house, at) -> None:
    counted = {}
    noor = at_desk(house.noor)
    for many in (2, 9):
        for _ in range(many):
            opened = a_case(house, at)
            casework.add_task(actor=house.noor, case=opened.ref, text="Now", due_on=at.date(), at=at)
        for name in ("casework:case-list", "today"):
            read(noor, name)
            with CaptureQueriesContext(connection) as asked:
                read(noor, name)
            counted.setdefault(name, []).append(questions(asked))
    for name, (few, many) in counted.items():
        assert few == many <= MOST_QUERIES, name


def test_a_name_never_stands_in_an_address(house, at) -> None:
    opened = a_case(house, at, called="Aslan")
    noor = at_desk(house.noor)
    send(noor, "casework:save-view", {}, name="Aslan's", query="state=all&evil=Aslan&phase=triaged")
    for page in (read(noor, "casework:case-list"), read(noor, "case", case=opened.ref)):
        assert not [
            href for href in re.findall(r'(?:href|action)="([^"]*)"', page) if "aslan" in href.lower()
        ]
    kept = casework.list_views(house.noor)[0]
    assert kept.query == "state=all&phase=triaged"


def test_a_table_runs_no_formula(house, at) -> None:
    for text in ("=HYPERLINK()", "+1", "-1", "@x", "\t=1"):
        assert plain(text).startswith("'")
    assert plain("Aslan") == "Aslan"
    a_case(house, at, called="=cmd|calc")
    table = send(at_desk(house.noor), "casework:table", {}, query="state=all")
    assert table.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert "'=cmd|calc" in table.content.decode()


def test_many_cases_are_given_at_once_or_none_is(house, at) -> None:
    refs = [a_case(house, at).ref for _ in range(3)]
    ruth = at_desk(house.ruth)
    page = read(ruth, "casework:case-list")
    assert page.count('name="case"') == 3
    send(ruth, "casework:assign-many", {}, case=refs, line=house.noor.ref)
    mine = casework.CaseFilter(is_mine=True)
    assert casework.count_cases(house.noor, mine, on=at.date()) == 3


def test_a_form_gives_back_what_was_typed_when_the_house_objects(house, at) -> None:
    opened = a_case(house, at)
    noor = at_desk(house.noor)
    answer = send(
        noor, "casework:add-person", {"case": opened.ref}, role="head", called="Zelim", papers="Зелим"
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else is already the one we speak with." in page
    assert "Зелим" in page


def test_somebody_elses_change_in_between_is_told_and_the_typed_text_comes_back(house, at) -> None:
    opened = a_case(house, at)
    noor = at_desk(house.noor)
    sheet = casework.get_sheet(house.noor, opened.ref, "story")
    casework.change_section(actor=house.noor, case=opened.ref, kind="story", fields={"threat": "x"}, at=at)
    answer = send(
        noor,
        "casework:section",
        {"case": opened.ref, "kind": "story"},
        threat="An uncle",
        version=sheet.version,
    )
    assert answer.status_code == 409
    assert "An uncle" in answer.content.decode()


def test_the_whole_of_it_by_pages_alone(house, at) -> None:
    opened = a_case(house, at)
    person = head_of(house, opened).ref
    noor, ruth = at_desk(house.noor), at_desk(house.ruth)
    for kind in ("contact_safe", "item_confirmed", "infiltration_checked"):
        send(noor, "casework:check", {"person": person}, kind=kind, done="yes")
    assert send(noor, "casework:moves", {"person": person}, move="verify").status_code == 302
    answer = send(noor, "casework:moves", {"person": person}, move="accept")
    assert answer.headers["Location"].endswith("/moves/accept/")
    assert "Nobody does this alone" in read(noor, "casework:move", person=person, move="accept")
    send(noor, "casework:move", {"person": person, "move": "accept"}, reason="Two friends confirm it")
    today = read(ruth, "today")
    approval = re.search(r"/approvals/([2-9a-z]{14})/", today).group(1)
    where = {"case": opened.ref, "approval": approval}
    assert "Two friends confirm it" in read(ruth, "casework:approval", **where)
    assert "Somebody else has to decide this" in read(noor, "casework:approval", **where)
    send(ruth, "casework:approval", where, decision="give", reason="")
    assert casework.person(house.noor, person).phase == "accepted"

    send(
        noor,
        "casework:consent",
        {"person": person},
        purpose="travel",
        audiences=["partners"],
        identifiability="alias",
    )
    consent = next(card for card in casework.list_consents(house.noor, person) if card.purpose == "travel")
    read(noor, "casework:narrow", person=person, consent=consent.ref)
    send(
        noor,
        "casework:take-back",
        {"person": person, "consent": consent.ref},
        note="No",
        version=consent.version,
    )
    send(noor, "casework:overlay", {"person": person}, kind="lost_contact", note="No answer")
    read(noor, "casework:overlay-step", person=person, kind="lost_contact")
    send(
        noor,
        "casework:overlay-step",
        {"person": person, "kind": "lost_contact"},
        note="Asked the sister",
        days="2",
    )
    send(noor, "casework:overlay-step", {"person": person, "kind": "lost_contact"}, note="Called", over="yes")
    assert casework.person(house.noor, person).overlays == ()
    send(noor, "casework:next-step", {"case": opened.ref}, text="Find a bed", due_on="2017-05-12")
    send(
        noor, "casework:add-task", {"case": opened.ref}, text="Passport", due_on="2017-05-12", section="story"
    )
    send(noor, "casework:note", {"case": opened.ref}, text="A good talk", section="story", heard="on")
    send(noor, "casework:level", {"case": opened.ref}, level="elevated", reason="Calmer")
    task = next(card for card in casework.list_tasks(house.noor, opened.ref) if card.kind == "general")
    read(noor, "casework:task", task=task.ref)
    send(noor, "casework:task", {"task": task.ref}, move="finish", reason="Found", version=task.version)
    send(noor, "casework:readers", {"case": opened.ref}, kind="logistics", line=house.dana.ref)
    assert "Dana" in read(noor, "casework:readers", case=opened.ref)
    send(noor, "casework:withdraw", {"case": opened.ref}, kind="logistics", line=house.dana.ref)
    for name in (
        "tasks",
        "timeline",
        "print",
        "readers",
        "note",
        "add-task",
        "next-step",
        "level",
        "assign",
        "add-person",
        "restrict",
    ):
        read(noor, f"casework:{name}", case=opened.ref)
    for name in ("person", "change-person", "overlay", "consent"):
        read(noor, f"casework:{name}", person=person)
    page = read(noor, "case", case=opened.ref)
    for told in (
        "A good talk",
        "Find a bed",
        "Now: Accepted",
        "Consent withdrawn: Arrange travel",
        "Over: Lost contact",
    ):
        assert told in page, told
