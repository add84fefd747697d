"""The machine is taken: no signer is found on it, and once settled nobody can even be looked for."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connection

from waystation.foundation.ledger import api as ledger
from waystation.foundation.ledger.models import Entry
from waystation.foundation.outbox.models import Job
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.models import Signature
from waystation.testing import petitions as props

MARKS = ("zelimkhan-mark", "Хава-знак", "grozny-mark", "because-mark", "markmail")


def everything_stored() -> bytes:
    """Return every column of every table, as bytes, and every key file's name and content."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            found += [
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            ]
    files = [
        path for path in Path(settings.DATA_FOLDER).rglob("*") if path.is_file() and path.suffix == ".key"
    ]
    return b"\0".join([*found, *(path.name.encode() + path.read_bytes() for path in files)])


def test_a_thief_finds_no_signer(cast, at, front):
    ref = props.an_open_petition(cast, at)
    form = {
        "name": f"{MARKS[0]} {MARKS[1]}",
        "contact": f"{MARKS[0]}@{MARKS[4]}.example",
        "country": "LT",
        "place": MARKS[2],
        "comment": MARKS[3],
        "consent_news": "1",
    }
    agent = "AgentOfMarks/1.0"
    front.post(f"/en/petitions/{ref}/sign/", form, HTTP_USER_AGENT=agent, REMOTE_ADDR="203.0.113.77")
    someone = petitions.read(form)
    petitions.confirm(token=props.link_of(ref, someone), at=at)
    stored = everything_stored()
    assert Signature.objects.count() == 1
    for mark in (*MARKS, agent, "203.0.113", props.link_of(ref, someone).hex()):
        for spelt in (
            mark.encode(),
            mark.encode("utf-16-le"),
            mark.encode().hex().encode(),
            mark.upper().encode(),
        ):
            assert spelt not in stored, mark
    assert props.link_of(ref, someone) not in stored
    petitions.send_waiting({}, at)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_once_settled_nobody_can_be_looked_for(cast, at):
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(3), at)
    kept = props.link_of(ref, props.typed(1))
    petitions.move_petition(actor=cast.kira, petition=ref, move="close", at=at)
    later = at + timedelta(days=4)
    petitions.move_petition(actor=cast.kira, petition=ref, move="settle", at=later)
    with pytest.raises(vault.KeysMissing):
        props.link_of(ref, props.typed(1))
    assert not list(vault.keys_folder().glob(f"petition-{ref}*"))
    assert not Signature.objects.exclude(grouping=None).exists()
    assert petitions.get_public(ref, "en").count.standing == 3, "the last are counted although they are few"
    assert petitions.withdraw(token=kept, at=later) == ref, (
        "whoever kept the mail can still take everything back"
    )
    petitions.move_petition(actor=cast.kira, petition=ref, move="archive", at=later)
    petitions.erase_archived({"petition": ref}, later)
    assert not Signature.objects.exists()
    assert petitions.get_public(ref, "en").count.standing == 2


@pytest.mark.django_db(transaction=True)
def test_thirty_days_after_closing_everything_sealed_is_erased_without_anybodys_doing(cast, at):
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(3), at)
    petitions.sign(petition=ref, typed=props.typed(9), language="en", at=at)
    petitions.move_petition(actor=cast.kira, petition=ref, move="close", at=at)
    petitions.sweep({}, at + timedelta(days=30))
    assert Signature.objects.filter(state="confirmed").count() == 3, "thirty days are thirty days"
    later, noted = at + timedelta(days=31), Entry.objects.filter(log=ledger.TRAIL)
    for _again in range(2):
        before = noted.count()
        petitions.sweep({}, later)
        petitions.erase_archived({"petition": ref}, later)
        assert not Signature.objects.exists()
    assert noted.count() == before, "what is done is not done again"
    assert petitions.get_public(ref, "en").count.standing == 3
    assert not list(vault.keys_folder().glob(f"petition-{ref}*"))
    assert Job.objects.filter(kind=petitions.ERASE).count() == 1
