"""The digest in a browser without scripts: read, ask for it by mail through a real mail server, confirm, get an edition, stop."""

import email
import multiprocessing
import os
import re
import signal
import time

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.outreach.digest import api as digest
from waystation.testing import digest as props
from waystation.testing.cast import Cast, at_work

import pictures
from mailbox_server import Mailbox

pytestmark = pytest.mark.journey


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    found = at_work(clock.now())
    props.furnish(found, clock.now())
    return found


def _link(mail: email.message.EmailMessage) -> str:
    body = mail.get_body(("plain",)).get_content()
    return re.search(r"/ru/digest/link/[0-9a-f]{32}/", body).group()


def test_aslan_reads_subscribes_gets_an_edition_and_stops(
    browser: Browser, cast: Cast, mailbox: Mailbox, front_address: str
) -> None:
    page = pictures.visitor(browser, narrow=True, scripts=False, language="ru").new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{front_address}/ru/digest/")
    pictures.picture(page, "digest-list-narrow-ru")
    page.get_by_role("link", name=re.compile("Читать дальше")).last.click()
    pictures.picture(page, "digest-entry-narrow-ru")
    assert "Исправления" in page.content()
    page.goto(f"{front_address}/ru/digest/mail/")
    page.get_by_label("Ваш адрес почты").fill("нет такого")
    page.get_by_role("button", name="Пришлите мне ссылку").click()
    pictures.picture(page, "digest-subscribe-errors-narrow-ru")
    page.get_by_label("Ваш адрес почты").fill("aslan@example.org")
    page.get_by_label("Каждый выпуск").check()
    page.get_by_role("button", name="Пришлите мне ссылку").click()
    assert page.url.endswith("/thanks/")
    digest.send_waiting({}, clock.now())
    page.goto(f"{front_address}{_link(mailbox.mails[0])}")
    pictures.picture(page, "digest-link-narrow-ru")
    page.get_by_role("button", name="Да, присылайте").click()
    [edition] = digest.list_editions(cast.olga)
    digest.move_edition(actor=cast.olga, edition=edition.ref, move="send", at=clock.now())
    digest.send_edition({"edition": edition.ref}, clock.now())
    arrived = mailbox.mails[1]
    assert arrived["Subject"] == "Что нового"
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page.goto(f"{front_address}{_link(arrived)}")
    page.get_by_role("button", name="Отказаться и стереть мой адрес").click()
    pictures.picture(page, "digest-stopped-narrow-ru")
    assert "Ваш адрес стёрт" in page.content()
    assert digest.count_readers(cast.olga).confirmed == 0
    assert asked
    assert all(url.startswith(front_address) for url in asked), "nothing is asked of another site"


def test_an_edition_survives_kill_9_and_nobody_gets_it_twice(cast: Cast, mailbox: Mailbox) -> None:
    """A real process, a real mail server, SIGKILL three times in the middle."""
    readers, mailbox.pause = 60, 0.01
    props.readers(range(readers), clock.now())
    [edition] = digest.list_editions(cast.olga)
    digest.move_edition(actor=cast.olga, edition=edition.ref, move="send", at=clock.now())
    worker = multiprocessing.get_context("fork")
    for death in range(3):
        connections.close_all()
        before = len(mailbox.mails)
        process = worker.Process(target=digest.send_edition, args=({"edition": edition.ref}, clock.now()))
        process.start()
        while len(mailbox.mails) < before + 7 + death and process.is_alive():
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    digest.send_edition({"edition": edition.ref}, clock.now())
    time.sleep(2 * mailbox.pause)
    card = digest.get_edition(cast.olga, edition.ref)
    arrived = [mail["To"] for mail in mailbox.mails]
    assert len(set(arrived)) == len(arrived), "nobody twice"
    assert card.state == "sent"
    assert card.gone + card.uncertain == readers
    assert card.uncertain <= 3, "at most one for each death"
    assert readers - card.uncertain <= len(arrived) <= readers


def test_the_digests_pages_are_accessible_and_fit(browser: Browser, cast: Cast, front_address: str) -> None:
    newest = digest.list_entries("en").entries[-1].ref
    paths = {
        "list": "digest/",
        "entry": f"digest/{newest}/",
        "mail": "digest/mail/",
        "questions": "questions/",
        "giving": "giving/",
        "act": "act/",
    }
    for number, (name, path) in enumerate(paths.items()):
        narrow, dark, language = ((False, False, "en"), (True, True, "ru"))[number % 2]
        context = pictures.visitor(browser, narrow=narrow, dark=dark, language=language)
        page = context.new_page()
        page.goto(f"{front_address}/{language}/{path}")
        pictures.picture(page, f"digest-{name}-{'narrow' if narrow else 'wide'}-{language}")
        pictures.assert_fits(page)
        pictures.assert_accessible(page)
        context.close()


def test_the_editors_desk_is_accessible_and_fits(browser: Browser, cast: Cast, desk_address: str) -> None:
    draft = props.a_draft(cast, clock.now(), digest.ENTRY, {"en": ("A draft", "Short.", "Long.")})
    [edition] = digest.list_editions(cast.kira)
    waiting = next(one for one in digest.list_for_desk(cast.olga, digest.ENTRY) if one.state == "review")
    mine = digest.begin_edition(actor=cast.kira, at=clock.now()).ref
    paths = {
        "list": "",
        "questions": "?kind=question",
        "piece": f"{draft}/",
        "waiting": f"{waiting.ref}/",
        "words": f"{draft}/words/ru/",
        "details": f"{draft}/details/",
        "topics": "topics/",
        "editions": "mail/",
        "edition": f"mail/{edition.ref}/",
        "edition-words": f"mail/{mine}/words/",
    }
    for number, (name, path) in enumerate(paths.items()):
        narrow, language = (number % 2 == 1), "ru" if number % 3 == 1 else "en"
        context = pictures.visitor(browser, narrow=narrow, dark=number % 4 == 3, language=language)
        session = staff.open_session(staff.renew(cast.kira), clock.now())
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": desk_address}])
        page = context.new_page()
        page.goto(f"{desk_address}/digest/{path}")
        pictures.picture(page, f"editors-{name}-{'narrow' if narrow else 'wide'}-{language}")
        pictures.assert_fits(page)
        pictures.assert_accessible(page)
        context.close()
