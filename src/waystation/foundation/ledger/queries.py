"""Reading: proofs for anyone, the whole log for a verifier, opened entries for whoever holds the auditors' key."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.ledger import formats, marks, merkle
from waystation.foundation.ledger.cards import EntryCard, Page, RowNamed, Told
from waystation.foundation.ledger.models import Entry, Mark, Tip
from waystation.foundation.ledger.operations import PURPOSE, TRAIL, about, tag_key
from waystation.foundation.vault import api as vault

CHUNK = 200
MOST_OPENED = 2000  # about a third of a second; a reader who looks further turns the page


def origin_of(log: str) -> str:
    """Name a log to the world: this installation and the log's own name."""
    return f"waystation/{vault.installation()}/{log}"


def has_named(rows: Iterable[marks.Recorded]) -> bool:
    """Say whether an entry speaks of any of these rows as they were first written."""
    return bool(marks.known(marks.row_tag(marks.label_of(row), row.ref, 1) for row in rows))


def knows_tag_key() -> bool:
    """Say whether the tag key at hand is the one every log's marks were made with."""
    return not Tip.objects.exclude(tag_key=tag_key()).exists()


def size_of(log: str = TRAIL) -> int:
    """Return how many entries a log has."""
    return Tip.objects.filter(log=log).values_list("size", flat=True).first() or 0


def root_at(log: str, size: int) -> bytes:
    """Return the tree head over the first entries of a log, from stored subtrees.

    :raises NotHere: the log is shorter.
    """
    return hashes(log, [(0, size)])[0]


def hashes(log: str, runs: list[merkle.Run]) -> list[bytes]:
    """Compute the roots of runs of entries with one question to the database, O(log n) rows.

    :raises NotHere: an entry that is needed is not there.
    """
    needed = {merkle.completing_position(*address) for address in merkle.addresses(runs)}
    stored = dict(Entry.objects.filter(log=log, position__in=needed).values_list("position", "subtrees"))
    if len(stored) < len(needed):
        raise NotHere

    def subtree(level: int, index: int) -> bytes:
        at = level * merkle.DIGEST
        return bytes(stored[merkle.completing_position(level, index)])[at : at + merkle.DIGEST]

    return merkle.path(runs, subtree)


def prove_inclusion(position: int, size: int | None = None, log: str = TRAIL) -> dict[str, Any]:
    """Return the document that proves an entry under the head of a size (all there is, if none is given).

    :raises NotHere: there is no such entry, or the log is shorter.
    """
    size = size_of(log) if size is None else size
    if not 0 <= position < size <= size_of(log):
        raise NotHere
    entry = Entry.objects.get(log=log, position=position)
    return {
        "format": formats.FORMAT_PROOF,
        "kind": "inclusion",
        "origin": origin_of(log),
        "position": position,
        "size": size,
        "leaf": leaf_of(entry, marks_of([entry]).get(entry.ref, [])).hex(),
        "path": [step.hex() for step in hashes(log, merkle.inclusion_runs(position, size))],
    }


def prove_consistency(first: int, second: int | None = None, log: str = TRAIL) -> dict[str, Any]:
    """Return the document that proves that a later head continues an earlier one.

    :raises NotHere: the log is shorter, or the first is empty or the larger.
    """
    second = size_of(log) if second is None else second
    if not 0 < first <= second <= size_of(log):
        raise NotHere
    return {
        "format": formats.FORMAT_PROOF,
        "kind": "consistency",
        "origin": origin_of(log),
        "first": first,
        "second": second,
        "path": [step.hex() for step in hashes(log, merkle.consistency_runs(first, second))],
    }


def marks_of(entries: Iterable[Entry]) -> dict[str, list[formats.RowMark]]:
    """Return the marks of entries in their order, by the entry's reference."""
    found: dict[str, list[formats.RowMark]] = {}
    stored = Mark.objects.filter(entry__in=[entry.ref for entry in entries]).order_by("entry", "place")
    for mark in stored:
        made = formats.RowMark(formats.Kind(mark.kind), bytes(mark.tag), bytes(mark.digest))
        found.setdefault(mark.entry_id, []).append(made)
    return found


def leaf_of(entry: Entry, marks: Iterable[formats.RowMark]) -> bytes:
    """Return the leaf that an entry's columns and marks make; one of a public log stands there whole."""
    if formats.is_public(bytes(entry.commitment)) and not entry.body_hash:
        return bytes(entry.commitment)
    return formats.leaf_data(bytes(entry.commitment), bytes(entry.body_hash), marks)


def export_entries(
    log: str = TRAIL, size: int | None = None, *, with_sealed: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield the public half of every entry in order, for a verifier; with the sealed bodies if asked."""
    last = size_of(log) if size is None else size
    for start in range(0, last, CHUNK):
        entries = list(
            Entry.objects.filter(
                log=log, position__gte=start, position__lt=min(start + CHUNK, last)
            ).order_by("position")
        )
        marks = marks_of(entries)
        for entry in entries:
            yield _exported(entry, marks.get(entry.ref, []), with_sealed=with_sealed)


def find_position(log: str, said: bytes) -> int | None:
    """Return where an entry of a public log stands, or None."""
    ref = formats.ref_of(merkle.leaf_hash(formats.PUBLIC_VERSION + said))
    return Entry.objects.filter(ref=ref, log=log).values_list("position", flat=True).first()


def _exported(entry: Entry, marks: list[formats.RowMark], *, with_sealed: bool) -> dict[str, Any]:
    if not entry.body_hash:
        return {"position": entry.position, "leaf": bytes(entry.commitment).hex()}
    line: dict[str, Any] = {
        "position": entry.position,
        "commitment": bytes(entry.commitment).hex(),
        "body_hash": bytes(entry.body_hash).hex(),
        "marks": [[int(mark.kind), mark.tag.hex(), mark.digest.hex()] for mark in marks],
    }
    if with_sealed:
        line["sealed"] = base64.b64encode(bytes(entry.sealed)).decode()
    return line


def read_entries(
    ring: vault.Ring,
    *,
    after: int | None = None,
    limit: int = 50,
    tag: str = "",
    subject: str = "",
    log: str = TRAIL,
) -> Page:
    """Open entries for an auditor, newest first, those before position ``after``; ``tag`` may be a beginning.

    Filters look inside the sealed entries, so one call opens at most 2,000 and says where to go on.

    :raises NotHere: the ring does not hold the auditors' key.
    """
    require_auditor(ring)
    found: list[EntryCard] = []
    before = size_of(log) if after is None else after
    opened = 0
    while before > 0 and opened < MOST_OPENED:
        entries = list(Entry.objects.filter(log=log, position__lt=before).order_by("-position")[:CHUNK])
        if not entries:
            return Page(tuple(found), None)
        for entry in entries:
            card = open_entry(ring, entry)
            opened += 1
            before = entry.position
            if _is_wanted(card, tag, subject):
                found.append(card)
            if len(found) == limit:
                return Page(tuple(found), before or None)
    return Page(tuple(found), before or None)


def require_auditor(ring: vault.Ring) -> None:
    """Let only a ring pass that holds the auditors' key.

    :raises NotHere: it does not.
    """
    if vault.line_of_kind(vault.AUDITORS) not in ring.lines():
        raise NotHere


def open_entry(ring: vault.Ring, entry: Entry) -> EntryCard:
    """Open one entry and compare it with its commitment."""
    try:
        told = _opened(ring, entry)[1]
    except vault.NotGranted:
        return EntryCard(entry.ref, entry.position, None)
    except vault.Unopenable:
        return EntryCard(entry.ref, entry.position, None, is_altered=True)
    return EntryCard(entry.ref, entry.position, _told(told))


def disclose(ring: vault.Ring, position: int, log: str = TRAIL) -> dict[str, Any]:
    """Return an inclusion proof with the entry's text and salt, by which an auditor shows it to an outsider.

    :raises NotHere: the ring does not hold the auditors' key, or there is no such entry.
    :raises vault.Unopenable: the sealed body was altered.
    :raises vault.NotGranted: the entry is sealed to an older key that the ring does not hold.
    """
    require_auditor(ring)
    proof = prove_inclusion(position, log=log)
    salt, told = _opened(ring, Entry.objects.get(log=log, position=position))
    return {**proof, "opening": {"salt": salt.hex(), "entry": told.decode()}}


def _opened(ring: vault.Ring, entry: Entry) -> tuple[bytes, bytes]:
    commitment = bytes(entry.commitment)
    opened = vault.open_from_line(
        ring, bytes(entry.sealed), purpose=PURPOSE, about=about(entry.log, commitment)
    )
    salt, told = opened[: formats.SALT_BYTES], opened[formats.SALT_BYTES :].rstrip(b" ")
    if formats.commit(salt, told) != commitment:
        raise vault.Unopenable
    return salt, told


def _told(raw: bytes) -> Told:
    entry = json.loads(raw)
    return Told(
        at=datetime.fromisoformat(entry["at"]),
        actor=entry["actor"],
        tag=entry["tag"],
        subject=entry["subject"],
        detail=entry["detail"],
        rows=tuple(RowNamed(*row) for row in entry["rows"]),
        erased=tuple(RowNamed(*row) for row in entry["erased"]),
    )


def _is_wanted(card: EntryCard, tag: str, subject: str) -> bool:
    """Entries that cannot be opened are always shown: an auditor must not filter trouble away."""
    if card.told is None:
        return True
    return card.told.tag.startswith(tag) and subject in {"", card.told.subject}
