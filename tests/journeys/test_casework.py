"""Cases at the desk in a real browser: pictures of the list, a family's case and a person; nothing for axe to find."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.sealed.casework import api as casework
from waystation.testing.cases import a_case, a_family, bring_to
from waystation.testing.cast import at_work

import pictures

pytestmark = pytest.mark.journey


def three_cases(at: datetime) -> tuple[staff.Actor, str, str]:
    """Open three cases, one of them a family's; return Noor, that case and Khava."""
    cast = at_work(at)
    opened, family = a_family(cast, at)
    noor, khava, musa = cast.noor, family["khava"].ref, family["musa"].ref
    bring_to(cast, family["ramzan"].ref, "departing", at)
    bring_to(cast, khava, "sheltered", at)
    bring_to(cast, musa, "planning", at)
    casework.open_overlay(actor=noor, person=musa, kind="detained", note="Taken from work", at=at)
    casework.set_next_step(
        actor=noor,
        case=opened.ref,
        text="Ask the lawyer in Grozny",
        due_on=at.date() + timedelta(days=1),
        at=at,
    )
    casework.add_task(
        actor=noor,
        case=opened.ref,
        text="Winter coats for the small ones",
        due_on=at.date() - timedelta(days=2),
        at=at,
    )
    casework.add_note(actor=noor, case=opened.ref, text="Khava slept for the first time in a week.", at=at)
    casework.give_consent(
        actor=noor,
        person=khava,
        purpose="onward_application",
        audiences=["governments"],
        excluded=["public"],
        identifiability="named",
        at=at,
    )
    casework.ask_approval(
        actor=noor,
        person=family["amina"].ref,
        move="end",
        end_reason="duplicate",
        reason="Entered twice",
        at=at,
    )
    a_case(cast, at - timedelta(days=30), called="Zelim")
    a_case(cast, at, called="Амал")
    return noor, opened.ref, khava


@pytest.fixture
def signed_in(browser: Browser, desk_address: str, transactional_db: None):
    """Return a function that opens a fresh browser in which Noor is signed in."""
    at = datetime.now(UTC)
    noor, case, khava = three_cases(at)
    cookie = staff.open_session(noor, clock.now())

    def sign_in(**options):
        context = pictures.visitor(browser, **options)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": desk_address}])
        return context

    return sign_in, desk_address, case, khava


def test_cases_and_people_read_well_everywhere(signed_in) -> None:
    sign_in, desk, case, khava = signed_in
    pages = {
        "list": "/cases/",
        "case": f"/cases/{case}/",
        "person": f"/cases/people/{khava}/",
        "change": f"/cases/people/{khava}/change/",
        "consent": f"/cases/people/{khava}/consent/",
        "readers": f"/cases/{case}/readers/",
        "print": f"/cases/{case}/print/",
        "today": "/",
    }
    looks = {
        "wide": {},
        "narrow": {"narrow": True},
        "dark": {"dark": True},
        "narrow-dark": {"narrow": True, "dark": True},
    }
    for look, options in looks.items():
        page = sign_in(**options).new_page()
        for name, path in pages.items():
            page.goto(desk + path)
            pictures.picture(page, f"casework-{name}-{look}")
            pictures.assert_fits(page)
            if "narrow" not in look:
                pictures.assert_accessible(page)


def test_the_desk_speaks_russian(signed_in) -> None:
    sign_in, desk, case, khava = signed_in
    page = sign_in(language="ru").new_page()
    for name, path in {
        "list": "/cases/",
        "case": f"/cases/{case}/",
        "person": f"/cases/people/{khava}/",
    }.items():
        page.goto(desk + path)
        assert page.locator("html").get_attribute("lang") == "ru"
        pictures.picture(page, f"casework-{name}-ru")
        pictures.assert_fits(page)
