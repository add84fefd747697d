"""Marta offers three beds without scripts in Russian; Hanna and Olga vet her at the desk; Noor finds her."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.sealed.allies import api as allies
from waystation.testing import allies as props
from waystation.testing.cast import Cast, at_work

import pictures

pytestmark = pytest.mark.journey


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return at_work(clock.now())


def _see(page: Page, name: str, *, is_checked: bool = False) -> None:
    pictures.picture(page, f"offer-{name}")
    pictures.assert_fits(page)
    if is_checked:
        pictures.assert_accessible(page)


def _seat(browser: Browser, actor: staff.Actor, address: str, **how: object) -> Page:
    context: BrowserContext = pictures.visitor(browser, **how)
    session = staff.open_session(staff.renew(actor), clock.now())
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return context.new_page()


def _offer(page: Page, address: str) -> list[str]:
    page.goto(f"{address}/ru/")
    page.get_by_role("link", name="Предложить помощь").click()
    _see(page, "1-kind-narrow-ru")
    page.get_by_role("button", name="Дальше").click()
    _see(page, "1-kind-error-narrow-ru")
    page.get_by_label("Жильё").check()
    page.get_by_role("button", name="Дальше").click()
    page.get_by_label("Сколько человек может переночевать?").fill("три")
    page.get_by_label("Кошка").check()
    page.get_by_role("button", name="Дальше").click()
    _see(page, "2-what-error-narrow-ru")
    page.get_by_label("Сколько человек может переночевать?").fill("3")
    page.get_by_role("button", name="Дальше").click()
    page.get_by_label("Какой город или край?").fill("Вильнюс")
    page.get_by_label("русский").check()
    _see(page, "3-where-narrow-ru")
    page.get_by_role("button", name="Дальше").click()
    page.get_by_label("Как к вам обращаться?").fill("Марта")
    page.get_by_label("Человек, который хорошо вас знает").first.fill("Рута, учительница")
    _see(page, "4-about-narrow-ru")
    page.get_by_role("button", name="Дальше").click()
    _see(page, "5-check-narrow-ru")
    page.get_by_role("button", name="Отправить").click()
    words: list[str] = page.locator("ol.words li").all_inner_texts()
    _see(page, "6-words-narrow-ru")
    page.get_by_role("button", name="Слова записаны").click()
    for field in page.locator("input[name^=word-]").all():
        field.fill(words[int(re.sub(r"\D", "", field.get_attribute("name") or "")) - 1])
    page.get_by_role("button", name="Готово").click()
    _see(page, "7-sent-narrow-ru")
    return words


def _note(page: Page, summary: str, **said: str) -> None:
    part = page.locator(f'details:has(summary:text-is("{summary}"))')
    part.locator("summary").click()
    for name, value in said.items():
        field = part.locator(f'[name$="-{name}"]')
        kind = field.first.evaluate("it => it.type")
        if kind in {"radio", "checkbox"}:
            part.locator(f'[name$="-{name}"][value="{value}"]').check()
        elif kind.startswith("select"):
            field.select_option(value)
        else:
            field.fill(value)
    part.get_by_role("button", name="Save").click()


def _move(page: Page, move: str, reason: str = "") -> None:
    page.locator(f'button[name="move"][value="{move}"]').click()
    if reason:
        page.get_by_label("Why").fill(reason)
        page.locator("main form.form button.button").click()


def _vet(page: Page, ref: str, address: str) -> None:
    page.goto(f"{address}/helpers/offers/")
    _see(page, "desk-list-wide-en", is_checked=True)
    page.goto(f"{address}/helpers/offers/{ref}/")
    page.get_by_label("No", exact=True).check()
    page.locator("form[action$='/tie/'] button").click()
    for move in ("look", "check"):
        _move(page, move)
    _note(page, "Note a check", kind="identity", text="Passport seen on a call.")
    for who in ("Ruta", "Jonas"):
        _note(page, "Note a reference", who=who, verdict="good", text="Has known her for years.")
    _move(page, "talk")
    _note(page, "Note a check", kind="conversation", text="An hour; calm, asks little.")
    _note(page, "Go through the signs")
    _note(page, "Propose", sensitivity="close")
    _see(page, "desk-vetting-wide-en", is_checked=True)
    _move(page, "recommend", "Steady and careful.")


def _find(page: Page) -> None:
    page.locator('[name="place"]').fill("Vilnius")
    page.locator('[name="beds"]').fill("3")
    page.locator('[name="without"][value="dog"]').check()
    page.locator("main form.panel button").click()


def test_marta_offers_three_beds_two_people_vet_her_and_noor_finds_her(
    browser: Browser, people: Cast, front_address: str, desk_address: str
) -> None:
    phone = pictures.visitor(browser, narrow=True, scripts=False, language="ru").new_page()
    words = _offer(phone, front_address)
    ref = allies.list_allies(people.hanna, states=("offered",)).rows[0].ref
    _vet(_seat(browser, people.hanna, desk_address), ref, desk_address)
    olga = _seat(browser, people.olga, desk_address)
    olga.goto(f"{desk_address}/")
    assert "you may be the second person" in olga.content()
    olga.goto(f"{desk_address}/helpers/offers/{ref}/")
    olga.get_by_label("No", exact=True).check()
    olga.locator("form[action$='/tie/'] button").click()
    _note(olga, "Go through the signs")
    _move(olga, "trust", "I agree.")
    noor = _seat(browser, people.noor, desk_address)
    noor.goto(f"{desk_address}/helpers/")
    _find(noor)
    _see(noor, "desk-found-wide-en", is_checked=True)
    noor.get_by_role("link", name="Марта").click()
    _see(noor, "desk-helper-wide-en", is_checked=True)
    allies.answer(actor=people.hanna, ally=ref, text="Марта, спасибо. Всё готово.", at=clock.now())
    phone.goto(f"{front_address}/ru/return/")
    phone.get_by_label("Ваши двенадцать слов").fill(" ".join(words))
    phone.locator("form#question button").click()
    assert "Всё готово" in phone.content()
    _see(phone, "8-messages-narrow-ru")


def test_the_pages_fit_and_are_accessible_in_the_dark_and_in_russian(
    browser: Browser, people: Cast, front_address: str, desk_address: str
) -> None:
    props.furnish(people, clock.now())
    page = pictures.visitor(browser, dark=True).new_page()
    page.goto(f"{front_address}/en/offer/")
    _see(page, "kind-wide-dark-en", is_checked=True)
    rows = allies.list_allies(people.hanna, states=("suspended", "recommended", "trusted")).rows
    worried = next(row.ref for row in rows if row.state == "suspended")
    waiting = next(row.ref for row in rows if row.state == "recommended")
    olga = _seat(browser, people.olga, desk_address, narrow=True, language="ru")
    for name, path in (("list", "offers/"), ("second", f"offers/{waiting}/")):
        olga.goto(f"{desk_address}/helpers/{path}")
        _see(olga, f"desk-{name}-narrow-ru", is_checked=True)
    olga = _seat(browser, people.olga, desk_address, dark=True, language="ru")
    olga.goto(f"{desk_address}/helpers/offers/{worried}/")
    _see(olga, "desk-worry-wide-dark-ru", is_checked=True)
    olga.goto(f"{desk_address}/helpers/")
    _find(olga)
    _see(olga, "desk-find-wide-dark-ru", is_checked=True)
    today = _seat(browser, people.hanna, desk_address)
    today.goto(f"{desk_address}/")
    _see(today, "desk-today-wide-en", is_checked=True)
