"""The machine is stolen: after a story told in marked words, nothing that lies on it holds any of them.

Everything the house can be told is told in strings that exist nowhere else: by operations, and by a robot that fills in
every form of the desk and of the front. Then every table, file, log, mail, job, temporary file and backup is searched.
"""

import base64
import io
import json
import logging
import re
import tempfile
from collections import Counter
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from django.apps import apps
from django.conf import settings as now_set
from django.db import models

from waystation.foundation.kernel import clock
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.site import data_map, hall
from waystation.site.logs import ReticentFormatter

from loot import as_bytes, backup_leaks, columns, database_file_leaks
from marked_story import COUNTRY, MOMENT, tell
from markers import Markers, search, search_tree, spellings

# Times finer than a day that may stand in clear: the worker's own rhythm, and Django's record of upgrades.
TIMES = {
    ("outbox_job", "due_at"),
    ("outbox_job", "lease_until"),
    ("outbox_recurrence", "period_at"),
    ("outbox_silence", "since_at"),
    ("django_migrations", "applied"),
}
ROUNDED = {("mfa_authenticator", "created_at"), ("mfa_authenticator", "last_used_at")}


def test_the_search_finds_a_marker_however_it_is_spelt(tmp_path):
    marks = Markers()
    for alphabet, core in (("Latin", marks.latin), ("Cyrillic", marks.cyrillic)):
        name = f"A{core}1"
        planted = [
            name.encode(),
            name.encode("utf-16-le"),
            name.encode("utf-16-be"),
            *(base64.b64encode(b"." * shift + name.encode()) for shift in range(3)),
            *(base64.urlsafe_b64encode(b"." * shift + name.encode("utf-16-le")) for shift in range(3)),
            name.encode().hex().encode(),
            name.encode().hex().upper().encode(),
            "".join(f"%{byte:02x}" for byte in name.encode()).encode(),
            name.upper().encode(),
        ]
        for plant in planted:
            found = search(b"\0\1" * 5000 + plant + b"\2" * 5000, marks.needles())
            assert found, (alphabet, plant)
            assert all(hit.startswith(alphabet) for hit in found)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / f"{marks.latin}.txt").write_bytes(b"nothing")
    assert len(search_tree(tmp_path, marks.needles())) >= 1
    assert not search(b"\0" * 10000, marks.needles())
    assert all(len(needle) >= 12 for _name, needle in spellings(marks.latin))


class Post:
    """A mail server that keeps what it is given."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        self.mails.append((envelope.rcpt_tos, envelope.content))
        return "250 kept"


@contextmanager
def a_post_office(settings):
    box = Post()
    server = Controller(box, hostname="127.0.0.1", port=0)
    server.port = _free_port()
    server.start()
    settings.EMAIL_BACKEND = "waystation.foundation.outbox.smtp.QuietBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    try:
        yield box
    finally:
        server.stop()


def _free_port() -> int:
    from waystation.site.tests.processes import free_port

    return free_port()


@pytest.fixture
def stolen(transactional_db, cast, settings, tmp_path, monkeypatch):
    """Tell the story with the clock held, then hand over what a thief finds, and what they must not find."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    marks, log = Markers(), io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(ReticentFormatter())
    logging.getLogger().addHandler(handler)
    try:
        with clock.fixed(MOMENT), a_post_office(settings) as post:
            told = tell(cast, marks)
            outbox.run_due(
                dict(hall.HANDLERS),
                MOMENT + timedelta(days=2),
                post=outbox.Post(hall.ADDRESS_OF, "desk@example.org", "https://desk.example.org"),
                recurring=hall.RECURRING,
            )
    finally:
        logging.getLogger().removeHandler(handler)
    return SimpleNamespace(
        marks=marks,
        needles=marks.needles(),
        log=log.getvalue(),
        mails=post.mails,
        tmp=tmp_path / "tmp",
        **told,
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_on_a_stolen_machine_tells_of_anybody(stolen, tmp_path):
    needles = stolen.needles
    assert sum(robot.sent for robot in stolen.robots.values()) > 60, "the robot found hardly any forms"
    assert not {login: robot.answers for login, robot in stolen.robots.items() if robot.answers[500]}, (
        "a page broke"
    )

    kept = rooms_that_were_told(stolen)
    assert kept.keys() >= {"staff", "intake", "casework", "care", "destinations", "vault"}, kept
    assert sum(kept.values()) > 80, kept

    leaks = [
        f"{table}.{column}: {hit}"
        for table, column, values in columns()
        for hit in search(b"\0".join(map(as_bytes, values)), needles)
    ]
    leaks += [f"log: {hit}" for hit in search(stolen.log.encode(), needles)]
    leaks += search_tree(now_set.DATA_FOLDER, needles)
    leaks += search_tree(stolen.tmp, needles)
    leaks += mail_leaks(stolen)
    leaks += backup_leaks(needles, tmp_path)
    leaks += database_file_leaks(needles)
    assert leaks == []
    assert_days_and_columns()


def rooms_that_were_told(stolen):
    """Count the sealed rows of each room in which a marked word stands, for whoever has the recovery shares."""
    recovery = vault.ring_from(stolen.shares[:3])
    kept: Counter[str] = Counter()
    for model in apps.get_models():
        for row in model.objects.select_related("section") if issubclass(model, vault.SealedRow) else ():
            body = json.dumps(vault.read(recovery, row), ensure_ascii=False)
            kept[model._meta.app_label] += stolen.marks.latin in body or stolen.marks.cyrillic in body
    return kept


def mail_leaks(stolen):
    """A mail goes to its reader's own address; beyond that it says nothing."""
    assert stolen.mails, "no notice was sent"
    leaks = []
    for recipients, content in stolen.mails:
        rest = content
        for address in recipients:
            rest = rest.replace(address.encode(), b"")
        leaks += [f"mail: {hit}" for hit in search(rest, stolen.needles)]
    return leaks


def assert_days_and_columns():
    """No time finer than a day but where the data map says so, no column that is not on it, no country in clear."""
    on_map = data_map.page()
    known = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    hour = re.compile(rb"\d\d:\d\d(?::\d\d)?")
    for table, column, values in columns():
        model = known.get(table)
        if model is not None and model.__module__.startswith("waystation."):
            inherited = {"ref", "section_id", "generation", "version", "sealed"}
            field = column.removesuffix("_id")
            assert column in inherited or field in model.data_map or column in model.data_map, (table, column)
        else:
            assert f"`{table}`" in on_map, f"{table} is not on the data map"
        stored = (
            next((field for field in model._meta.fields if field.column == column), None) if model else None
        )
        if isinstance(stored, models.BinaryField):
            continue
        if isinstance(stored, models.CharField) and stored.max_length:
            # SQLite takes what PostgreSQL refuses.
            assert all(len(value or "") <= stored.max_length for value in values), (table, column)
        if (table, column) in ROUNDED:
            assert {moment.time() for moment in map(_moment, values) if moment} <= {time()}, (table, column)
        elif (table, column) not in TIMES:
            assert not any(isinstance(value, datetime) for value in values), (table, column)
            # A table that comes with a library and stays empty may have any column.
            is_timed = isinstance(stored, models.DateTimeField | models.TimeField)
            assert not (is_timed and values), (table, column)
            if table != "figures_chart":
                assert not hour.search(b"\n".join(map(as_bytes, values))), (table, column)
        if table not in {"figures_chart", "staff_account"}:
            assert COUNTRY not in values, (table, column)


def _moment(value):
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return None if isinstance(value, date) and not isinstance(value, datetime) else value
