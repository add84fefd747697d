"""Recording: one entry, sealed to the auditors, appended in the transaction of the rows it speaks of."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection, transaction

from waystation.foundation.kernel import saving
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.ledger import formats, marks, merkle
from waystation.foundation.ledger.models import Entry, Mark, Tip
from waystation.foundation.vault import api as vault

_TIP = Prepared(lambda log: Tip.objects.select_for_update().filter(log=log))

TRAIL = "trail"
PURPOSE = "ledger entry"

_MOVING = "UPDATE ledger_tip SET size = %s, peaks = %s, present = %s WHERE ref = %s AND size = %s"


class NotInTransaction(RuntimeError):
    """An entry was recorded outside the transaction of the rows it names: a mistake in the operation."""


class TipMoved(RuntimeError):
    """Somebody appended although the tip was locked: the database does not keep its promise."""


def record(
    *,
    actor: str | None,
    tag: str,
    subject: str,
    at: datetime,
    rows: Sequence[marks.Recorded] = (),
    erased: Sequence[marks.Erased] = (),
    detail: Mapping[str, Any] | None = None,
    log: str = TRAIL,
) -> None:
    """Append an entry: who did what to what and when, sealed to the auditors, with a public commitment to it.

    ``actor`` is the line of whoever acts (None: a job, or somebody without a key); ``tag`` is three words such as
    ``case:phase:moved``; ``subject`` a reference; ``rows`` every sealed row written since the last entry, after
    ``vault.write``, and every public key that was made or retired; ``erased`` the (table label, ref, version) of every sealed row deleted; ``detail`` plain values
    (text, whole numbers, lists, tables) with no more than an auditor must know.
    Called last but the outbox in an operation: the lock on the tip is held until the transaction ends.

    :raises ValueError: the tag is not three words, or the time has no zone.
    :raises TypeError: the detail holds something other than plain values.
    :raises marks.RowOutOfStep: a row does not follow from what the ledger knows of it.
    :raises NotInTransaction: there is no transaction to be part of.
    :raises vault.NoSuchLine: the installation has no auditors yet.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(tag)
    if formats.TAG.fullmatch(tag) is None:
        raise ValueError(f"a tag is noun:noun:verb, not {tag}")
    if at.tzinfo is None:
        raise ValueError("a moment without a zone is no moment")
    told = formats.canonical(
        {
            "actor": actor,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "detail": detail or {},
            "erased": [list(row) for row in erased],
            "rows": [[marks.label_of(row), row.ref, row.version] for row in rows],
            "subject": subject,
            "tag": tag,
        }
    )
    commitment, sealed = seal(told, log)
    tip = lock_tip(log)
    _append(tip, commitment, sealed, marks.changes(rows, erased))


def append_public(log: str, said: Sequence[bytes]) -> int:
    """Append entries that hide nothing to a public log, in their order; return the position of the first.

    ``said`` is what each entry says, in a format of the log's own, a salted commitment to whatever must stay hidden
    included; no two may be the same. Its leaf is 0x02 and these bytes.

    :raises ValueError: the log is the trail, whose entries are sealed.
    :raises NotInTransaction: there is no transaction to be part of.
    """
    if log == TRAIL:
        raise ValueError("the trail takes sealed entries only")
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(log)
    tip = lock_tip(log)
    frontier = merkle.Frontier.from_bytes(tip.size, bytes(tip.peaks))
    entries = []
    for one in said:
        leaf = formats.PUBLIC_VERSION + one
        position, digest = frontier.size, merkle.leaf_hash(leaf)
        frontier, made = frontier.append(digest)
        entries.append(
            Entry(
                ref=formats.ref_of(digest),
                log=log,
                position=position,
                commitment=leaf,
                body_hash=b"",
                sealed=b"",
                subtrees=b"".join(made),
            )
        )
    saving.insert(entries)
    _move_tip(tip, frontier, tip.present)
    return tip.size


def seal(told: bytes, log: str) -> tuple[bytes, bytes]:
    """Return the commitment to a text, and the text with its salt sealed to the auditors."""
    salt = secrets.token_bytes(formats.SALT_BYTES)
    commitment = formats.commit(salt, told)
    body, place = salt + formats.pad(told), about(log, commitment)
    try:
        sealed = vault.seal_to_line(_auditors(), body, purpose=PURPOSE, about=place)
    except vault.NoSuchLine:
        _auditors.cache_clear()
        sealed = vault.seal_to_line(_auditors(), body, purpose=PURPOSE, about=place)
    return commitment, sealed


@cache
def _auditors() -> str:
    """Remember the auditors' line, which never changes: finding it among all receipts takes a while."""
    line = vault.line_of_kind(vault.AUDITORS)
    if line is None:
        raise vault.NoSuchLine
    return line


def about(log: str, commitment: bytes) -> str:
    """Say to what a sealed body belongs, so that it opens beside its own commitment only."""
    return f"{log}:{commitment.hex()}"


def lock_tip(log: str) -> Tip:
    """Return the tip of a log, made if need be, locked until the transaction ends."""
    tips = _TIP(log=log)
    if not tips:
        Tip.objects.get_or_create(log=log, defaults={"ref": tip_ref(log), "tag_key": tag_key()})
        tips = _TIP(log=log)
    return tips[0]


def tip_ref(log: str) -> str:
    """Return the reference of a log's tip."""
    return formats.ref_of_text(f"waystation ledger tip {log}")


def tag_key() -> str:
    """Name the key that marks are made with, without telling it."""
    return vault.lookup_tag("ledger tag key", "")


def _append(tip: Tip, commitment: bytes, sealed: bytes, changes: Sequence[marks.Change]) -> None:
    body_hash = formats.body_digest(sealed)
    leaf = merkle.leaf_hash(formats.leaf_data(commitment, body_hash, [mark for _, mark in changes]))
    frontier, made = merkle.Frontier.from_bytes(tip.size, bytes(tip.peaks)).append(leaf)
    entry = Entry(
        ref=formats.ref_of(leaf),
        log=tip.log,
        position=tip.size,
        commitment=commitment,
        body_hash=body_hash,
        sealed=sealed,
        subtrees=b"".join(made),
    )
    saving.insert([entry])
    saving.insert(
        [
            Mark(
                ref=formats.ref_of(mark.tag),
                entry_id=entry.ref,
                place=place,
                kind=mark.kind.value,
                tag=mark.tag,
                digest=mark.digest,
            )
            for place, (_, mark) in enumerate(changes)
        ]
    )
    _move_tip(tip, frontier, _present(tip.present, changes))


def _move_tip(tip: Tip, frontier: merkle.Frontier, present: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MOVING, [frontier.size, frontier.to_bytes(), present, tip.ref, tip.size])
        if cursor.rowcount != 1:
            raise TipMoved


def _present(before: str, changes: Sequence[marks.Change]) -> str:
    # A tally that was altered is started again: work goes on, and the doctor counts the marks anyway.
    counts = formats.read_counts(before) or {}
    for label, mark in changes:
        step = {formats.Kind.CREATED: 1, formats.Kind.ERASED: -1}.get(mark.kind, 0)
        counts[label] = counts.get(label, 0) + step
    return formats.canonical(counts).decode()
