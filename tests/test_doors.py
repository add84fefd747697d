"""Every address of both doors, walked by somebody who has no business there."""

import re

import pytest
from django.conf import settings

from waystation.testing.doors import Address, DeskClient, FrontClient, addresses

# Pages of the desk that a stranger may open: signing in, the language, and static words.
OPEN_AT_THE_DESK = {
    "language",
    "staff:locked",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_authenticate",
}
# Where Leave now lands must not look like ours, so it has no Leave now of its own.
NOT_OURS_TO_LOOK_AT = {"calendar"}
# Programs ask for these again and again: a hash of the feed, the same for everybody, saves sending it (decision 12).
FEEDS = {"digest:feed", "digest:topic-feed"}


def _name(address: Address) -> str:
    return f"{address.name} {re.sub(r'[2-9a-z]{14}', 'REF', address.path)}"


@pytest.mark.parametrize("address", addresses("front"), ids=_name)
def test_a_visitor_at_the_front_is_kept_safe(address, front: FrontClient):
    answer = front.get(address.path)
    assert answer.status_code in {200, 301, 302, 303, 404, 405}
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not [name for name, cookie in answer.cookies.items() if cookie.value]
    telling = {"Server", "X-Powered-By", "Date", "Last-Modified"} | (
        set() if address.name in FEEDS else {"ETag"}
    )
    assert not telling & set(answer.headers)
    if answer.headers.get("Content-Type", "").startswith("text/html") and answer.status_code in {200, 404}:
        _assert_a_plain_page(address, answer.content.decode())


def _assert_a_plain_page(address: Address, page: str) -> None:
    title = re.search(r"<title>\s*(.*?)\s*</title>", page, re.DOTALL)
    assert title
    assert title.group(1) in {"Information", "Calendar"}
    assert ('action="/leave"' in page) == (address.name not in NOT_OURS_TO_LOOK_AT)
    assert "<h1" in page or address.name in NOT_OURS_TO_LOOK_AT
    _assert_nothing_is_loaded_from_elsewhere(page)


def _assert_nothing_is_loaded_from_elsewhere(page: str) -> None:
    """Whatever a browser loads or sends by itself stays with us; a link that somebody presses may lead away (T-45)."""
    loaded = re.findall(
        r"<(?:img|script|link|iframe|video|audio|source|embed|object|track|form|base)\b[^>]*", page
    )
    named = re.findall(r'\b(?:src|href|srcset|data|poster|action)="([^"]*)"', " ".join(loaded))
    assert not [one for one in named if not one.startswith("/") or one.startswith("//")]


@pytest.mark.parametrize("address", addresses("front"), ids=_name)
def test_a_post_of_nothing_is_never_refused_with_403_and_never_breaks(address, front: FrontClient):
    assert front.post(address.path).status_code in {200, 302, 303, 404, 405, 409}


@pytest.mark.parametrize("address", addresses("desk"), ids=_name)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_at_the_desk_sees_nothing(address, method, desk: DeskClient):
    answer = getattr(desk, method)(address.path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    if address.name in OPEN_AT_THE_DESK:
        return
    assert answer.status_code in {302, 404}
    if answer.status_code == 302:
        assert "login" in answer.headers["Location"]


def test_what_does_not_exist_and_what_is_not_yours_look_the_same(desk: DeskClient):
    pages = [desk.get(path).content.decode() for path in ("/nothing/", "/nothing/else/")]
    # The token against forged forms differs on every page.
    assert len({re.sub(r'value="\w{64}"', "", page) for page in pages}) == 1


def test_no_two_pages_share_an_address():
    for door in ("front", "desk"):
        plain = [
            address.path for address in addresses(door) if not re.search(r"[2-9a-z]{14}|/x/", address.path)
        ]
        assert len(plain) == len(set(plain))


def test_the_front_serves_nothing_of_the_desk():
    code = {
        module
        for address in addresses("front")
        if (module := address.module).startswith("waystation.") and not module.startswith("waystation.site")
    }
    assert not [module for module in code if ".front" not in module]
    front = settings.DOORS["front"]["middleware"]
    assert not [name for name in front if re.search(r"session|auth|staff|account", name, re.IGNORECASE)]
