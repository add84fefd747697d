"""Writing and reading sealed rows: one padded body each, bound to its table, reference, section and version."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from waystation.foundation.kernel import saving
from waystation.foundation.kernel.errors import ChangedMeanwhile
from waystation.foundation.vault import grants, keystore, padding, primitives
from waystation.foundation.vault.models import SealedRow
from waystation.foundation.vault.ring import Ring

Body = dict[str, Any]
SomeRow = TypeVar("SomeRow", bound=SealedRow)


def write(ring: Ring, row: SealedRow, body: Mapping[str, Any]) -> None:
    """Seal a body into a row and save it, as a new row or as the next version of the one that was read.

    :raises NotGranted: the ring does not hold the row's section.
    :raises ChangedMeanwhile: somebody wrote a newer version since this one was read.
    """
    grants.freshen(ring, row.section)
    read_version = row.version
    seal(ring, row, body, version=read_version + 1)
    if read_version == 0:
        saving.insert([row])
    elif not saving.replace(row, version=read_version):
        raise ChangedMeanwhile


def seal(ring: Ring, row: SealedRow, body: Mapping[str, Any], *, version: int) -> None:
    """Seal a body into a row as one of its versions, without saving it: for writing many rows at once.

    :raises NotGranted: the ring does not hold the row's section.
    """
    row.generation, row.version = row.section.generation, version
    data_key = ring.data_key(row.section_id, row.generation)
    row.sealed = primitives.seal(data_key, padding.pad(_encode(body)), body_context(row))


def read(ring: Ring, row: SealedRow) -> Body:
    """Open a row's body.

    :raises NotGranted: the ring does not hold the section.
    :raises primitives.Unopenable: the body was altered, or moved here from elsewhere, or put back from earlier.
    """
    data_key = ring.data_key(row.section_id, row.generation)
    return _decode(primitives.unseal(data_key, bytes(row.sealed), body_context(row)))


def read_many(ring: Ring, rows: Iterable[SealedRow]) -> dict[str, Body]:
    """Open many rows, their grants fetched with one query.

    :raises NotGranted: one of them is not held.
    """
    listed = list(rows)
    ring.load((row.section_id, row.generation) for row in listed)
    return {row.ref: read(ring, row) for row in listed}


def read_held(ring: Ring, rows: Iterable[SomeRow]) -> list[tuple[SomeRow, Body]]:
    """Open those rows the ring holds, in the order given, and leave the others out without a trace."""
    listed = list(rows)
    ring.load((row.section_id, row.generation) for row in listed)
    return [(row, read(ring, row)) for row in listed if ring.has(row.section_id, row.generation)]


def body_context(row: SealedRow) -> bytes:
    """Bind a body to the one place it belongs."""
    return primitives.context("body", keystore.installation(), *row.place())


def _encode(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _decode(padded: bytes) -> Body:
    decoded: Body = json.loads(padding.unpad(padded))
    return decoded
