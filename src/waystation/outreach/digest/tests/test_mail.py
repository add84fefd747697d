"""Reading by mail: nobody without their button, nobody twice, nobody found in a stolen database, and away with one press."""

import re
import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connection

from waystation.foundation.kernel.errors import Refused
from waystation.outreach.digest import api as digest
from waystation.outreach.digest.models import Parcel, Subscriber
from waystation.testing import digest as props

LINK = re.compile(r"/(?:en|ru)/digest/link/([0-9a-f]{32})/")
SEND = "django.core.mail.EmailMultiAlternatives.send"


def mails(at):
    digest.send_waiting({}, at)
    found, mail.outbox[:] = list(mail.outbox), []
    return found


def post(front, address, language="en", **changed):
    typed = {"address": address, "language": language, "rhythm": "each", **changed}
    return front.post("/en/digest/mail/", typed)


@pytest.fixture
def sending(cast, at):
    """An edition that is being sent to six people, one of them in Russian."""
    entry = props.entry(cast, at, 1)
    ref = props.an_edition(cast, at, [entry])
    props.readers(range(5), at)
    props.readers([5], at, language="ru")
    digest.move_edition(actor=cast.kira, edition=ref, move="send", at=at)
    return ref


def run(ref, at):
    digest.send_edition({"edition": ref}, at)


def test_malika_asks_confirms_by_a_button_and_stops_by_a_button(cast, at, front):
    answer = post(front, "Malika+x@Example.org", language="ru")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/digest/mail/thanks/")
    [sent] = mails(at)
    assert sent.to == ["Malika+x@example.org"]
    path = LINK.search(sent.body).group()
    assert path.startswith("/ru/")
    assert "Да, присылайте" in front.get(path).content.decode()
    assert Subscriber.objects.get().state == "pending", "opening a link must confirm nothing"
    assert "Вы читаете нас по почте" in front.post(path, {"go": "confirm"}).content.decode()
    assert Subscriber.objects.get().state == "confirmed"
    again = post(front, "MALIKA@example.org")
    assert (again.status_code, again.headers["Location"]) == (answer.status_code, answer.headers["Location"])
    assert mails(at) == [], "one address gets one such mail a day"
    digest.subscribe(
        wish=digest.read({"address": "malika@example.org", "language": "en", "rhythm": "each"}, {"en"}),
        at=at + timedelta(days=1),
    )
    [told] = mails(at)
    assert "уже в списке" in told.body, "only the mail says so, in the language once chosen"
    front.get(path)
    assert Subscriber.objects.count() == 1
    assert "Ваш адрес стёрт" in front.post(path, {"go": "stop"}).content.decode()
    assert Subscriber.objects.count() == 0
    assert front.get(path).status_code == 404


def test_mailboxes_that_never_answer_hold_up_nobody(cast, at, front, monkeypatch):
    for number in range(30):
        post(front, f"someone{number}@slow.example")
    post(front, "malika@example.org")
    kept, reached = mail.EmailMessage.send, []

    def send(self, fail_silently=False):
        if self.to[0].endswith("@slow.example"):
            raise smtplib.SMTPRecipientsRefused({self.to[0]: (451, b"later")})
        reached.append(self.to[0])
        return kept(self, fail_silently)

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    monkeypatch.setattr("waystation.outreach.digest.operations.posting.AT_ONCE", 5)
    digest.send_waiting({}, at)
    assert reached == ["malika@example.org"]
    assert Subscriber.objects.exclude(waits="").count() == 30, "the others are tried again later"


def test_mail_programs_stop_with_one_click_as_rfc_8058_wants(cast, at, front, sending):
    run(sending, at)
    first = mail.outbox[0]
    assert first.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = LINK.search(first.extra_headers["List-Unsubscribe"]).group()
    for _twice in range(2):
        answer = front.post(path, {"List-Unsubscribe": "One-Click"}, HTTP_ORIGIN="https://mail.example")
        assert answer.status_code == 200
    assert Subscriber.objects.count() == 5


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(cast, at, front):
    shown = post(front, "nobody at nowhere", rhythm="hourly").content.decode()
    assert "does not look like an e-mail address" in shown
    assert "nobody at nowhere" in shown
    assert "Choose how often" in shown
    assert Subscriber.objects.count() == 0


def test_who_does_not_confirm_is_forgotten_after_three_days(cast, at, front):
    post(front, "zelim@example.org")
    digest.sweep({}, at + timedelta(hours=72))
    assert Subscriber.objects.count() == 1, "seventy-two hours are seventy-two hours"
    Subscriber.objects.create(
        ref="2" * 14, state="confirmed", since_on=at.date(), mailed_on=at.date(), waits="again", sealed=b"x"
    )
    digest.sweep({}, at + timedelta(days=4))
    assert [row.waits for row in Subscriber.objects.all()] == [""], (
        "a mail that cannot leave is given up one day"
    )


def test_a_mail_holds_no_picture_and_no_link_that_counts_anybody(cast, at, sending):
    run(sending, at)
    assert len(mail.outbox) == 6
    bodies = set()
    for one in mail.outbox:
        link = LINK.search(one.body).group(1)
        html = one.alternatives[0][0]
        assert link in html
        assert not re.search(r"<(?:img|script|style|link|iframe)|src=|style=", html)
        addresses = re.findall(r'https?://[^\s"<)]+', one.body + html)
        assert all(address.startswith(settings.FRONT_ADDRESS) for address in addresses)
        bodies.add((one.body + html).replace(link, ""))
    assert len(bodies) == 2, "one text for each language, the same for everybody"
    assert any("История 1" in body and "Доброе утро." in body for body in bodies)
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 6


def test_a_run_that_dies_and_begins_again_doubles_nobody_and_forgets_nobody(cast, at, sending, monkeypatch):
    """As after kill -9: what was being handed over is uncertain, everything else leaves once."""
    taken = []

    class Killed(BaseException):
        pass

    def dies(self, **_):
        taken.append(self.to[0])
        if len(taken) in {3, 5}:
            raise Killed
        return 1

    monkeypatch.setattr(SEND, dies)
    for _death in range(2):
        with pytest.raises(Killed):
            run(sending, at)
    run(sending, at)
    card = digest.get_edition(cast.kira, sending)
    assert sorted(taken) == sorted(f"reader{n}@example.org" for n in range(6)), "nobody twice"
    assert (card.state, card.gone, card.uncertain, card.waiting) == ("sent", 4, 2, 0)
    assert not Parcel.objects.exists(), "for whom it was is forgotten"


def test_a_paused_edition_stands_still_and_goes_on_where_it_was(cast, at, sending, monkeypatch):
    taken = []

    def pauses(self, **_):
        taken.append(self.to[0])
        if len(taken) == 2:
            digest.move_edition(actor=cast.ruth, edition=sending, move="pause", at=at)

    monkeypatch.setattr(SEND, pauses)
    run(sending, at)
    assert len(taken) == 2
    run(sending, at)
    card = digest.get_edition(cast.kira, sending)
    assert (len(taken), card.waiting, card.state) == (2, 4, "paused")
    digest.move_edition(actor=cast.kira, edition=sending, move="go_on", at=at)
    run(sending, at)
    assert len(set(taken)) == len(taken) == 6
    with pytest.raises(Refused):
        digest.move_edition(actor=cast.kira, edition=sending, move="send", at=at)


def test_what_the_server_does_not_want_is_tried_again_and_mailboxes_that_are_gone_are_let_go(
    cast, at, sending, monkeypatch
):
    codes = {"reader1@example.org": 450, "reader2@example.org": 550}

    def refuses(self, **_):
        if self.to[0] in codes:
            raise smtplib.SMTPRecipientsRefused({self.to[0]: (codes[self.to[0]], b"")})

    monkeypatch.setattr(SEND, refuses)
    run(sending, at)
    card = digest.get_edition(cast.kira, sending)
    assert (card.gone, card.refused, card.waiting, card.state) == (4, 1, 1, "sending")
    Subscriber.objects.filter(refusals=1).update(refusals=2)
    run(sending, at + timedelta(days=4))
    card = digest.get_edition(cast.kira, sending)
    assert (card.refused, card.waiting, card.state) == (2, 0, "sent"), "after three days it is given up"
    entry = card.entries[0]
    second = props.an_edition(cast, at, [entry])
    digest.move_edition(actor=cast.kira, edition=second, move="send", at=at)
    run(second, at)
    assert Subscriber.objects.count() == 5, "the third time in a row the address is erased"


def test_who_wants_one_a_month_gets_one_a_month(cast, at):
    props.readers([1], at, rhythm="monthly")
    props.readers([2], at)
    entry = props.entry(cast, at)
    for days, expected in ((0, 2), (7, 1), (30, 2)):
        ref = props.an_edition(cast, at, [entry])
        digest.move_edition(actor=cast.kira, edition=ref, move="send", at=at + timedelta(days=days))
        mail.outbox[:] = []
        run(ref, at + timedelta(days=days))
        assert len(mail.outbox) == expected


def test_a_thief_finds_no_reader(cast, at, front):
    marks = ("zelimkhan-mark", "markmail", "AgentOfMarks", "203.0.113.77")
    address = f"{marks[0]}@{marks[1]}.example"
    typed = {"address": address, "language": "ru", "rhythm": "monthly"}
    front.post("/en/digest/mail/", typed, HTTP_USER_AGENT=marks[2], REMOTE_ADDR=marks[3])
    token = digest.token_of(address)
    digest.confirm(token=token, at=at)
    ref = props.an_edition(cast, at, [props.entry(cast, at)])
    digest.move_edition(actor=cast.kira, edition=ref, move="send", at=at)
    stored = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            stored += [
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            ]
    keys = [path.name.encode() for path in Path(settings.DATA_FOLDER).rglob("*.key")]
    everything = b"\0".join([*stored, *keys])
    for mark in (*marks, token.hex()):
        for spelt in (mark.encode(), mark.encode("utf-16-le"), mark.encode().hex().encode()):
            assert spelt not in everything, mark
    assert token not in everything
    assert Subscriber.objects.count() == Parcel.objects.count() == 1
