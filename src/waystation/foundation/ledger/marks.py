"""Marks: what ties a sealed row to the entry that speaks of it, so that rows cannot change behind the ledger."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.ledger.formats import NO_DIGEST, Kind, RowMark, ref_of
from waystation.foundation.ledger.models import Mark
from waystation.foundation.vault import api as vault

# What the ledger can be told of: a sealed row in a version, or a public key as it was made or retired.
Recorded = vault.SealedRow | vault.Holder
Erased = tuple[str, str, int]
Change = tuple[str, RowMark]

CHUNK = 400

_KNOWN = Prepared(lambda refs: Mark.objects.filter(pk__in=refs).values_list("tag", "kind", "digest"))


class RowOutOfStep(ValueError):
    """A row named in an entry does not follow from what the ledger knows of it: a mistake in the operation."""


def row_tag(label: str, ref: str, version: int) -> bytes:
    """Return the keyed name of one version of a row.

    Keyed, because the references lie open beside it: with a plain hash a stolen database would tell in which
    order every row was written.
    """
    return bytes.fromhex(vault.lookup_tag("ledger row", f"{label}:{ref}:{version}"))


def row_digest(tag: bytes, row: Recorded) -> bytes:
    """Return the keyed hash of a row as it is stored: its section, its generation, its sealed bytes.

    Of a public key: its line and kind, its generation, the key.

    Keyed too, so that who can write to the database cannot enter a mark for a row of their own making.
    """
    place, generation, stored = row.marked()
    value = f"{tag.hex()}:{place}:{generation}:{hashlib.sha256(stored).hexdigest()}"
    return bytes.fromhex(vault.lookup_tag("ledger row digest", value))


def label_of(row: Recorded | type[Recorded]) -> str:
    """Return the table's name, as in ``casework.note``."""
    return row._meta.label_lower  # noqa: SLF001 - Django's documented way to a model's name


def known(tags: Iterable[bytes]) -> dict[bytes, tuple[Kind, bytes]]:
    """Return kind and digest of those tags that the ledger holds."""
    found: dict[bytes, tuple[Kind, bytes]] = {}
    wanted = list(tags)
    for start in range(0, len(wanted), CHUNK):
        refs = [ref_of(tag) for tag in wanted[start : start + CHUNK]]
        for tag, kind, digest in _KNOWN(refs=refs):
            found[bytes(tag)] = (Kind(kind), bytes(digest))
    return found


def changes(rows: Sequence[Recorded], erased: Sequence[Erased]) -> list[Change]:
    """Return the marks an entry has to carry for these rows, each with its table's name.

    Must be called under the tip's lock, or two entries could mark the same version.

    :raises RowOutOfStep: a row was never written, was changed without a new version, or was erased before.
    """
    newest = {(label_of(row), row.ref): row for row in sorted(rows, key=lambda row: row.version)}
    named = [(*name, row.version) for name, row in newest.items()]
    before = [(label, ref, version - 1) for label, ref, version in named if version > 1]
    after = [(label, ref, version + 1) for label, ref, version in erased]
    seen = known({row_tag(*each) for each in (*named, *before, *erased, *after)})
    made: list[Change] = []
    for (label, ref), row in newest.items():
        made.extend((label, mark) for mark in _of_row(label, ref, row, seen))
    for label, ref, version in erased:
        made.extend((label, mark) for mark in _of_erased(label, ref, version, seen))
    return made


def _of_row(label: str, ref: str, row: Recorded, seen: dict[bytes, tuple[Kind, bytes]]) -> Iterator[RowMark]:
    tag = row_tag(label, ref, row.version)
    digest = row_digest(tag, row)
    if row.version < 1:
        raise RowOutOfStep(f"{label} {ref} was not written yet")
    if tag in seen:
        if seen[tag][1] != digest:
            raise RowOutOfStep(f"{label} {ref} was erased, or changed without a new version")
        return
    before = _last_recorded(label, ref, row.version - 1, seen)
    if 0 < before < row.version - 1:
        # Without this mark the row could be put back to the last version that an entry named.
        yield RowMark(Kind.PASSED, row_tag(label, ref, before + 1), NO_DIGEST)
    yield RowMark(Kind.CHANGED if before else Kind.CREATED, tag, digest)


def _of_erased(
    label: str, ref: str, version: int, seen: dict[bytes, tuple[Kind, bytes]]
) -> Iterator[RowMark]:
    """An erased row takes the tag of the version that will never be: put back, it is an older version."""
    if row_tag(label, ref, version + 1) in seen:
        raise RowOutOfStep(f"{label} {ref} is known in a later version, or was erased before")
    before = _last_recorded(label, ref, version, seen)
    if before:
        yield RowMark(Kind.ERASED, row_tag(label, ref, before + 1), NO_DIGEST)


def _last_recorded(label: str, ref: str, version: int, seen: dict[bytes, tuple[Kind, bytes]]) -> int:
    """Return the newest version, up to the one given, that an entry marks; 0 for none."""
    if version < 1:
        return 0
    if row_tag(label, ref, version) in seen:
        return version
    for end in range(version, 0, -CHUNK):
        tags = {row_tag(label, ref, older): older for older in range(end, max(end - CHUNK, 0), -1)}
        found = known(tags)
        if found:
            return max(tags[tag] for tag in found)
    return 0
