"""Counting: what was confirmed enters the public log in batches of at least k, in an order that nobody can know."""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.outreach.petitions.models import CountryTally, DayTally, Petition, Removal, Signature
from waystation.outreach.petitions.operations.milestones import note_milestone
from waystation.outreach.petitions.queries import count_of, log_of
from waystation.outreach.petitions.rules import leaves, machine, signing
from waystation.outreach.petitions.rules.counts import LARGEST_BATCH, fewest

PUBLISH = "petitions:publish"
COUNT = outbox.Recurring("petitions:count", timedelta(minutes=10))
_FILLER = 23
_order = secrets.SystemRandom()
_COUNTED = f"UPDATE {Signature._meta.db_table} SET state = %s, position = %s WHERE ref = %s"  # noqa: SLF001, S608
_STANDS = {leaves.Kind.SIGNATURE: 1, leaves.Kind.LET_IN_AGAIN: 1}


@dataclass(frozen=True)
class _Said:
    """One entry about to be logged: what it says, what it counts as, and the row that has to learn its position."""

    said: bytes
    kind: int
    evidence: int
    country: str
    signature: str = ""


def count_everything(_payload: Mapping[str, str], at: datetime) -> None:
    """Count what waits for every petition (a job outside transactions: each batch is one of its own)."""
    live = machine.CONFIRMABLE | {machine.SETTLED}
    for ref in Petition.objects.filter(state__in=live).values_list("ref", flat=True):
        count_petition(petition=ref, at=at)


def count_petition(*, petition: str, at: datetime, is_last: bool = False) -> int:
    """Count what waits for one petition and sign the log's head; return how many entries were made.

    Nothing is counted while fewer than k entries wait, so that watching the number tells nobody who signed when;
    with ``is_last``, when a petition is settled, the rest is counted together.
    """
    counted = 0
    while True:
        made = _count_batch(petition, at, is_last=is_last)
        counted += made
        if not made:
            break
    if counted:
        ledger.sign_head(at=at, log=log_of(petition))
        with transaction.atomic():
            note_milestone(Petition.objects.get(ref=petition), count_of(petition).standing)
            publish_soon(petition, at)
    return counted


def publish_soon(petition: str, at: datetime) -> None:
    """Have the petition's pages written anew as files; called in the transaction that changes what they say."""
    outbox.enqueue_once(PUBLISH, payload={"petition": petition}, due_at=at, key=f"{PUBLISH}:{petition}")


@transaction.atomic
def _count_batch(ref: str, at: datetime, *, is_last: bool) -> int:
    row = Petition.objects.select_for_update().get(ref=ref)
    text = bytes.fromhex(row.text_hash)
    signatures = list(
        # Locked: whoever takes theirs back at this moment waits, and finds the place that it has to be taken out of.
        Signature.objects.select_for_update()
        .filter(petition=ref, state=signing.CONFIRMED)
        .values_list("ref", "evidence", "country", "committed")[:LARGEST_BATCH]
    )
    removals = list(Removal.objects.filter(petition=ref)[:LARGEST_BATCH])
    waiting = len(signatures) + len(removals)
    if not waiting or (waiting < fewest(is_dangerous=row.is_dangerous) and not is_last):
        return 0
    entries = [
        _Said(
            leaves.signature(evidence, text, bytes(committed)),
            leaves.Kind.SIGNATURE,
            evidence,
            country,
            signature,
        )
        for signature, evidence, country, committed in signatures
    ]
    entries += [_removal(text, removal) for removal in removals]
    _order.shuffle(entries)
    first = ledger.append_public(log_of(ref), [entry.said for entry in entries])
    places = [
        (signing.COUNTED, first + at_place, entry.signature)
        for at_place, entry in enumerate(entries)
        if entry.signature
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_COUNTED, places)
    Removal.objects.filter(ref__in=[removal.ref for removal in removals]).delete()
    tally(ref, at.date(), entries)
    return waiting


def _removal(text: bytes, row: Removal) -> _Said:
    filler = secrets.token_bytes(_FILLER)
    said = leaves.removal(
        row.kind, row.evidence, text, position=row.position, reason=row.reason, filler=filler
    )
    return _Said(said, row.kind, row.evidence, row.country)


def tally(petition: str, on: date, entries: list[_Said]) -> None:
    """Add entries to the day's numbers and to the countries'."""
    days = Counter((entry.kind, entry.evidence) for entry in entries)
    for (kind, evidence), number in days.items():
        add_to_day(petition, on, kind, evidence, number)
    countries: Counter[str] = Counter()
    for entry in entries:
        countries[entry.country] += _STANDS.get(leaves.Kind(entry.kind), -1)
    for country, number in countries.items():
        add_to_country(petition, country, number)


def add_to_day(petition: str, on: date, kind: int, evidence: int, number: int) -> None:
    """Add to what entered the log on one day."""
    row, _made = DayTally.objects.get_or_create(petition_id=petition, on=on, kind=kind, evidence=evidence)
    DayTally.objects.filter(pk=row.pk).update(count=F("count") + number)


def add_to_country(petition: str, country: str, number: int) -> None:
    """Add to what stands for one country."""
    row, _made = CountryTally.objects.get_or_create(petition_id=petition, country=country)
    CountryTally.objects.filter(pk=row.pk).update(count=F("count") + number)
