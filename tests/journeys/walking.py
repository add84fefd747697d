"""Walking both doors in either language: forms are met by the names of their fields, pages by their addresses."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.testing.cast import Cast

import pictures

PATIENCE = 30_000
MOST_TABS = 60


@dataclass
class Walk:
    """One story in one language: who walks, where the doors are, and the pictures on the way."""

    browser: Browser
    front: str
    desk: str
    cast: Cast
    language: str
    scripts: bool
    _numbers: Any = field(default_factory=lambda: count(1))
    _seats: dict[str, Page] = field(default_factory=dict)

    def phone(self) -> Page:
        """Return a page on a narrow screen of somebody who was never here."""
        return self._patient(narrow=True).new_page()

    def empty_seat(self) -> Page:
        """Return a page at the desk at which nobody has signed in."""
        return self._patient(narrow=False).new_page()

    def seat(self, login: str, path: str) -> Page:
        """Return the page of one of the cast, signed in, at an address of the desk."""
        if login not in self._seats:
            page = self.empty_seat()
            session = staff.open_session(getattr(self.cast, login), clock.now())
            page.context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.desk}]
            )
            self._seats[login] = page
        page = self._seats[login]
        page.goto(f"{self.desk}{path}")
        return page

    def take_seat(self, login: str, page: Page) -> None:
        """Keep the page at which one of the cast signed in by themselves."""
        self._seats[login] = page

    def see(self, page: Page, name: str) -> None:
        """Save a picture of the page; nothing sticks out, and axe finds nothing where it may run."""
        pictures.picture(page, f"story-{self.language}-{next(self._numbers):02}-{name}")
        assert page.locator("html").get_attribute("lang") == self.language
        pictures.assert_fits(page)
        if self.scripts:
            pictures.assert_accessible(page)

    def _patient(self, *, narrow: bool) -> BrowserContext:
        context = pictures.visitor(self.browser, narrow=narrow, scripts=self.scripts, language=self.language)
        context.set_default_timeout(PATIENCE)
        return context


def follow(page: Page, address: str) -> None:
    """Follow the first link in the page's own part whose address holds these letters."""
    _press(page, page.locator(f'main a[href*="{address}"], aside a[href*="{address}"]').first)


def press(page: Page, value: str, *, name: str = "move") -> None:
    """Press the button of this name and value."""
    _press(page, page.locator(f'button[name="{name}"][value="{value}"]').first)


def press_in(page: Page, action: str) -> None:
    """Press the button of the form that goes to this address."""
    _press(page, page.locator(f'form[action*="{action}"] button').first)


def send(page: Page, **said: str) -> None:
    """Fill the form that has these fields and press its main button."""
    form = _form(page, said)
    _fill(form, said)
    _press(page, form.locator("button").first)


def send_by_keyboard(page: Page, button: str = ".buttons button", **said: str) -> None:
    """Fill the form that has these fields; come to its main button with Tab alone, and press Enter."""
    if said:
        _fill(_form(page, said), said)
    target = page.locator(f"main {button}").first
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("it => it === document.activeElement"):
            break
    else:
        raise AssertionError(f"{page.url}: Tab does not come to {button}")
    with page.expect_navigation(timeout=PATIENCE):
        page.keyboard.press("Enter")


def check_off(page: Page, *kinds: str) -> None:
    """Tick lines of a person's checklist."""
    for kind in kinds:
        _press(page, page.locator(f'form:has(input[name="kind"][value="{kind}"]) button').first)


def last_part(page: Page) -> str:
    """Return the last part of the address: the reference of what the page shows."""
    return page.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]


def _form(page: Page, said: dict[str, str]) -> Locator:
    return page.locator("form" + "".join(f':has([name="{name}"])' for name in said)).first


def _fill(form: Locator, said: dict[str, str]) -> None:
    for name, value in said.items():
        kind = form.locator(f'[name="{name}"]').first.evaluate("it => it.type")
        if kind == "checkbox" and value == "on":
            form.locator(f'[name="{name}"]').check()
        elif kind in {"radio", "checkbox"}:
            form.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind.startswith("select"):
            form.locator(f'[name="{name}"]').select_option(value)
        else:
            form.locator(f'[name="{name}"]').fill(value)


def _press(page: Page, target: Locator) -> None:
    with page.expect_navigation(timeout=PATIENCE):
        target.click()
