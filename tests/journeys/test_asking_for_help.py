"""Zelim asks for help on a borrowed phone in Russian, scripts off; Vera answers him; he comes back with his words."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff

import pictures

pytestmark = pytest.mark.journey

LARGEST_PAGE = 60_000


def _weighed(page: Page) -> list[int]:
    """Weigh everything a page fetches; the style sheet comes once and is kept by the browser."""
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())) if answer.status == 200 else None)
    return sizes


def _see(page: Page, name: str) -> None:
    pictures.picture(page, f"help-{name}-narrow-ru")
    pictures.assert_fits(page)
    assert page.title().endswith("Информация")


def _words(page: Page) -> list[str]:
    return page.locator("ol.words li").all_inner_texts()


def _ask(page: Page, address: str) -> list[str]:
    page.goto(f"{address}/ru/")
    page.get_by_role("link", name="Попросить о помощи").click()
    _see(page, "1-happening")
    page.get_by_role("textbox", name="Что происходит?").fill(
        "Позавчера забрали моего друга. Сегодня приходили ко мне домой, спрашивали у матери, где я.\n\nЯ у знакомых, здесь можно быть до воскресенья."
    )
    page.get_by_role("button", name="Дальше").click()
    page.get_by_label("Не сию минуту, но может случиться в ближайшие дни").check()
    page.get_by_label("Нас ищут").check()
    _see(page, "2-danger")
    page.get_by_role("button", name="Дальше").click()
    page.get_by_role("textbox", name="Где вы примерно?").fill("Недалеко от Назрани")
    _see(page, "3-place")
    page.get_by_role("button", name="Дальше").click()
    page.get_by_label("Скольким взрослым").fill("два")
    page.get_by_role("button", name="Дальше").click()
    _see(page, "4-people-error")
    page.get_by_label("Скольким взрослым").fill("2")
    page.get_by_role("button", name="Дальше").click()
    page.get_by_label("Как с вами безопасно связаться?").fill("Телеграм @zelim_a, только писать")
    _see(page, "5-contact")
    page.get_by_role("button", name="Дальше").click()
    page.get_by_label("Файлы").set_input_files(
        [{"name": "повестка.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 300_000}]
    )
    page.get_by_role("button", name="Прикрепить и выбрать ещё").click()
    _see(page, "6-files")
    page.get_by_role("button", name="Дальше").click()
    _see(page, "7-check")
    page.get_by_role("button", name="Изменить Где вы").click()
    page.get_by_role("textbox", name="Где вы примерно?").fill("Назрань")
    page.get_by_role("button", name="Дальше").click()
    assert "Назрань" in page.locator("dl.summary").inner_text()
    page.get_by_role("button", name="Отправить").click()
    words = _words(page)
    _see(page, "8-words")
    page.reload()
    assert _words(page) == words
    page.get_by_role("button", name="Слова записаны").click()
    _see(page, "9-confirm")
    page.get_by_role("button", name="Готово").click()
    _see(page, "9-confirm-wrong")
    for field in page.locator("input[name^=word-]").all():
        field.fill(words[int(re.sub(r"\D", "", field.get_attribute("name"))) - 1])
    page.get_by_role("button", name="Готово").click()
    _see(page, "10-sent")
    assert page.context.cookies() == []
    return words


def _answer(browser: Browser, address: str, vera: staff.Actor) -> None:
    page = pictures.visitor(browser).new_page()
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": staff.open_session(vera, clock.now()),
                "url": address,
            }
        ]
    )
    page.goto(f"{address}/")
    pictures.picture(page, "help-today-wide")
    page.goto(f"{address}/queue/")
    pictures.picture(page, "help-queue-wide")
    pictures.assert_fits(page)
    pictures.assert_accessible(page)
    page.get_by_role("link", name="Позавчера забрали").click()
    page.get_by_role("button", name="Take it").click()
    page.get_by_label("They said yes to our working on this with them").check()
    page.get_by_role("button", name="Set", exact=True).click()
    page.get_by_label("Answer", exact=True).fill(
        "Зелим, мы прочитали. До воскресенья найдём место. Кто второй человек?"
    )
    page.get_by_label("Now we wait for them").check()
    page.get_by_role("button", name="Answer").click()
    pictures.picture(page, "help-request-wide")
    pictures.assert_fits(page)
    pictures.assert_accessible(page)
    page.goto(f"{address}/queue/call/")
    pictures.picture(page, "help-call-wide")
    pictures.assert_accessible(page)


def test_zelim_asks_is_answered_and_comes_back(
    browser: Browser, front_address: str, desk_address: str, vera: staff.Actor
) -> None:
    phone = pictures.visitor(browser, narrow=True, scripts=False, language="ru").new_page()
    sizes = _weighed(phone)
    words = _ask(phone, front_address)
    assert max(sizes) < LARGEST_PAGE
    _answer(browser, desk_address, vera)
    phone.goto(f"{front_address}/ru/return/")
    _see(phone, "11-return")
    phone.get_by_label("Ваши двенадцать слов").fill(" ".join([*words[:11], "ъъъъ"]))
    phone.get_by_role("button", name="Открыть").click()
    _see(phone, "11-return-typo")
    phone.get_by_label("Ваши двенадцать слов").fill(" ".join(words))
    phone.get_by_role("button", name="Открыть").click()
    assert "До воскресенья найдём место" in phone.locator("ol.chat").inner_text()
    phone.get_by_label("Напишите нам").fill("Мой брат. Ему девятнадцать.")
    phone.get_by_role("button", name="Отправить").click()
    assert "Ему девятнадцать" in phone.locator("ol.chat").inner_text()
    _see(phone, "12-mailbox")
    phone.get_by_role("link", name="Стереть всё").click()
    _see(phone, "13-forget")
    phone.goto(f"{front_address}/ru/mailbox/withdraw/")
    _see(phone, "14-withdraw")
    phone.get_by_role("button", name="Уйти сейчас").click()
    assert phone.context.cookies() == []
    phone.goto(f"{front_address}/ru/mailbox/")
    assert "/ru/return/" in phone.url


@pytest.mark.parametrize("where", ["ask/", "return/"])
def test_what_a_frightened_person_meets_first_is_accessible(
    browser: Browser, front_address: str, where: str
) -> None:
    for dark in (False, True):
        page = pictures.visitor(browser, dark=dark, language="ru").new_page()
        page.goto(f"{front_address}/ru/{where}")
        pictures.assert_accessible(page)
