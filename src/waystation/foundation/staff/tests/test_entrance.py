"""Signing in: passphrase, second factor, idle lock, and sessions that a stolen database cannot open."""

import re
from datetime import timedelta
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from waystation.foundation.kernel import clock
from waystation.foundation.staff.models import StaffSession
from waystation.testing.cast import PASSPHRASE

pytestmark = pytest.mark.django_db


def _sign_in(desk, login: str, passphrase: str = PASSPHRASE):
    return desk.post(desk.address("account_login"), {"login": login, "password": passphrase})


def _code(secret: str) -> str:
    counter = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def _enrol(desk) -> str:
    page = desk.get(desk.address("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = desk.post(desk.address("mfa_activate_totp"), {"code": _code(secret)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return secret


def test_a_stranger_is_sent_to_the_entrance(house, desk) -> None:
    assert desk.get("/").status_code == 302
    assert desk.get("/").headers["Location"].startswith(desk.address("account_login"))


def test_a_wrong_passphrase_and_an_unknown_login_get_the_same_words(house, desk) -> None:
    wrong = _sign_in(desk, "noor", "wrong")
    unknown = _sign_in(desk, "nobody", "wrong")
    strip = lambda page, login: page.content.decode().replace(login, "")  # noqa: E731
    assert wrong.status_code == unknown.status_code == 200
    assert _without_token(strip(wrong, "noor")) == _without_token(strip(unknown, "nobody"))


def _without_token(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_without_a_second_factor_one_must_set_it_first(house, desk) -> None:
    assert _sign_in(desk, "noor").status_code == 302
    page = desk.get(desk.address("staff:team"))
    assert page.status_code == 302
    assert page.headers["Location"] == desk.address("mfa_index")
    shown = desk.get(page.headers["Location"]).content.decode()
    assert "desk-nav" not in shown, "every way would lead back here"


def test_after_the_code_the_desk_opens(house, desk) -> None:
    _sign_in(desk, "noor")
    secret = _enrol(desk)
    assert desk.get(desk.address("staff:team")).status_code == 200
    desk.post(desk.address("staff:lock"), {"who": "me"})
    assert desk.get(desk.address("staff:team")).status_code == 302

    half = _sign_in(desk, "noor")
    assert half.headers["Location"].startswith(desk.address("mfa_authenticate"))
    assert desk.get(desk.address("staff:team")).headers["Location"].startswith(desk.address("account_login"))
    totp_used = Authenticator.objects.get(type="totp")
    assert secret not in str(totp_used.data)
    from django.core.cache import cache

    cache.clear()  # the same code may not be used twice within its half minute
    answer = desk.post(desk.address("mfa_authenticate"), {"code": _code(secret)})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert desk.get(desk.address("staff:team")).status_code == 200


def test_whoever_signs_in_again_comes_back_to_their_page_and_to_no_other_site(house, desk, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    for wanted, found in (("/team/", "/team/"), ("//evil.example/", "/"), ("https://evil.example/", "/")):
        page = desk.get(desk.address("account_login"), {"next": wanted}).content.decode()
        action = unescape(re.search(r'action="(/entrance/[^"]*)"', page)[1])
        answer = desk.post(action, {"login": "noor", "password": PASSPHRASE})
        assert answer.headers["Location"] == found
        desk.post(desk.address("staff:lock"), {"who": "me"})


def test_no_exact_time_of_a_second_factor_is_kept(house, desk) -> None:
    _sign_in(desk, "noor")
    _enrol(desk)
    for factor in Authenticator.objects.all():
        for moment in (factor.created_at, factor.last_used_at):
            assert moment is None or (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def test_no_exact_time_of_looking_at_spare_codes_is_kept(house, desk) -> None:
    _sign_in(desk, "noor")
    secret = _enrol(desk)
    desk.post(desk.address("mfa_reauthenticate"), {"code": _code(secret)})
    assert desk.get(desk.address("mfa_view_recovery_codes")).status_code == 200
    spare = Authenticator.objects.get(type="recovery_codes")
    assert spare.data["viewed_at"] % timedelta(days=1).total_seconds() == 0


def test_a_strangers_tries_do_not_make_a_used_code_good_again(house, desk) -> None:
    from django.core.cache import cache

    cache.clear()
    _sign_in(desk, "noor")
    code = _code(_enrol(desk))
    desk.post(desk.address("staff:lock"), {"who": "me"})
    _sign_in(desk, "noor")
    assert desk.post(desk.address("mfa_authenticate"), {"code": code}).status_code == 302
    desk.post(desk.address("staff:lock"), {"who": "me"})
    for number in range(1000):  # each stranger's try leaves its name here, and no more
        cache.set(f"allauth:rl:login_failed:{number}", [0.0], 300)
    _sign_in(desk, "noor")
    assert desk.post(desk.address("mfa_authenticate"), {"code": code}).status_code == 200


def test_an_idle_desk_locks_itself(house, desk, at) -> None:
    desk.enter(house.noor)
    with clock.fixed(at + timedelta(minutes=14)):
        assert desk.get(desk.address("staff:team")).status_code == 200
    with clock.fixed(at + timedelta(minutes=40)):
        assert desk.get(desk.address("staff:team")).status_code == 302
    assert not StaffSession.objects.filter(account__line=house.noor.ref).exists()


def test_the_session_table_does_not_open_without_the_cookie(house, desk, at) -> None:
    desk.enter(house.noor)
    private = house.noor.ring.own_private()
    row = StaffSession.objects.get(account__line=house.noor.ref)
    stored = bytes(row.sealed) + row.name.encode()
    assert private not in stored
    assert private.hex().encode() not in stored
    assert desk.cookies["desk"].value not in row.name


def test_supervisors_add_close_and_bring_in_colleagues_on_the_page(house, desk, at) -> None:
    desk.enter(house.ruth)
    form = {
        "name": "Inna Ray",
        "login": "inna",
        "passphrase": PASSPHRASE,
        "roles": ["coordinator"],
        "teams": [house.teams["south"]],
        "address": "",
        "language": "ru",
    }
    assert desk.post(desk.address("staff:add-member"), {**form, "login": "noor"}).status_code == 200
    assert desk.post(desk.address("staff:add-member"), form).status_code == 302
    page = desk.get(desk.address("staff:team")).content.decode()
    assert "Inna Ray" in page
    member = desk.address("staff:member", ref=house.noor.ref)
    assert desk.get(member).status_code == 200
    assert desk.post(member, {"deed": "close"}).status_code == 302
    desk.enter(house.vera)
    assert desk.get(member).status_code == 404


def test_a_first_passphrase_must_be_changed_before_anything_else(house, desk, at) -> None:
    from waystation.foundation.staff import api as staff

    staff.add_member(
        actor=house.ruth,
        login="inna",
        passphrase=PASSPHRASE,
        name="Inna Ray",
        roles=["coordinator"],
        teams=[house.teams["south"]],
        at=at,
    )
    _sign_in(desk, "inna")
    first = desk.get(desk.address("staff:team"))
    assert first.headers["Location"] == desk.address("staff:passphrase")
    new = "quiet geese over the hill"
    changed = desk.post(first.headers["Location"], {"present": PASSPHRASE, "new": new, "again": new})
    assert changed.status_code == 302
    assert desk.get(desk.address("staff:team")).headers["Location"] == desk.address("mfa_index")
