"""The house is told everything it can be told, in marked words: by operations, and by a robot at every form."""

import re
from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import api as care
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import api as destinations
from waystation.sealed.intake import api as intake
from waystation.testing import cases
from waystation.testing.benches.visitor import hidden_fields
from waystation.testing.cast import PASSPHRASE
from waystation.testing.doors import DeskClient, FrontClient

from robot import Robot

MOMENT = datetime(2017, 5, 11, 9, 30, tzinfo=UTC)
COUNTRY = "LT"


def tell(house, marks):
    """Tell the house everything it can be told, in marked words."""
    staff.add_member(
        actor=house.ruth,
        login=marks.login(),
        passphrase=PASSPHRASE,
        name=marks("colleague"),
        roles=["intake", "coordinator", "supervisor"],
        teams=[house.teams["intake"], house.teams["supervisors"]],
        address=f"{marks.login()}@example.org",
        must_change=False,
        at=MOMENT,
    )
    answers = intake.Answers(
        **{name: marks.both(name) for name in ("happening", "place", "people", "contact", "contact_times")},
        danger="now",
        not_on_phone=marks("phone"),
        who_reads=marks("brother"),
    )
    case = a_marked_family(house, marks, answers)
    a_marked_house(house, marks)
    a_marked_offer(house, marks)
    at_the_front(marks)
    robots = {}
    for login in ("vera", "noor", "ruth", "tomas", "mira", "karim", "dana", "lena"):
        desk = DeskClient(raise_request_exception=False)
        desk.enter(getattr(house, login))
        robots[login] = Robot(desk, marks, MOMENT.date().isoformat())
        robots[login].walk("/", f"/cases/{case.ref}/", steps=60)
        desk.post("/search/", {"query": marks("wanted")})
        desk.get(f"/cases/{marks('case')}/?next={marks('next')}")
    return {"robots": robots, "shares": house.shares}


def a_marked_family(house, marks, answers):
    case = cases.a_case(house, MOMENT, answers=answers, called=marks("given"))
    head = cases.head_of(house, case)
    casework.change_person(
        actor=house.noor,
        person=head.ref,
        called=marks("given"),
        **{name: marks(name) for name in ("papers", "contacts") if name in PERSON_FIELDS},
        at=MOMENT,
    )
    casework.add_person(
        actor=house.noor, case=case.ref, role="child", is_minor=True, called=marks("child"), at=MOMENT
    )
    casework.add_note(actor=house.noor, case=case.ref, text=marks.both("note"), at=MOMENT)
    cases.bring_to(house, head.ref, "planning", MOMENT)
    return case


PERSON_FIELDS = set(casework.change_person.__kwdefaults__ or ()) | set(casework.change_person.__annotations__)


def a_marked_house(house, marks):
    proposed = care.propose_house(
        actor=house.noor,
        team=house.teams["north"],
        code_name=marks("house"),
        places=4,
        suits=marks("suits"),
        address=marks.both("street"),
        contact=marks("host"),
        way=marks("way"),
        at=MOMENT,
    )
    care.record_visit(actor=house.noor, house=proposed.ref, verdict="good", text=marks("visit"), at=MOMENT)
    care.record_visit(actor=house.ruth, house=proposed.ref, verdict="good", text=marks("visit"), at=MOMENT)
    care.move_house(actor=house.noor, house=proposed.ref, move="vet", at=MOMENT)
    care.add_bed(actor=house.noor, house=proposed.ref, label=marks("bed"), note=marks("note"), at=MOMENT)
    care.appoint_host(actor=house.noor, house=proposed.ref, host=house.dana.ref, at=MOMENT)
    care.move_house(actor=house.ruth, house=proposed.ref, move="open", at=MOMENT)


def a_marked_offer(house, marks):
    official = destinations.add_counterpart(
        actor=house.tomas,
        name=marks("official"),
        organisation=marks("ministry"),
        audience="governments",
        country=COUNTRY,
        contact=marks("telephone"),
        at=MOMENT,
    )
    drafted = destinations.draft_offer(
        actor=house.tomas,
        country=COUNTRY,
        pathway="humanitarian_visa",
        conditions=marks.both("conditions"),
        secrecy="secret",
        counterpart=official.ref,
        valid_until_on=None,
        places=2,
        at=MOMENT,
    )
    destinations.move_offer(actor=house.tomas, offer=drafted.ref, move="open", at=MOMENT)


def at_the_front(marks):
    """Walk the form with files and bad luck, come back with the words, write, attach."""
    front = FrontClient(raise_request_exception=False)
    page = front.get("/ru/ask/").content.decode()
    start = hidden_fields(page)["start"]
    said = {
        "happening": marks.both("happening"),
        "place": marks("place"),
        "people": marks("sister"),
        "contact": marks("contact"),
        "adults": "2",
        "website": "",
    }
    sent = front.post(
        "/ru/ask/",
        {
            **said,
            "start": start,
            "page": "files",
            "whole": "1",
            "go": "check",
            "files": [SimpleUploadedFile(f"{marks('file')}.pdf", marks("scan").encode() * 20_000)],
        },
    ).content.decode()
    fields = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', sent)
    answer = front.post("/ru/ask/", {**dict(fields), "go": "send"})
    assert 'class="words"' in answer.content.decode()
    words = " ".join(vault.words_of(bytes.fromhex(start), "ru"))
    back = front.post("/ru/return/", {"words": words})
    assert back.status_code in {200, 302}, back.status_code
    front.post(
        "/ru/mailbox/",
        {
            "text": marks.both("more"),
            "go": "write",
            "files": [SimpleUploadedFile(f"{marks('file')}.jpg", marks("face").encode() * 500)],
        },
    )
    # What goes wrong must not tell either.
    front.get(f"/ru/{marks('page')}/?q={marks('query')}")
    front.post(
        f"/ru/ask/?{marks('query')}", {"page": marks("page"), "start": marks("start"), "happening": ""}
    )
    front.post("/ru/return/", {"words": marks.both("words")})
    front.post("/ru/ask/", b"%ff" + marks("broken").encode(), content_type="multipart/form-data; boundary=x")
