"""What every answer of a door has in common."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from waystation.foundation.kernel import errors
from waystation.site import pages
from waystation.site.middleware import FrontHeaders, KernelErrors, StrangePostsLoseCookies
from waystation.testing.doors import FrontClient


@pytest.fixture(autouse=True)
def _at_the_front(settings):
    settings.ROOT_URLCONF = settings.DOORS["front"]["urlconf"]


def _answer_with(error: Exception, **post: str) -> HttpResponse:
    request = RequestFactory().post("/en/", post) if post else RequestFactory().get("/en/")
    request.door = "front"
    answer = KernelErrors(lambda _: HttpResponse()).process_exception(request, error)
    assert answer is not None
    return answer


def _cookies_of(**headers: str) -> dict[str, str]:
    seen: list[dict[str, str]] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(dict(request.COOKIES))
        return HttpResponse()

    request = RequestFactory().post("/", headers=headers)
    request.COOKIES["visit"] = "secret"
    StrangePostsLoseCookies(view)(request)
    return seen[0]


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_a_form_from_another_site_arrives_as_a_strangers(headers):
    assert _cookies_of(**headers) == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://testserver"},
        {"Origin": "null"},
        {},
    ],
)
def test_our_own_forms_keep_their_cookies(headers):
    assert _cookies_of(**headers) == {"visit": "secret"}


def test_what_is_missing_is_listed():
    answer = _answer_with(errors.Refused("A bed is held.", "Somebody <else> agreed."))
    assert answer.status_code == 409
    assert "A bed is held." in answer.content.decode()
    assert "&lt;else&gt;" in answer.content.decode()


def test_what_was_typed_comes_back_when_somebody_was_quicker():
    answer = _answer_with(
        errors.ChangedMeanwhile(), note="Call her brother first.", csrfmiddlewaretoken="t0ken"
    )
    page = answer.content.decode()
    assert "Call her brother first." in page
    assert "t0ken" not in page


def test_forbidden_gets_the_page_of_an_unknown_address(front: FrontClient):
    forbidden, unknown = _answer_with(errors.NotHere()), front.get("/en/nothing/")
    assert forbidden.status_code == unknown.status_code
    assert _main(forbidden) == _main(unknown)


def _main(answer: HttpResponse) -> str:
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def test_a_fault_of_ours_is_said_with_a_reference_and_nothing_else():
    request = RequestFactory().get("/")
    request.door = "desk"
    assert (
        KernelErrors(lambda _: HttpResponse()).process_exception(request, RuntimeError("Zelimkhan")) is None
    )
    answer = pages.broken(request)
    assert answer.status_code == 500
    assert request.error_reference in answer.content.decode()
    assert "Zelimkhan" not in answer.content.decode()


def test_an_outside_page_to_leave_to_is_allowed_as_a_target(settings):
    settings.LEAVE_TO = "https://weather.example/today"
    policy = FrontHeaders(lambda _: HttpResponse())(RequestFactory().get("/")).headers[
        "Content-Security-Policy"
    ]
    assert "form-action 'self' https://weather.example;" in policy
