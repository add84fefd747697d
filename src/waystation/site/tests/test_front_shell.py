"""The shell of the front door."""

from waystation.testing.doors import FrontClient


def test_the_first_page_says_in_its_tab_nothing_but_information(front: FrontClient) -> None:
    page = front.get("/en/").content.decode()
    title = page.split("<title>")[1].split("</title>")[0]
    assert title.strip() == "Information"
    assert 'action="/leave"' in page


def test_the_front_speaks_russian(front: FrontClient) -> None:
    assert "Уйти сейчас" in front.get("/ru/").content.decode()


def test_leave_now_forgets_everything_and_lands_on_a_calendar(front: FrontClient) -> None:
    front.cookies["visit"] = "something"
    left = front.post("/leave")
    assert (left.status_code, left.headers["Location"]) == (303, "/calendar")
    assert left.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert left.cookies["visit"].value == ""
    calendar = front.get("/calendar").content.decode()
    assert "Test house" not in calendar


def test_an_unknown_address_is_answered_neutrally(front: FrontClient) -> None:
    answer = front.get("/en/nothing/")
    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()
