"""Pictures say what the tables say and no more, and may stand on other people's pages."""

import re
from datetime import timedelta

import pytest

from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions import drawing
from waystation.outreach.petitions.models import CountryTally
from waystation.testing import petitions as props


@pytest.fixture
def counted(cast, at):
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(60), at)
    petitions.count_petition(petition=ref, at=at)
    CountryTally.objects.create(petition_id=ref, country="UA", count=40)
    return ref


def test_a_country_with_few_signatures_looks_like_one_with_none(counted, front):
    CountryTally.objects.filter(petition=counted).delete()
    for country, number in {"RU": 19, "LT": 20, "DE": 140}.items():
        CountryTally.objects.create(petition_id=counted, country=country, count=number)
    drawn = front.get(f"/ru/petitions/{counted}/map.svg").content.decode()
    colours = dict(zip(drawing._shapes()["shapes"], re.findall(r'z" fill="(#\w+)"', drawn), strict=True))
    assert colours["RU"] == colours["AU"]
    assert len({colours[code] for code in ("RU", "LT", "DE")}) == 3
    assert "меньше 20" in drawn


def test_the_page_shows_course_map_milestones_and_ways_to_tell_others(counted, front):
    page = front.get(f"/en/petitions/{counted}/").content.decode()
    for part in ("course.svg", "map.svg", "counter.svg", "mailto:?subject=Open%20a%20safe"):
        assert part in page
    course = front.get(f"/en/petitions/{counted}/course.svg")
    assert course["Content-Type"] == "image/svg+xml"
    assert "<script" not in course.content.decode()
    assert front.get("/en/petitions/22222222222222/map.svg").status_code == 404


def test_counter_and_frame_may_stand_elsewhere_and_nothing_else_may(counted, front):
    frame = front.get(f"/ru/petitions/{counted}/embed/")
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "<script" not in frame.content.decode()
    counter = front.get(f"/ru/petitions/{counted}/counter.svg")
    assert counter["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert ">60<" in counter.content.decode()
    page = front.get(f"/ru/petitions/{counted}/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["Cross-Origin-Resource-Policy"] == "same-origin"


def test_lists_come_in_pages_and_what_is_closed_stands_in_the_archive(cast, at, front, desk):
    refs = [props.an_open_petition(cast, at + timedelta(days=days)) for days in range(3)]
    petitions.move_petition(actor=cast.kira, petition=refs[1], move="close", at=at)
    first = petitions.list_public("en", limit=1)
    assert [card.ref for card in first.petitions] == [refs[2]]
    second = petitions.list_public("en", limit=1, after=first.older.partition("=")[2])
    assert ([card.ref for card in second.petitions], second.older) == ([refs[0]], "")
    back = petitions.list_public("en", limit=1, before=second.newer.partition("=")[2])
    assert (back.petitions, back.newer) == (first.petitions, "")
    assert petitions.list_public("en", after="x:y").petitions == petitions.list_public("en").petitions
    assert refs[1] not in front.get("/en/petitions/").content.decode()
    assert refs[1] in front.get("/ru/petitions/archive/").content.decode()
    petitions.draft_petition(actor=cast.kira, is_dangerous=False, at=at)
    assert [line.title == "" for line in petitions.list_for_desk(cast.kira, limit=2).petitions] == [
        True,
        False,
    ]
    desk.enter(cast.kira)
    assert refs[1] in desk.get("/petitions/").content.decode(), "closed, and still to be settled"
    assert refs[1] not in desk.get("/petitions/?only=over").content.decode()
