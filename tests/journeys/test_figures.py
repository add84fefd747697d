"""The figures in a browser: how they grew, beside what others reported, and the noise budget at the desk."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.outreach.figures import api as figures
from waystation.release import api as release
from waystation.testing.cast import Cast, at_work

import pictures

pytestmark = pytest.mark.journey

SAID = (
    (
        date(2017, 4, 20),
        {"requests": 75, "brought_out": 15},
        {"abroad": "Fewer than five people, or nobody: a number so small could point at somebody."},
        0,
    ),
    (date(2017, 5, 18), {"requests": 80, "brought_out": 42, "abroad": 9}, {}, 0),
    (date(2018, 3, 29), {"requests": 171, "brought_out": 98, "abroad": 88}, {}, 500),
)
REPORTED = (
    (date(2017, 4, 20), "contacts", 75, "about", "Igor Kochetkov in Legal Dialogue"),
    (date(2017, 5, 17), "evacuated", 40, "", "Igor Kochetkov to Nastoyashcheye Vremya"),
    (date(2017, 5, 17), "left_country", 9, "", "Igor Kochetkov to Nastoyashcheye Vremya"),
    (date(2017, 5, 19), "evacuated", 43, "", "BBC"),
    (date(2018, 3, 29), "relocated", 100, "", "Russian LGBT Network, one year on"),
)


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    found = at_work(clock.now())
    for as_of, measure, value, qualifier, source in REPORTED:
        figures.note_reported(as_of=as_of, measure=measure, value=value, qualifier=qualifier, source=source)
    for number, (as_of, shown, held, noise) in enumerate(SAID):
        figures.publish(
            as_of=as_of, shown=shown, held_back=held, proposal=f"p{number}", noise=noise, at=clock.now()
        )
    figures.draw_charts({}, clock.now())
    asked = release.ask_for_noise(actor=found.ruth, thousandths=2000, at=clock.now())
    release.decide_on_noise(actor=found.olga, allowance=asked.ref, move="grant", at=clock.now())
    release.ask_for_noise(actor=found.olga, thousandths=1000, at=clock.now())
    return found


def test_anybody_reads_how_the_numbers_grew_beside_what_others_reported(
    browser: Browser, cast: Cast, front_address: str
) -> None:
    for narrow, dark, language in ((False, False, "en"), (True, True, "ru")):
        context = pictures.visitor(browser, narrow=narrow, dark=dark, language=language)
        page = context.new_page()
        page.goto(f"{front_address}/{language}/figures/")
        page.locator("main details summary").first.click()
        pictures.picture(page, f"figures-{'narrow' if narrow else 'wide'}-{language}")
        assert "± 6" in page.content()
        pictures.assert_fits(page)
        pictures.assert_accessible(page)
        context.close()


def test_ruth_spends_what_olga_granted(browser: Browser, cast: Cast, desk_address: str) -> None:
    proposal = release.propose(actor=cast.ruth, as_of=clock.today(), epsilon=500, at=clock.now()).ref
    for number, path in enumerate(("", "budget/", "reported/", f"{proposal}/")):
        context = pictures.visitor(browser, narrow=number % 2 == 1, language="ru" if number == 1 else "en")
        session = staff.open_session(staff.renew(cast.ruth), clock.now())
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": desk_address}])
        page = context.new_page()
        page.goto(f"{desk_address}/figures/{path}")
        pictures.picture(page, f"release-{path.strip('/') if number else 'figures'}"[:24])
        pictures.assert_fits(page)
        pictures.assert_accessible(page)
        context.close()
