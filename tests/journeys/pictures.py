"""A browser, the pictures it takes of each page, and what axe finds on it; shared by every journey."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FOLDER = Path(os.environ.get("WAYSTATION_PICTURES", "build/pictures"))
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
# axe's rules for WCAG 2.2 A and AA, and its best practices.
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Debian's chromium for the length of the block."""
    # Playwright runs a loop of its own in this thread, which the framework would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM)
        try:
            yield found
        finally:
            found.close()
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def visitor(
    browser: Browser,
    *,
    narrow: bool = False,
    dark: bool = False,
    scripts: bool = True,
    language: str = "en",
) -> BrowserContext:
    """Return a fresh browser profile: nobody has been here before."""
    context = browser.new_context(
        viewport=NARROW if narrow else WIDE,
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        locale=language,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    return context


def picture(page: Page, name: str) -> Path:
    """Save the whole page under a name; return where."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path


def all_pictures(browser: Browser, address: str, name: str, *, state: BrowserContext | None = None) -> None:
    """Save one page wide, narrow, and both in the dark; signed in as in ``state`` where it is given."""
    for narrow in (False, True):
        for dark in (False, True):
            context = visitor(browser, narrow=narrow, dark=dark)
            if state is not None:
                context.add_cookies(state.cookies())
            page = context.new_page()
            page.goto(address)
            picture(page, "-".join([name, "narrow" if narrow else "wide", *(["dark"] if dark else [])]))
            assert_fits(page)
            context.close()


def assert_fits(page: Page) -> None:
    """Check that nothing sticks out sideways."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} px wider than the screen"


def assert_accessible(page: Page) -> None:
    """Check that axe finds nothing; the page needs scripts for the scan only."""
    found = Axe().run(page, options=_RULES).response["violations"]
    assert not found, "\n".join(
        f"{page.url}: {one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes']]}"
        for one in found
    )
