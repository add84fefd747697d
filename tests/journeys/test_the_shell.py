"""The shell of both doors in a real browser: pictures, accessibility, narrow screens, right to left."""

import pytest
from playwright.sync_api import Browser

from waystation.testing.doors import serve

import pictures
from patterns import sample

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("door", ["front", "desk"])
def test_every_component_is_accessible_and_fits(browser: Browser, transactional_db: None, door: str) -> None:
    with serve(door, urlconf=sample.urlconf(door)) as address:
        pictures.all_pictures(browser, f"{address}/sample/", f"shell-{door}")
        for dark in (False, True):
            page = pictures.visitor(browser, dark=dark).new_page()
            page.goto(f"{address}/sample/")
            pictures.assert_accessible(page)


def test_the_first_page_is_light_and_leaves_in_one_press(browser: Browser, front_address: str) -> None:
    page = pictures.visitor(browser, narrow=True, scripts=False, language="ru").new_page()
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(f"{front_address}/", wait_until="networkidle")
    assert page.title() == "Информация"
    assert sum(sizes) < 60_000
    pictures.picture(page, "shell-start-narrow-ru")
    page.get_by_role("button", name="Уйти сейчас").click()
    assert page.url == f"{front_address}/calendar"
    pictures.picture(page, "shell-calendar-narrow-ru")


def test_escape_three_times_leaves_where_scripts_are_on(browser: Browser, front_address: str) -> None:
    page = pictures.visitor(browser).new_page()
    page.goto(f"{front_address}/en/")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(f"{front_address}/calendar")
    assert page.context.cookies() == []


@pytest.mark.parametrize("door", ["front", "desk"])
@pytest.mark.parametrize("narrow", [False, True])
def test_the_shell_turns_round_for_arabic(
    browser: Browser, transactional_db: None, settings, door: str, narrow: bool
) -> None:
    settings.LANGUAGES = [("en", "English"), ("ar", "العربيّة")]
    with serve(door, urlconf=sample.urlconf(door)) as address:
        page = pictures.visitor(browser, narrow=narrow, language="ar").new_page()
        page.goto(f"{address}/sample/")
        assert page.locator("html").get_attribute("dir") == "rtl"
        pictures.picture(page, f"shell-{door}-{'narrow' if narrow else 'wide'}-rtl")
        pictures.assert_fits(page)


@pytest.mark.parametrize("narrow", [False, True])
def test_what_a_frightened_person_meets_turns_round_for_arabic(
    browser: Browser, front_address: str, settings, narrow: bool
) -> None:
    settings.LANGUAGES = [("en", "English"), ("ar", "العربيّة")]
    page = pictures.visitor(browser, narrow=narrow, language="ar").new_page()
    for name, path in {"start": "", "ask": "ask/", "return": "return/", "figures": "figures/"}.items():
        page.goto(f"{front_address}/ar/{path}")
        assert page.locator("html").get_attribute("dir") == "rtl"
        pictures.picture(page, f"front-{name}-{'narrow' if narrow else 'wide'}-rtl")
        pictures.assert_fits(page)
