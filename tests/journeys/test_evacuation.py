"""The way out in a real browser: the line of time, a journey, the night, the escort's page, and “I am safe” on a phone."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation import api as evacuation
from waystation.testing.cast import Cast, at_work
from waystation.testing.journeys import a_case_with_words, a_journey, a_released_journey, work_until

import pictures

pytestmark = pytest.mark.journey


def three_journeys(at: datetime) -> tuple[Cast, bytes, str]:
    """One under way whose word is missed, one released, one planned; return the cast, the words and the first."""
    cast = at_work(at)
    began = at - timedelta(hours=3)
    case, receipt = a_case_with_words(cast, began)
    first = a_released_journey(cast, case.ref, began)
    evacuation.move_leg(actor=cast.pavel, leg=first.legs[0].ref, move="depart", at=began + timedelta(hours=1))
    evacuation.set_check_in(
        actor=cast.noor, journey=first.ref, due_at=at + timedelta(hours=2), grace=30, at=began
    )
    a_released_journey(cast, a_case_with_words(cast, at)[0].ref, at, has_escort=False)
    a_journey(cast, a_case_with_words(cast, at)[0].ref, at, kind="onward")
    work_until(at)
    return cast, receipt.entropy, first.ref


def seen(browser: Browser, address: str, path: str, name: str, cookie: tuple[str, str]) -> None:
    """Take a page's picture wide, narrow, in Russian and in the dark, and let axe look at it."""
    for narrow, dark, language in ((False, False, "en"), (True, False, "ru"), (False, True, "en")):
        context = pictures.visitor(browser, narrow=narrow, dark=dark, language=language)
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": address}])
        page = context.new_page()
        page.goto(f"{address}{path}")
        pictures.picture(page, f"evacuation-{name}-{'narrow' if narrow else 'wide'}-{language}-{dark}")
        pictures.assert_fits(page)
        pictures.assert_accessible(page)
        context.close()


def test_the_way_out_is_seen_and_nothing_sticks_out(
    browser: Browser, desk_address: str, front_address: str
) -> None:
    at = clock.now()
    cast, entropy, first = three_journeys(at)
    card = evacuation.get_journey(cast.noor, first, at)

    def desk(actor: staff.Actor) -> tuple[str, str]:
        return settings.SESSION_COOKIE_NAME, staff.open_session(staff.renew(actor), clock.now())

    for path, name, actor in (
        ("/", "today", cast.noor),
        ("/journeys/", "list", cast.noor),
        ("/journeys/tonight/", "tonight", cast.noor),
        (f"/journeys/{first}/", "journey", cast.noor),
        (f"/journeys/plans/{card.plan}/", "plan", cast.olga),
        ("/journeys/", "errands", cast.pavel),
    ):
        seen(browser, desk_address, path, name, desk(actor))
    visit = (vault.visit_cookie(), vault.seal_visit(entropy, clock.now()))
    seen(browser, front_address, "/ru/mailbox/", "mailbox", visit)
