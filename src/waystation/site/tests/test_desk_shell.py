"""The shell of the desk."""

from django.test import RequestFactory

from waystation.site import desk_pages
from waystation.testing.doors import DeskClient


def test_a_stranger_does_not_see_today(desk: DeskClient) -> None:
    assert desk.get("/").status_code == 302


def test_an_unknown_address_at_the_desk_is_a_plain_page(desk: DeskClient) -> None:
    answer = desk.get("/nothing/")
    assert answer.status_code == 404
    assert "<nav" not in answer.content.decode()


def test_a_name_is_never_looked_for_in_an_address(desk: DeskClient) -> None:
    request = RequestFactory().get("/search/", {"query": "Zelim"})
    assert desk_pages.search(request).status_code == 405
