"""Signing: everything is sealed in the request, and answered only when it lies safely on the disk."""

import json
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.access import TOKEN_BYTES, ref_of_token
from waystation.outreach.petitions.models import Signature, StrandHead, WaitingMail
from waystation.outreach.petitions.operations import booths
from waystation.outreach.petitions.operations.booths import Booth
from waystation.outreach.petitions.operations.posting import LATER, POST
from waystation.outreach.petitions.operations.together import Together
from waystation.outreach.petitions.queries import DETAILS
from waystation.outreach.petitions.rules import contacts, leaves, machine, signing

NOT_OPEN = _("This petition cannot be signed at present.")

_GROUP_BYTES = 8
_spell = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_EVERY = 2.0  # seconds between two reminders to the worker


@dataclass(frozen=True, repr=False)
class Arrival:
    """One signature as it goes into the database, and the mail that goes with it."""

    ref: str
    petition: str
    country: str
    suspicion: int
    group: bytes | None
    committed: bytes
    strand: vault.Strand
    sealed: bytes
    mail_strand: vault.Strand
    mail: bytes
    at: datetime


def sign(*, petition: str, typed: signing.Typed, language: str, at: datetime, suspicion: int = 0) -> None:
    """Take a signature; it counts once its mailed link was confirmed. Anybody may.

    Returns when it lies on the disk. A second signature from the same mailbox looks the same from here: only the mail
    says so. Nothing is known afterwards of the address, the browser or the hour.

    :raises NotHere: no such petition.
    :raises Refused: it is not open.
    """
    _writer.bring(seal_arrival(petition=petition, typed=typed, language=language, at=at, suspicion=suspicion))


def seal_arrival(
    *, petition: str, typed: signing.Typed, language: str, at: datetime, suspicion: int = 0
) -> Arrival:
    """Seal a signature without writing it: for the fast lane, which writes many by one call of its own.

    :raises NotHere: no such petition.
    :raises Refused: it is not open.
    """
    booth = booths.booth_of(petition)
    if booth.state not in machine.SIGNABLE:
        raise Refused(NOT_OPEN)
    try:
        return _sealed(booth, typed, language, at, suspicion)
    except vault.KeysMissing as exc:  # closed and settled this very moment, or opened and not linked yet
        raise Refused(NOT_OPEN) from exc


def _sealed(booth: Booth, typed: signing.Typed, language: str, at: datetime, suspicion: int) -> Arrival:
    contact = typed.canonical
    token = token_of(booth.petition, contact)
    salt = secrets.token_bytes(leaves.SALT_BYTES) if booth.is_dangerous else leaves.salt_from(token)
    own = booths.is_own()
    details = _details(typed, language, at.date(), salt)
    strand, sealed = booths.seal(DETAILS, booth.key, details, own=own)
    mail = f"{typed.contact}\n{token.hex()}\n{language}".encode()
    mail_strand, mail_sealed = booths.seal(booths.MAILS, booths.mailer(), mail, own=own)
    domain = contacts.group_of(typed.domain)
    return Arrival(
        ref=ref_of_token(token),
        petition=booth.petition,
        country=typed.country,
        suspicion=suspicion or (signing.DISPOSABLE if contacts.is_disposable(typed.domain) else signing.NONE),
        group=_group(booth, domain) if domain else None,
        committed=leaves.commitment(salt, booth.text, contact),
        strand=strand,
        sealed=sealed,
        mail_strand=mail_strand,
        mail=mail_sealed,
        at=at,
    )


def _group(booth: Booth, domain: str) -> bytes:
    return vault.mortal_tag(booth.key_name, b"domain", domain.encode())[:_GROUP_BYTES]


def _details(typed: signing.Typed, language: str, on: date, salt: bytes) -> bytes:
    told = {
        "name": typed.name,
        "contact": typed.contact,
        "country": typed.country,
        "place": typed.place,
        "comment": typed.comment,
        "consents": typed.consents,
        "wording": signing.CONSENT_WORDING,
        "language": language,
        "signed_on": on.isoformat(),
        "salt": salt.hex(),
    }
    return _spell(told).encode()


def token_of(petition: str, contact: str) -> bytes:
    """Return the secret of a mailed link: made anew from the canonical contact as long as the petition's key lives.

    :raises vault.KeysMissing: it was destroyed.
    """
    return vault.mortal_tag(booths.tag_key_of(petition), b"link", contact.encode())[:TOKEN_BYTES]


_HEADS = f"INSERT INTO {StrandHead._meta.db_table} (ref, header, begun_on) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"  # noqa: SLF001, S608
_MAILS = (
    f"INSERT INTO {WaitingMail._meta.db_table} (ref, strand_id, is_again, sealed) VALUES (%s, %s, %s, %s)"  # noqa: SLF001, S608
)
_COLUMNS = "ref, petition_id, state, evidence, country, signed_on, mailed_on, suspicion, grouping, committed, strand_id, sealed"
_ROW = f"({', '.join(['%s'] * 12)})"
_SIGNATURES = (
    f"INSERT INTO {Signature._meta.db_table} ({_COLUMNS}) VALUES ",  # noqa: SLF001, S608
    " ON CONFLICT DO NOTHING RETURNING ref",
)

_stored: set[str] = set()  # strands whose head is known to be in the database
_reminded = 0.0


def write_arrivals(arrivals: Sequence[Arrival]) -> Sequence[None]:
    """Write signatures and their mails in one transaction. One that is there already brings only a mail, once a day."""
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
        with connection.cursor() as cursor:
            if new:
                day = arrivals[0].at.date().isoformat()
                cursor.executemany(_HEADS, [(strand.ref, strand.header, day) for strand in new])
            rows = ", ".join([_ROW] * len(arrivals))
            values = [value for one in arrivals for value in _values(one)]
            cursor.execute(f"{_SIGNATURES[0]}{rows}{_SIGNATURES[1]}", values)
            inserted = {ref for (ref,) in cursor.fetchall()}
            again = _to_remind([one for one in arrivals if one.ref not in inserted])
            mails = [(one, False) for one in _first_of_each(arrivals) if one.ref in inserted] + again
            cursor.executemany(
                _MAILS, [(new_ref(), one.mail_strand.ref, is_again, one.mail) for one, is_again in mails]
            )
        _remind_the_worker(arrivals[0].at, is_own=own)
    if own:
        _stored.update(strand.ref for strand in new)


def _values(one: Arrival) -> tuple[str | int | bytes | None, ...]:
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


def _first_of_each(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Return one arrival for each reference: a double click can put both into one batch."""
    return list({one.ref: one for one in arrivals}.values())


def _to_remind(arrivals: list[Arrival]) -> list[tuple[Arrival, bool]]:
    """Return those who signed before and get a mail again today, with whether it says that they are counted already."""
    if not arrivals:
        return []
    by_ref = {one.ref: one for one in arrivals}
    today = arrivals[0].at.date()
    found = Signature.objects.filter(ref__in=by_ref, mailed_on__lt=today).values_list("ref", "state")
    states = dict(found)
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


_writer = Together[Arrival, None](write_arrivals)
