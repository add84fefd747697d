"""The machine is taken: no writer, no letter, no ZIP is found on it; a real mail server gets what it should."""

import base64
import re
import socket
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.apps import apps
from django.conf import settings
from django.db import connection

from waystation.outreach.letters import api as letters
from waystation.outreach.letters.models import RelayMail
from waystation.testing import letters as props

MARKS = ("zelimkhan-mark", "Хава-знак", "grozny-mark", "because-mark", "subject-mark", "markmail", "10003")


def everything_stored() -> bytes:
    """Return every column of every table but the public ones of officials and codes, and every file of the data folder."""
    found = []
    public = {"letters_official", "letters_postalarea"}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.db_table in public:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            found += [
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            ]
    files = [path for path in Path(settings.DATA_FOLDER).rglob("*.key") if path.is_file()]
    return b"\0".join([*found, *(path.read_bytes() for path in files)])


class Received(Message):
    """What arrived, with its envelope."""

    def __init__(self):
        super().__init__()
        self.mails = []

    def handle_message(self, message):
        self.mails.append(message)


def test_a_thief_finds_no_writer_and_the_mail_server_gets_the_letter(cast, at, front, settings, caplog):
    props.an_assembly(at)
    ref = props.an_open_campaign(cast, at)
    agent = "AgentOfMarks/1.0"
    front.post(
        f"/en/letters/{ref}/find/", {"code": MARKS[6]}, HTTP_USER_AGENT=agent, REMOTE_ADDR="203.0.113.77"
    )
    form = {
        "official": [props.official("Brandt").ref],
        "subject": MARKS[4],
        "own": f"{MARKS[3]} {MARKS[1]}",
        "text": props.WORDS["en"]["body"],
        "signed": f"{MARKS[0]}, {MARKS[2]}",
        "once": "a number made up for this page",
    }
    sent = {
        **form,
        "name": MARKS[0],
        "contact": f"{MARKS[0]}@{MARKS[5]}.example",
        "consent": "on",
        "go": "send",
    }
    about = {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": "203.0.113.77"}
    front.post(f"/en/letters/{ref}/ready/", {**form, "sent": f"{form['official'][0]}:post"}, **about)
    front.post(f"/en/letters/{ref}/letter.pdf", form, **about)
    front.post(f"/en/letters/{ref}/relay/", sent, **about)
    assert RelayMail.objects.count() == 3
    _assert_nothing_of_them(everything_stored() + caplog.text.encode())

    received = Received()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(received, hostname="127.0.0.1", port=port)
    server.start()
    try:
        settings.EMAIL_BACKEND = "waystation.foundation.outbox.smtp.QuietBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        letters.send_waiting({}, at)
        [question] = received.mails
        link = re.search(r"/link/([0-9a-f]{32})/", question.get_payload(decode=True).decode()).group(1)
        _assert_nothing_of_them(everything_stored())
        front.post(f"/en/letters/link/{link}/", {"go": "send"})
        letters.send_waiting({}, at)
    finally:
        server.stop()
    letter = next(one for one in received.mails if one["To"] == "ilse.brandt@assembly.example")
    words = letter.get_payload(decode=True).decode()
    assert MARKS[3] in words
    assert (MARKS[0] in letter["From"], letter["Reply-To"]) == (True, sent["contact"])
    assert letter["Auto-Submitted"] is None
    assert "203.0.113" not in letter.as_string()
    assert agent not in letter.as_string()
    assert not RelayMail.objects.exists()
    _assert_nothing_of_them(everything_stored() + caplog.text.encode())


def _assert_nothing_of_them(stored: bytes) -> None:
    for mark in (*MARKS, "AgentOfMarks", "203.0.113"):
        for spelt in (
            mark.encode(),
            mark.encode("utf-16-le"),
            mark.encode().hex().encode(),
            base64.b64encode(mark.encode())[:-2],
        ):
            assert spelt not in stored, mark


@pytest.mark.parametrize("step", ["find", "write", "ready", "call", "print", "letter.pdf", "relay"])
def test_nothing_typed_is_ever_in_an_address(cast, at, front, step):
    props.an_assembly(at)
    ref = props.an_open_campaign(cast, at)
    path = f"/en/letters/{ref}/{step}" if "." in step else f"/en/letters/{ref}/{step}/"
    answer = front.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/en/letters/{ref}/"
