"""Writing to one's representatives in a browser without scripts: from a ZIP to a letter that leaves through the relay."""

import re

import pytest
from django.conf import settings
from django.core import mail
from playwright.sync_api import Browser, Page

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.outreach.letters import api as letters
from waystation.testing import letters as props
from waystation.testing.cast import at_work

import pictures

pytestmark = pytest.mark.journey


@pytest.fixture
def running(transactional_db: None) -> str:
    return props.furnish(at_work(clock.now()), clock.now())


def test_malika_writes_from_a_zip_and_amal_calls_in_russian(
    browser: Browser, running: str, front_address: str
) -> None:
    page = pictures.visitor(browser, scripts=False).new_page()
    page.goto(f"{front_address}/en/letters/")
    pictures.picture(page, "letters-list-wide")
    page.get_by_role("link", name=re.compile("humanitarian visa")).click()
    pictures.picture(page, "letters-campaign-wide")
    page.get_by_label("Your ZIP code").fill("10003")
    page.get_by_role("button", name="Who decides for me?").click()
    pictures.picture(page, "letters-found-wide")
    assert "10003" not in page.url + page.content()
    page.get_by_label(re.compile("Marta Lindqvist")).check()
    page.get_by_role("button", name="Write to them").click()
    page.get_by_label("In your own words").fill("My brother waited eleven months in hiding for such a visa.")
    page.get_by_label("What stands under it").fill("Malika R.\nAlder")
    pictures.picture(page, "letters-write-wide")
    page.get_by_role("button", name="Go on").click()
    pictures.picture(page, "letters-ready-wide")
    page.get_by_role("button", name="I sent it through the form Marta Lindqvist").click()
    assert "Counted. Thank you." in page.content()
    page.get_by_role("button", name="Page to print").click()
    pictures.picture(page, "letters-print-wide")
    page.get_by_role("button", name="Back").click()
    _through_the_relay(page, front_address)
    _in_russian(browser, front_address)


def _through_the_relay(page: Page, front_address: str) -> None:
    page.get_by_role("button", name="Send it for me").click()
    page.get_by_role("button", name="Go on").click()
    pictures.picture(page, "letters-relay-errors-wide")
    page.get_by_label("Your name").fill("Malika R.")
    page.get_by_label("Your e-mail address").fill("malika@example.org")
    page.get_by_label(re.compile("Send this letter for me")).check()
    page.get_by_role("button", name="Go on").click()
    assert "Now look into your mail" in page.content()
    letters.send_waiting({}, clock.now())
    link = re.search(r"/en/letters/link/[0-9a-f]{32}/", mail.outbox[-1].body).group()
    page.goto(f"{front_address}{link}")
    pictures.picture(page, "letters-link-wide")
    page.get_by_role("button", name="Yes, send it").click()
    letters.send_waiting({}, clock.now())
    assert {"ilse.brandt@assembly.example", "marta.lindqvist@assembly.example"} <= {
        one.to[0] for one in mail.outbox
    }
    page.reload()
    assert "Nothing waits here" in page.content()


def _in_russian(browser: Browser, front_address: str) -> None:
    page = pictures.visitor(browser, narrow=True, dark=True, scripts=False, language="ru").new_page()
    page.goto(f"{front_address}/ru/letters/")
    page.get_by_role("link", name=re.compile("гуманитарной визе")).first.click()
    pictures.picture(page, "letters-campaign-narrow-ru-dark")
    page.get_by_label("Ваш почтовый индекс").fill("99999")
    page.get_by_role("button", name="Кто решает за меня?").first.click()
    pictures.picture(page, "letters-unknown-narrow-ru")
    page.get_by_label("Ваш штат или регион").select_option("North Shore")
    page.get_by_role("button", name="Показать всех из этого региона").click()
    pictures.picture(page, "letters-region-narrow-ru")
    page.get_by_role("button", name="Написать").click()
    page.get_by_label("Своими словами").fill("Мой друг ждал в укрытии одиннадцать месяцев.")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "одиннадцать месяцев" in page.content(), "changing the language loses nothing"
    page.get_by_role("button", name="Русский").click()
    page.get_by_role("button", name="Продолжить").click()
    pictures.picture(page, "letters-ready-narrow-ru")
    page.get_by_role("button", name="Ещё и позвонить").click()
    pictures.picture(page, "letters-call-narrow-ru")
    page.get_by_role("button", name=re.compile("Склоняются")).first.click()
    assert "Засчитано" in page.content()


def test_the_letters_pages_are_accessible_and_fit(browser: Browser, running: str, front_address: str) -> None:
    official = props.official("Brandt").ref
    dangerous = next(card.ref for card in letters.list_public("en") if card.is_dangerous)
    paths = {
        "list": "",
        "page": f"{running}/",
        "dangerous": f"{dangerous}/",
        "board": "board/",
        "official": f"officials/{official}/",
    }
    for number, (name, path) in enumerate(paths.items()):
        narrow, dark, language = ((True, True, "ru"), (False, False, "en"))[number % 2]
        page = pictures.visitor(browser, narrow=narrow, dark=dark, language=language).new_page()
        page.goto(f"{front_address}/{language}/letters/{path}")
        pictures.picture(page, f"letters-{name}-{language}")
        pictures.assert_fits(page)
        pictures.assert_accessible(page)
    page = pictures.visitor(browser, narrow=True).new_page()
    page.goto(f"{front_address}/en/letters/{running}/")
    page.get_by_label("Your ZIP code").fill("10001")
    page.get_by_role("button", name="Who decides for me?").click()
    for step in ("Write to them", "Go on", "Call them as well"):
        pictures.assert_fits(page)
        pictures.assert_accessible(page)
        page.get_by_role("button", name=step).click()
    pictures.assert_accessible(page)


def test_kiras_letters_desk_is_accessible_and_fits(browser: Browser, running: str, desk_address: str) -> None:
    kira = at_work(clock.now()).kira
    draft = letters.draft_campaign(actor=kira, at=clock.now()).ref
    official = props.official("Lindqvist").ref
    paths = {
        "list": "",
        "running": f"{running}/",
        "draft": f"{draft}/",
        "text": f"{draft}/text/ru/",
        "addressees": f"{draft}/addressees/",
        "officials": "officials/",
        "official": f"officials/{official}/",
    }
    for number, (name, path) in enumerate(paths.items()):
        narrow, dark, language = ((False, False, "en"), (True, True, "ru"))[number % 2]
        context = pictures.visitor(browser, narrow=narrow, dark=dark, language=language)
        session = staff.open_session(staff.renew(kira), clock.now())
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": desk_address}])
        page = context.new_page()
        page.goto(f"{desk_address}/letters/{path}")
        pictures.picture(page, f"letters-desk-{name}-{language}")
        pictures.assert_fits(page)
        pictures.assert_accessible(page)
        context.close()
