"""From a page to a dossier in a browser without scripts: clip, tag, write, have it checked, take the PDF."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as now_set
from playwright.sync_api import Browser

from waystation.foundation.kernel import clock
from waystation.foundation.library import api as library
from waystation.foundation.library.tests import hostile
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.testing import library as props
from waystation.testing.cast import at_work

import pictures
from walking import Walk, follow, last_part, press, send

pytestmark = pytest.mark.journey


def test_kira_clips_karim_writes_tomas_checks_and_the_dossier_leaves(
    browser: Browser, transactional_db: None, desk_address: str, settings, tmp_path: Path
) -> None:
    with hostile.site() as site:
        settings.FETCH_ALLOW = frozenset({site.host})
        walk = Walk(browser, "", desk_address, at_work(clock.now()), "ru", scripts=False)
        kira = walk.seat("kira", "/library/clip/")
        walk.see(kira, "library-clip")
        send(kira, address=f"{site.origin}/page", country="by", subjects="bills, families")
        walk.see(kira, "library-waiting")
        clipping = last_part(kira)
        outbox.run_due(dict(library.HANDLERS), clock.now() + timedelta(minutes=1))
        kira.reload()
        assert "On Monday the committee" in kira.content()
        walk.see(kira, "library-clipping")
        follow(kira, f"{clipping}/edit/")
        send(kira, excerpt="Комитет готовит закон, по которому детей смогут забирать у родителей.")
        assert "смогут забирать" in kira.content()
    karim = walk.seat("karim", "/library/conditions/write/")
    send(karim, country="by")
    walk.see(karim, "library-write-errors")
    said = {
        "country": "by",
        "by": "parliament",
        "kind": "custody",
        "from_on": "2017-05-08",
        "statement_en": "A committee is preparing a law by which children can be taken from their parents.",
        "statement_ru": "Комитет готовит закон, по которому детей смогут забирать у родителей.",
    }
    send(karim, **said)
    entry = last_part(karim)
    send(karim, clipping=clipping, spot="абз. 2")
    press(karim, "offer")
    walk.see(karim, "library-offered")
    tomas = walk.seat("tomas", f"/library/conditions/{entry}/")
    press(tomas, "check")
    walk.see(tomas, "library-checked")
    karim = walk.seat("karim", "/library/dossier/")
    walk.see(karim, "library-dossier")
    karim.locator('[name="country"]').select_option("by")
    karim.locator('[name="since"]').fill("2017-01-01")
    karim.locator('[name="until"]').fill("2017-12-31")
    with karim.expect_download() as coming:
        karim.locator("main form.form button").first.click()
    made = Path(tmp_path) / "dossier.pdf"
    coming.value.save_as(made)
    assert made.read_bytes().startswith(b"%PDF-")


def test_the_librarys_pages_are_accessible_and_fit(
    browser: Browser, transactional_db: None, desk_address: str
) -> None:
    cast = at_work(clock.now())
    props.furnish(cast, clock.now())
    text = library.list_clippings().cards[0].ref
    entry = library.list_conditions(cast.karim)[0].ref
    bill = library.list_bills()[0].ref
    wide = {
        "list": "",
        "edit": f"clippings/{text}/edit/",
        "bill": f"bills/{bill}/",
        "entries": "conditions/",
        "dossier": "dossier/",
    }
    narrow = {
        "list": "",
        "text": f"clippings/{text}/",
        "feeds": "feeds/",
        "bills": "bills/",
        "entry": f"conditions/{entry}/",
    }
    for paths, is_narrow, language in ((wide, False, "en"), (narrow, True, "ru")):
        context = pictures.visitor(browser, narrow=is_narrow, dark=is_narrow, language=language)
        session = staff.open_session(staff.renew(cast.karim), clock.now())
        context.add_cookies([{"name": now_set.SESSION_COOKIE_NAME, "value": session, "url": desk_address}])
        page = context.new_page()
        for name, path in paths.items():
            page.goto(f"{desk_address}/library/{path}")
            pictures.picture(page, f"library-{name}-{'narrow-dark' if is_narrow else 'wide'}-{language}")
            pictures.assert_fits(page)
            pictures.assert_accessible(page)
        context.close()
