"""A petition in a browser without scripts: sign, confirm by the mailed link, take it back, check the count."""

import multiprocessing
import os
import re
import signal
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import connections, transaction
from playwright.sync_api import Browser

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions import api as petitions
from waystation.testing import petitions as props
from waystation.testing.cast import at_work

import pictures
import walking
from mailbox_server import Mailbox

pytestmark = pytest.mark.journey


@pytest.fixture
def running(transactional_db: None) -> str:
    return props.furnish(at_work(clock.now()), clock.now())


def test_khava_signs_confirms_checks_and_takes_it_back(
    browser: Browser, running: str, front_address: str
) -> None:
    page = pictures.visitor(browser, narrow=True, scripts=False, language="ru").new_page()
    page.goto(f"{front_address}/ru/petitions/")
    pictures.picture(page, "petitions-list-narrow-ru")
    page.get_by_role("link", name=re.compile("безопасную дорогу")).last.click()
    pictures.picture(page, "petition-narrow-ru")
    page.get_by_role("link", name="Подписать").click()
    page.get_by_role("button", name="Подписать").click()
    pictures.picture(page, "petition-sign-errors-narrow-ru")
    page.get_by_label("Ваше имя — как хотите").fill("Хава")
    page.get_by_label("Ваш адрес почты").fill("khava@example.org")
    page.get_by_label("Страна, где вы живёте").select_option("LT")
    page.get_by_role("button", name="Подписать").click()
    assert page.url.endswith("/thanks/")
    pictures.picture(page, "petition-thanks-narrow-ru")
    petitions.send_waiting({}, clock.now())
    link = re.search(r"/ru/petitions/link/[0-9a-f]{32}/", mail.outbox[-1].body).group()
    page.goto(f"{front_address}{link}")
    pictures.picture(page, "petition-link-narrow-ru")
    page.get_by_role("button", name="Да, посчитайте меня").click()
    pictures.picture(page, "petition-receipt-narrow-ru")
    page.get_by_role("button", name="Отозвать мою подпись").click()
    page.get_by_role("button", name="Да, стереть всё").click()
    assert "Всё стёрто" in page.content()


def test_an_update_survives_kill_9_and_nobody_gets_it_twice(transactional_db: None, mailbox: Mailbox) -> None:
    """A real process, a real mail server, SIGKILL three times in the middle (T-54)."""
    at, readers = clock.now(), 40
    cast, pair = at_work(at), vault.new_key_pair()
    ref = props.an_open_petition(cast, at, pair=pair)
    props.asked_for_news(ref, range(readers), at)
    mailbox.mails.clear()
    update = props.an_update(
        cast, ref, {"en": ("News", "They answered."), "ru": ("Новости", "Ответили.")}, at
    )
    about = {"actor": cast.kira, "petition": ref, "update": update, "at": at}
    petitions.move_update(move="approve", **{**about, "actor": cast.ruth})
    with transaction.atomic():
        for file in props.addressed(pair, **about):
            petitions.lay_bundles(sent=[file], **about)
    petitions.move_update(move="send", **about)
    mailbox.pause = 0.01
    worker = multiprocessing.get_context("fork")
    for death in range(3):
        connections.close_all()
        before = len(mailbox.mails)
        process = worker.Process(target=petitions.send_update, args=({"update": update}, at))
        process.start()
        while len(mailbox.mails) < before + 7 + death and process.is_alive():
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    petitions.send_update({"update": update}, at)
    time.sleep(2 * mailbox.pause)
    card = petitions.get_update(cast.kira, ref, update)
    arrived = [mail["To"] for mail in mailbox.mails]
    assert len(set(arrived)) == len(arrived), "nobody twice"
    assert card.state == "sent"
    assert card.gone + card.uncertain == readers
    assert card.uncertain <= 3, "at most one for each death"
    assert readers - card.uncertain <= len(arrived) <= readers


def test_zelim_looks_up_what_came_of_a_petition_that_was_audited(
    browser: Browser, running: str, front_address: str
) -> None:
    page = pictures.visitor(browser, narrow=True, language="ru").new_page()
    page.goto(f"{front_address}/ru/petitions/")
    page.get_by_role("link", name=re.compile("Закрытые петиции")).click()
    pictures.picture(page, "petitions-archive-narrow-ru")
    pictures.assert_accessible(page)
    page.get_by_role("link", name=re.compile("Расследуйте открыто")).click()
    assert "Это люди?" in page.content()
    assert "По закону они должны ответить" in page.content()
    pictures.picture(page, "petition-audited-narrow-ru")
    pictures.assert_accessible(page)
    pictures.assert_fits(page)


def test_kira_and_olga_audit_a_petition_by_lot_without_scripts(
    browser: Browser, running: str, desk_address: str
) -> None:
    at = clock.now()
    cast = at_work(at)
    closed, drawn = at - timedelta(days=9), at - timedelta(days=2)
    about = {"actor": cast.kira, "petition": running}
    petitions.move_petition(move="close", at=closed, **about)
    petitions.move_petition(move="settle", at=closed + timedelta(days=4), **about)
    path = f"/petitions/{running}/audit/"
    walk = walking.Walk(browser, desk_address, desk_address, cast, "en", scripts=False)
    kira = walk.seat("kira", path)
    announced = {"source": "A named lottery", "number": "30"}
    walking.send(kira, **announced, drawn_on=at.date().isoformat())
    assert kira.locator("[name=source]").input_value() == "A named lottery", "a draw to come; it comes back"
    # What only the clock can bring: the draw was announced, and its day has passed.
    petitions.announce_audit(
        source="A named lottery", number=30, drawn_on=drawn.date(), at=drawn - timedelta(days=2), **about
    )
    kira = walk.seat("kira", path)
    pictures.picture(kira, "audit-announced-wide-en")
    walking.send(kira, result="4 8 15 16 23 42")
    found = {"reached": "28", "real": "28", "bad": "0", "unreached": "2", "auditor": "N. Aster, notary"}
    walking.send(kira, **found, found_on=at.date().isoformat())
    assert kira.locator("button[value=approve]").count() == 0, "nobody approves what they entered"
    olga = walk.seat("olga", path)
    pictures.picture(olga, "audit-found-wide-en")
    pictures.assert_fits(olga)
    walking.press(olga, "approve", name="go")
    audited = petitions.get_audit(running)
    assert (audited.state, audited.drawn, audited.reached) == ("published", 30, 28)


def test_the_pages_are_accessible_and_fit(browser: Browser, running: str, front_address: str) -> None:
    for path in ("", f"{running}/", f"{running}/sign/", f"{running}/check/", f"{running}/embed/"):
        for dark in (False, True):
            page = pictures.visitor(browser, dark=dark).new_page()
            page.goto(f"{front_address}/en/petitions/{path}")
            pictures.assert_accessible(page)
            pictures.assert_fits(page)
            if path.startswith(f"{running}/") and path.count("/") == 1 + path.endswith("embed/"):
                pictures.picture(page, f"petition-{'frame' if 'embed' in path else 'page'}{'-dark' * dark}")
        name = f"petition-{path.strip('/').removeprefix(running).strip('/') or ('page' if path else 'list')}"
        pictures.all_pictures(browser, f"{front_address}/en/petitions/{path}", name)


def test_kiras_desk_is_accessible_and_fits(browser: Browser, running: str, desk_address: str) -> None:
    kira = at_work(clock.now()).kira
    draft = petitions.draft_petition(actor=kira, is_dangerous=True, at=clock.now()).ref
    paths = {
        "list": "",
        "running": f"{running}/",
        "sheets": f"{running}/sheets/",
        "delivery": f"{running}/delivery/",
        "draft": f"{draft}/",
        "text": f"{draft}/text/ru/",
        "keys": "keys/",
    }
    for name, path in paths.items():
        for narrow, dark, language in ((False, False, "en"), (True, False, "ru"), (False, True, "en")):
            context = pictures.visitor(browser, narrow=narrow, dark=dark, language=language)
            session = staff.open_session(staff.renew(kira), clock.now())
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": desk_address}]
            )
            page = context.new_page()
            page.goto(f"{desk_address}/petitions/{path}")
            pictures.picture(page, f"campaign-{name}-{'narrow' if narrow else 'wide'}-{language}-{dark}")
            pictures.assert_fits(page)
            if path.startswith(f"{running}/") and path.count("/") == 1 + path.endswith("embed/"):
                pictures.picture(page, f"petition-{'frame' if 'embed' in path else 'page'}{'-dark' * dark}")
            pictures.assert_accessible(page)
            context.close()
