"""Files sealed chunk by chunk as they arrive: constant memory, never in clear on disk.

Format (docs/spec/sealed-record-v1.md): chunks of 64 KiB, each an AEAD blob bound to its number and to whether it
is the last, so that chunks cannot be dropped, repeated, reordered or cut off. The length is padded by whole
chunks of zeros; the true length is in the sealed body of the row.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from waystation.foundation.kernel.references import new_ref
from waystation.foundation.vault import primitives, rows
from waystation.foundation.vault.models import SealedFile, Section, StagedFile
from waystation.foundation.vault.ring import Ring

CHUNK = 64 * 1024
_SEALED_CHUNK = CHUNK + 2 + primitives.NONCE_BYTES + 16
_SPREAD = 16  # lengths are padded up to a multiple of 1/16 of the next power of two: at most 12 % more


@dataclass(frozen=True, repr=False)
class Staged:
    """A sealed upload that belongs nowhere yet; ``key`` is held by the page that sent it, and nowhere else."""

    ref: str
    key: bytes
    length: int


class Truncated(Exception):
    """A file's sealed chunks do not end as they should: it was cut off or its disk lost some of it."""


class Arriving:
    """An upload sealed while it arrives: write the pieces as they come, then finish it or let it go.

    For those who are handed pieces (an upload handler); whoever can ask for them calls :func:`stage`.
    """

    def __init__(self, *, on: date) -> None:
        self._ref, self._key, self._on = new_ref(), secrets.token_bytes(primitives.KEY_BYTES), on
        self._held, self._number = bytearray(), 0
        self.length = 0
        path = _path(self._ref)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._out = path.open("xb")

    def __repr__(self) -> str:
        return "Arriving(…)"

    def write(self, piece: bytes) -> None:
        """Take the next bytes; whole chunks go to disk sealed, the rest waits in memory."""
        self._held += piece
        self.length += len(piece)
        while len(self._held) > CHUNK:
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]

    def finish(self) -> Staged:
        """Seal the end and the padding, and leave the upload waiting for a place."""
        total = _padded(self.length) // CHUNK
        tail = bytes(self._held).ljust(CHUNK, b"\0")
        while self._number < total:
            self._seal(tail, last=self._number == total - 1)
            tail = bytes(CHUNK)
        self._out.close()
        StagedFile.objects.create(ref=self._ref, size=_path(self._ref).stat().st_size, staged_on=self._on)
        return Staged(self._ref, self._key, self.length)

    def let_go(self) -> None:
        """Destroy what has arrived so far."""
        self._out.close()
        destroy(self._ref)

    def _seal(self, data: bytes, *, last: bool) -> None:
        place = _chunk_context(self._number, last=last)
        self._out.write(primitives.seal(self._key, data, place, primitives.KIND_FILE_CHUNK))
        self._number += 1


def stage(chunks: Iterable[bytes], *, on: date) -> Staged:
    """Seal an upload as it arrives and leave it waiting; nothing is kept when the stream breaks off."""
    arriving = Arriving(on=on)
    try:
        for piece in chunks:
            arriving.write(piece)
        return arriving.finish()
    except BaseException:
        arriving.let_go()
        raise


def keep_staged(ring: Ring, section: Section, staged: Staged, meta: Mapping[str, Any]) -> SealedFile:
    """Give a staged upload its place in a section: its key and what describes it are sealed there.

    :raises StagedFile.DoesNotExist: it was kept already, or has gone.
    """
    waiting = StagedFile.objects.get(ref=staged.ref)
    row = SealedFile(ref=staged.ref, section=section, size=waiting.size)
    rows.write(ring, row, {**meta, "key": staged.key.hex(), "length": staged.length})
    waiting.delete()
    return row


def take_staged(staged: Staged) -> Iterator[bytes]:
    """Yield a staged upload's content in chunks and destroy it: for what is read once and belongs nowhere.

    :raises StagedFile.DoesNotExist: it was kept already, or has gone.
    :raises Truncated: the end is missing.
    """
    waiting = StagedFile.objects.get(ref=staged.ref)
    try:
        yield from _open_stream(_path(staged.ref), staged.key, staged.length)
    finally:
        waiting.delete()
        destroy(staged.ref)


def store(
    ring: Ring, section: Section, chunks: Iterable[bytes], meta: Mapping[str, Any], *, on: date
) -> SealedFile:
    """Seal a file into a section in one go."""
    return keep_staged(ring, section, stage(chunks, on=on), meta)


def describe(ring: Ring, row: SealedFile) -> dict[str, Any]:
    """Return what describes the file (name, type, length), without its key."""
    return {name: value for name, value in rows.read(ring, row).items() if name != "key"}


def open_file(ring: Ring, row: SealedFile) -> Iterator[bytes]:
    """Yield the file's content in chunks.

    :raises NotGranted: the ring does not hold the section.
    :raises primitives.Unopenable: a chunk was altered or moved.
    :raises Truncated: the end is missing.
    """
    body = rows.read(ring, row)
    return _open_stream(_path(row.ref), bytes.fromhex(body["key"]), int(body["length"]))


def destroy(ref: str) -> None:
    """Remove a file's sealed bytes."""
    _path(ref).unlink(missing_ok=True)


def clear_staged(before: date) -> int:
    """Destroy uploads that were staged before a day and never kept; return how many."""
    old = list(StagedFile.objects.filter(staged_on__lt=before))
    for waiting in old:
        destroy(waiting.ref)
        waiting.delete()
    return len(old)


def astray(before: date) -> tuple[list[str], list[str]]:
    """Name the files on disk that no row knows and that are older than a day, and the rows whose file is not there."""
    place = Path(settings.DATA_FOLDER) / "files"
    on_disk = {path.name: path for path in place.glob("*/*")}
    known = {
        *SealedFile.objects.values_list("ref", flat=True).iterator(),
        *StagedFile.objects.values_list("ref", flat=True).iterator(),
    }
    unknown = [
        name
        for name, path in on_disk.items()
        if name not in known and datetime.fromtimestamp(path.stat().st_mtime, UTC).date() < before
    ]
    # A file that came or went while the rows were read is looked for once more.
    gone = [ref for ref in known - set(on_disk) if not _path(ref).exists() and _has_row(ref)]
    return sorted(unknown), sorted(gone)


def _has_row(ref: str) -> bool:
    return SealedFile.objects.filter(ref=ref).exists() or StagedFile.objects.filter(ref=ref).exists()


def _path(ref: str) -> Path:
    return Path(settings.DATA_FOLDER) / "files" / ref[:2] / ref


def _padded(length: int) -> int:
    step = max(CHUNK, (1 << max(length - 1, 1).bit_length()) // _SPREAD)
    return max(-(-length // step), 1) * step


def _chunk_context(number: int, *, last: bool) -> bytes:
    return primitives.context("file", number, "last" if last else "more")


def _open_stream(path: Path, key: bytes, length: int) -> Iterator[bytes]:
    left, number = length, 0
    total = path.stat().st_size // _SEALED_CHUNK
    with path.open("rb") as file:
        while blob := file.read(_SEALED_CHUNK):
            place = _chunk_context(number, last=number == total - 1)
            data = primitives.unseal(key, blob, place, primitives.KIND_FILE_CHUNK)
            number += 1
            if left > 0:
                yield data[:left]
                left -= len(data)
    if left > 0 or number == 0:
        raise Truncated
