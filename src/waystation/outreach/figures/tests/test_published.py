"""What was published stays, what is held back is said to be, and the page needs nothing from elsewhere."""

import json
from datetime import date

import pytest

from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.outbox import api as outbox
from waystation.outreach.figures import api as figures
from waystation.outreach.figures.operations import draw_charts

pytestmark = pytest.mark.django_db


def _publish(at, as_of=date(2017, 5, 17), shown=None, proposal="proposal000001") -> str:
    return figures.publish(
        as_of=as_of,
        shown={"requests": 80, "brought_out": 42} if shown is None else shown,
        held_back={"abroad": "Fewer than five people, or nobody: a number so small could point at somebody."},
        proposal=proposal,
        at=at,
    )


def test_the_empty_page_says_what_will_stand_here(front) -> None:
    page = front.get(front.address("figures:published"))
    assert page.status_code == 200
    assert "Nothing is published yet" in page.content.decode()
    assert front.get(front.address("figures:chart")).status_code == 404


def test_published_numbers_stand_on_the_page_with_what_is_held_back(front, at) -> None:
    _publish(at)
    figures.note_reported(as_of=date(2017, 5, 19), measure="evacuated", value=43, source="BBC report")
    page = front.get(front.address("figures:published")).content.decode()
    for piece in ("80", "42", "held back", "43", "BBC report"):
        assert piece in page
    table = front.get(front.address("figures:csv")).content.decode().splitlines()
    assert table[1] == "2017-05-17,2017-05-11,requests,80,,,"
    machine = json.loads(front.get(front.address("figures:json")).content)
    assert machine["publications"][0]["figures"] == {"requests": 80, "brought_out": 42, "abroad": None}


def test_the_chart_is_drawn_by_the_worker_and_handed_out_as_it_is(front, at) -> None:
    _publish(at)
    _publish(at, date(2017, 6, 1), {"requests": 95, "brought_out": 50}, "proposal000002")
    draw_charts({}, at)
    picture = front.get(front.address("figures:chart"))
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert b"<script" not in picture.content
    assert "chart.svg" in front.get(front.address("figures:published")).content.decode()


def test_publishing_twice_changes_nothing(at) -> None:
    assert _publish(at) == _publish(at, shown={"requests": 99})
    assert [figure.value for figure in figures.list_publications()[0].figures] == [80, 42, None]


def test_the_newest_number_said_stands_even_when_the_latest_is_held_back(at) -> None:
    _publish(at)
    _publish(at, date(2017, 5, 19), {"requests": 90}, "proposal000002")
    standing = {figure.measure: (figure.value, figure.as_of) for figure in figures.list_standing()}
    assert standing["requests"] == (90, date(2017, 5, 19))
    assert standing["brought_out"] == (42, date(2017, 5, 17))
    assert standing["abroad"] == (None, None)


def test_an_unknown_measure_is_refused(at) -> None:
    with pytest.raises(Invalid):
        _publish(at, shown={"names": 3})
    with pytest.raises(Invalid):
        figures.note_reported(as_of=at.date(), measure="visas", value=9, source=" ")


def test_a_publication_asks_the_worker_for_its_chart(at) -> None:
    _publish(at)
    assert outbox.run_due({figures.DRAW: draw_charts}, at) == 1
    assert figures.find_chart("ru") is not None


def test_ours_stand_beside_what_others_reported_and_only_published_numbers_are_subtracted(front, at) -> None:
    _publish(at)
    _publish(at, date(2017, 6, 1), {"requests": 95}, "proposal000002")
    for day, value in ((date(2017, 5, 10), 75), (date(2017, 5, 20), 90)):
        figures.note_reported(
            as_of=day, measure="contacts", value=value, source="=A paper", qualifier="about"
        )
    asked, out, _abroad = figures.list_series()
    assert [(point.value, point.change) for point in asked.points] == [(95, 15), (80, None)]
    assert [(row.reported.value, row.ours and row.ours.value) for row in asked.beside] == [
        (90, 80),
        (75, None),
    ]
    assert [point.value for point in out.points] == [42], "what was held back leaves no trace in the series"
    page = front.get("/en/figures/").content.decode()
    assert "Our count beside what others reported" in page
    assert "=A paper" in page
    table = front.get("/en/figures/reported.csv").content.decode()
    assert "'=A paper" in table, "no formula for a spreadsheet"
    told = json.loads(front.get("/ru/figures/figures.json").content)
    assert (told["format"], told["as_of"]) == ("waystation-figures-1", "2017-06-01")
    assert told["measures"]["requests"]["label"] == "Обратились за помощью"
    assert told["publications"][1]["held_back"]["abroad"]


def test_what_was_said_with_noise_says_so_to_people_and_machines(front, at) -> None:
    figures.publish(
        as_of=date(2017, 6, 1),
        shown={"requests": 91},
        held_back={},
        proposal="proposal000003",
        noise=500,
        at=at,
    )
    assert "± 6" in front.get("/en/figures/").content.decode()
    assert front.get("/en/figures/figures.csv").content.decode().splitlines()[1].endswith(",91,,0.5,6")
    told = json.loads(front.get("/en/figures/figures.json").content)["publications"][0]
    assert told["noise"] == {"distribution": "discrete Laplace", "epsilon": 0.5, "within_95": 6}
