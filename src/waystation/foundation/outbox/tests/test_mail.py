"""Notices leave through a real mail server and say nothing but "look"."""

import re
import socket
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from waystation.foundation.kernel.references import new_ref
from waystation.foundation.outbox import api as outbox
from waystation.foundation.outbox.models import Job, Silence

NOON = datetime(2017, 5, 3, 12, 7, 31, tzinfo=UTC)
SOON = NOON + timedelta(minutes=1)
DESK = "https://desk.example.org"


class Mailbox:
    """A mail server's handler that keeps what it is given, or is out of order."""

    def __init__(self):
        self.mails, self.greetings, self.works = [], [], True

    async def handle_HELO(self, server, session, envelope, hostname):  # noqa: N802 - the library's name
        self.greetings.append(hostname)
        session.host_name = hostname
        return "250 mail.example.org"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.greetings.append(hostname)
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if not self.works:
            return "451 try later"
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 kept"


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "waystation.foundation.outbox.smtp.QuietBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.DEFAULT_FROM_EMAIL = "Post <post@example.org>"
    yield box
    server.stop()


@pytest.fixture
def post(settings):
    addresses = {}
    return addresses, outbox.Post(addresses.get, "Post <post@example.org>", DESK)


def test_a_coordinator_is_told_to_look_and_nothing_else(db, mailbox, post):
    addresses, office = post
    line = new_ref()
    addresses[line] = ("zara@example.net", "en")
    outbox.mail(to=line, notice="look", at=NOON)
    outbox.run_due({}, SOON, post=office)
    ((sender, recipients, raw),) = mailbox.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert (sender, recipients) == ("post@example.org", ["zara@example.net"])
    assert mail["Subject"] == "There is something to look at"
    assert mail.get_content().replace("\r", "") == f"There is something to look at.\n\n{DESK}\n"
    assert line.encode() not in raw
    assert not Job.objects.exists()


def test_a_mail_tells_neither_this_machine_nor_the_minute(db, mailbox, post):
    addresses, office = post
    line = new_ref()
    addresses[line] = ("zara@example.net", "en")
    outbox.mail(to=line, at=NOON)
    outbox.run_due({}, SOON, post=office)
    ((_, _, raw),) = mailbox.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert set(mail) <= {
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Subject", "From", "To", "Date",
        "Message-ID", "Auto-Submitted", "X-Peer", "X-MailFrom", "X-RcptTo",
    }  # fmt: skip
    assert mail["Date"] == "Wed, 03 May 2017 12:00:00 +0000"
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", mail["Message-ID"])
    assert mailbox.greetings == ["example.org"]
    for name in {socket.gethostname(), socket.getfqdn()} - {"localhost"}:
        assert name.encode() not in raw


def test_each_reads_it_in_their_own_language(db, post):
    from waystation.foundation.outbox import mailing

    _, office = post
    for language in ("en", "ru"):
        mail = mailing.compose(office, "zara@example.net", language, "look", NOON)
        assert mail.subject
        assert DESK in mail.body


def test_several_notices_that_wait_together_leave_as_one(db, mailbox, post):
    addresses, office = post
    line = new_ref()
    addresses[line] = ("zara@example.net", "ru")
    for seconds in range(5):
        outbox.mail(to=line, at=NOON + timedelta(seconds=seconds))
    outbox.run_due({}, SOON, post=office)
    assert len(mailbox.mails) == 1


def test_who_has_left_gets_no_mail(db, mailbox, post):
    outbox.mail(to=new_ref(), at=NOON)
    outbox.run_due({}, SOON, post=post[1])
    assert mailbox.mails == []
    assert not Job.objects.exists()


def test_a_mail_server_out_of_order_delays_and_loses_nothing(db, mailbox, post):
    addresses, office = post
    line = new_ref()
    addresses[line] = ("zara@example.net", "en")
    mailbox.works = False
    outbox.mail(to=line, at=NOON)
    outbox.run_due({}, SOON, post=office)
    outbox.run_due({}, SOON + timedelta(hours=3), post=office)
    assert outbox.silent_since(SOON + timedelta(hours=3)) == datetime(2017, 5, 3, 12, 0, tzinfo=UTC)
    mailbox.works = True
    outbox.run_due({}, SOON + timedelta(hours=5), post=office)
    assert len(mailbox.mails) == 1
    assert outbox.silent_since(SOON + timedelta(hours=6)) is None
    assert not Silence.objects.exists()


def test_the_attempt_is_on_record_before_a_mail_leaves(db, mailbox):
    seen = []

    def address_of(line):
        seen.append(Job.objects.get().attempts)
        return ("zara@example.net", "en")

    outbox.mail(to=new_ref(), at=NOON)
    outbox.run_due({}, SOON, post=outbox.Post(address_of, "post@example.org", DESK))
    assert seen == [1]


def test_mail_that_nobody_sends_is_noticed(db):
    assert outbox.silent_since(NOON) is None
    outbox.mail(to=new_ref(), at=NOON)
    outbox.run_due({}, SOON)
    assert outbox.silent_since(NOON + timedelta(hours=3)) == datetime(2017, 5, 3, 12, 8, tzinfo=UTC)


def test_a_notice_needs_a_line_and_words_we_know(db):
    for line, notice in ((new_ref(), "your case in Grozny"), ("zara@example.net", "look")):
        with pytest.raises(ValueError, match="mail needs"):
            outbox.mail(to=line, notice=notice, at=NOON)
