"""The machine is taken: nobody who offered help is found on it, nor what was found out about them."""

import base64
from datetime import date

from django.apps import apps
from django.core import mail
from django.db import connection

from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import api as allies
from waystation.testing import allies as props

FRIDAY = date(2017, 5, 12)
MARK, NAME = "qzxvmarker", "Щъмаркерэ"


def everything_stored() -> bytes:
    """Return every column of every table as bytes, jobs and references among them."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            found += [
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            ]
    return b"\0".join(found)


def spellings(text: str):
    for coding in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = text.encode(coding)
        yield raw
        yield raw.hex().encode()
        for shift in range(3):
            yield base64.b64encode(bytes(shift) + raw)[4 if shift else 0 : -4]


def test_a_thief_finds_no_helper_and_nothing_that_was_noted(cast, at, front):
    marked = {
        "called": f"{NAME}1",
        "place": f"{MARK}2",
        "contact": f"{MARK}3",
        "reference_one": f"{NAME}4",
        "about": f"{MARK}5",
    }
    form = props.MARTA | marked | {"from_on": "2017-05-12", "start": "cd" * 16, "page": "check", "go": "send"}
    front.post("/ru/offer/", form, HTTP_USER_AGENT=f"{MARK}/1.0", REMOTE_ADDR="203.0.113.77")
    ref = allies.list_allies(cast.hanna, states=("offered",)).rows[0].ref
    entropy = bytes.fromhex("cd" * 16)
    allies.write_as_helper(entropy=entropy, text=f"{NAME}6", at=at)
    props.checked(cast, ref, at)
    allies.note_signs(actor=cast.hanna, ally=ref, seen=["hurry"], text=f"{MARK}7", at=at)
    allies.note_conflict(actor=cast.hanna, ally=ref, who=f"{NAME}8", text=f"{MARK}9", at=at)
    props.decided(cast, ref, at)
    assert allies.find_helpers(cast.noor, allies.Wish("host", place=f"{MARK}2"), today=at.date()).suggestions
    allies.book(actor=cast.noor, ally=ref, from_on=FRIDAY, to_on=FRIDAY, note=f"{NAME}10", at=at)
    allies.raise_concern(actor=cast.noor, ally=ref, text=f"{MARK}11", at=at)
    stored = everything_stored()
    for text in (MARK, MARK.upper(), NAME, NAME.upper(), "203.0.113", *vault.words_of(entropy, "ru")[:1]):
        for spelt in spellings(text):
            assert spelt not in stored, (text, spelt)
    outbox.run_due(dict(allies.HANDLERS), at)
    assert not [one for one in mail.outbox if MARK in one.body or NAME in one.body]
