"""Writing signatures: many in one transaction, by the fewest words to the database and with nothing in between.

A process answers thousands of people in a second with one interpreter's lock. Each statement lets go of that lock, and
may wait for it again as long as somebody else needs for a whole signature; so there is one statement for all rows of
a kind, and not one for each.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from waystation.foundation.kernel.references import new_ref
from waystation.foundation.kernel.turns import turn
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.models import Signature, StrandHead, WaitingMail
from waystation.outreach.petitions.operations.posting import LATER, POST
from waystation.outreach.petitions.rules import leaves, signing

_EVERY = 2.0  # seconds between two reminders to the worker
_AT_ONCE = (64, 16, 4, 1)  # rows of one statement: few different ones, which the database keeps prepared
_TABLES: dict[type[Model], str] = {
    model: model._meta.db_table  # noqa: SLF001 - there is no other word for it
    for model in (Signature, StrandHead, WaitingMail)
}
_HEAD = (
    f"INSERT INTO {_TABLES[StrandHead]} (ref, header, begun_on) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"  # noqa: S608
)
_SIGNATURE = "ref, petition_id, state, evidence, country, signed_on, mailed_on, suspicion, grouping, committed, strand_id, sealed"
_MAIL = "ref, strand_id, is_again, sealed"
_Row = tuple[str | int | bytes | None, ...]


@dataclass(repr=False, slots=True)  # not frozen: that makes each of thousands three times as dear
class Arrival:
    """One signature as it goes into the database, and the mail that goes with it."""

    ref: str
    petition: str
    language: str
    country: str
    suspicion: int
    group: bytes | None
    committed: bytes
    strand: vault.Strand
    sealed: bytes
    mail_strand: vault.Strand
    mail: bytes
    at: datetime


_by_ref = attrgetter("ref")
_stored: set[str] = set()  # strands whose head is known to be in the database
_reminded = 0.0


def write_arrivals(arrivals: Sequence[Arrival]) -> Sequence[None]:
    """Write signatures and their mails in one transaction. One that is there already brings only a mail, once a day."""
    with turn():
        try:
            _write(arrivals)
        except IntegrityError:
            if connection.in_atomic_block:
                raise
            # The database was brought back from a backup under our feet: its strands are not what we remember.
            _stored.clear()
            _write(arrivals)
    return [None] * len(arrivals)


def _write(arrivals: Sequence[Arrival]) -> None:
    strands = {strand.ref: strand for one in arrivals for strand in (one.strand, one.mail_strand)}
    new = [strand for ref, strand in strands.items() if ref not in _stored]
    own = not connection.in_atomic_block
    with transaction.atomic():
        if new:
            _store_heads(new, arrivals[0].at)
        once = list({one.ref: one for one in arrivals}.values())  # a double click can put both into one batch
        once.sort(key=_by_ref)  # two fronts that wait for each other's rows do so in one order
        known = _insert(once)
        mails = [(one, False) for one in once if one.ref not in known]
        if known:
            mails += _to_remind([one for one in once if one.ref in known])
        for part in _parts([(new_ref(), one.mail_strand.ref, again, one.mail) for one, again in mails]):
            _run(_insertion(WaitingMail, _MAIL, len(part)), part)
        _remind_the_worker(arrivals[0].at, is_own=own)
    if own:
        _stored.update(strand.ref for strand in new)


def _store_heads(strands: Sequence[vault.Strand], at: datetime) -> None:
    day = at.date().isoformat()
    with connection.cursor() as cursor:
        cursor.executemany(_HEAD, [(strand.ref, strand.header, day) for strand in strands])


def _insert(arrivals: Sequence[Arrival]) -> set[str]:
    """Insert whoever is not there yet, and return the references of those who were."""
    known: set[str] = set()
    for part in _parts([_values(one) for one in arrivals]):
        refs = [str(row[0]) for row in part]
        insert = f"{_insertion(Signature, _SIGNATURE, len(part))} ON CONFLICT DO NOTHING"
        if connection.vendor == "sqlite":
            # Exact, because nobody else can write before we have; and one row, not one for each signature.
            there = _run(_look(len(part)), [refs]).fetchone()[0]
            known.update(there.split(",") if there else ())
            _run(insert, part)
        else:
            made = {ref for (ref,) in _run(f"{insert} RETURNING ref", part).fetchall()}
            known.update(ref for ref in refs if ref not in made)
    return known


def _parts(rows: list[_Row]) -> Iterator[list[_Row]]:
    for size in _AT_ONCE:
        while len(rows) >= size:
            yield rows[:size]
            rows = rows[size:]


def _run(statement: str, rows: Sequence[Sequence[Any]]) -> Any:
    """Run a statement past the framework, which would read it anew, letter by letter, for every batch."""
    with connection.wrap_database_errors:
        return connection.connection.execute(statement, [value for row in rows for value in row])


@cache
def _insertion(model: type[Model], columns: str, rows: int) -> str:
    marks = f"({', '.join([_mark()] * (columns.count(',') + 1))})"
    return f"INSERT INTO {_TABLES[model]} ({columns}) VALUES {', '.join([marks] * rows)}"  # noqa: S608


@cache
def _look(refs: int) -> str:
    marks = ", ".join([_mark()] * refs)
    return f"SELECT group_concat(ref) FROM {_TABLES[Signature]} WHERE ref IN ({marks})"  # noqa: S608


def _mark() -> str:
    return "?" if connection.vendor == "sqlite" else "%s"


def _values(one: Arrival) -> _Row:
    day = one.at.date().isoformat()
    return (
        one.ref,
        one.petition,
        signing.PENDING,
        int(leaves.Evidence.MAIL),
        one.country,
        day,
        day,
        one.suspicion,
        one.group,
        one.committed,
        one.strand.ref,
        one.sealed,
    )


def _to_remind(arrivals: list[Arrival]) -> list[tuple[Arrival, bool]]:
    """Return those who signed before and get a mail again today, with whether it says that they are counted already."""
    by_ref = {one.ref: one for one in arrivals}
    today = arrivals[0].at.date()
    found = Signature.objects.filter(ref__in=by_ref, mailed_on__lt=today).values_list("ref", "state")
    states = dict(found)
    if states:
        Signature.objects.filter(ref__in=states).update(mailed_on=today)
    return [(by_ref[ref], state != signing.PENDING) for ref, state in states.items()]


def _remind_the_worker(at: datetime, *, is_own: bool) -> None:
    global _reminded  # noqa: PLW0603 - one moment for the whole process
    now = time.monotonic()
    if now < _reminded and is_own:
        return
    _reminded = now + _EVERY
    outbox.enqueue_once(POST, payload={}, due_at=at - timedelta(minutes=1), key=POST)
    # Whoever signs before the next reminder may come too late for this one: another look, a minute after the last.
    outbox.enqueue(POST, payload={}, due_at=at + timedelta(minutes=1), key=LATER)
