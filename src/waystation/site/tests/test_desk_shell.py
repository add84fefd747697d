"""The shell of the desk."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from waystation.foundation.kernel import clock
from waystation.site import desk_pages, pages
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


@pytest.mark.django_db
def test_what_noor_wrote_while_the_desk_locked_itself_waits_until_she_signed_in_again(house, desk, at):
    said = {"text": 'An aunt rang: "he is safe" <b>', "kind": ["one", "two"], "csrfmiddlewaretoken": "old"}
    here = {"Sec-Fetch-Site": "same-origin"}
    desk.enter(house.noor)
    with clock.fixed(at + timedelta(minutes=40)):
        page = desk.post("/queue/call/", said, headers=here).content.decode()
        assert 'name="text" value="An aunt rang: &quot;he is safe&quot; &lt;b&gt;"' in page
        assert page.count('name="kind"') == 2
        assert 'value="old"' not in page
        assert 'action="/queue/call/"' in page

        stranger = desk.post("/queue/call/", said, headers={"Sec-Fetch-Site": "cross-site"})
        assert stranger.status_code == 302, "no other site can lay words into a page of ours"


def test_a_form_from_before_the_last_sign_in_needs_one_more_press_and_no_strangers_form_does(desk):
    def told(site: str) -> str:
        request = RequestFactory().post("/cases/", {"text": "kept"}, headers={"Sec-Fetch-Site": site})
        request.door, request.user = "desk", AnonymousUser()
        return pages.form_too_old(request).content.decode()

    assert 'type="hidden" name="text" value="kept"' in told("same-origin")
    assert 'name="text"' not in told("same-site")
