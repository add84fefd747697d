"""Pictures say what the tables say and no more, and may stand on other people's pages."""

import re

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
