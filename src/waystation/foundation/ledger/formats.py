"""The ledger's bytes: canonical JSON, commitments, leaves, marks, signed messages (docs/spec/ledger-v1.md)."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from waystation.foundation.kernel.references import ref_from

LEAF_VERSION = b"\1"
PUBLIC_VERSION = b"\2"  # the first byte of a leaf that hides nothing
SALT_BYTES = 32
TAG_BYTES = 16
NO_DIGEST = bytes(TAG_BYTES)
TAG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*(:[a-z][a-z0-9]*(_[a-z0-9]+)*){2}")

FORMAT_HEAD = "waystation-ledger-head-1"
FORMAT_COSIGNATURE = "waystation-ledger-cosignature-1"
FORMAT_PROOF = "waystation-ledger-proof-1"
FORMAT_LOG = "waystation-ledger-log-1"

_COMMITMENT = b"waystation ledger commitment v1\n"
_HEAD = "waystation ledger head v1\n"
_COSIGNATURE = "waystation ledger cosignature v1\n"
_BODY_STEPS = (384, 896, 1920, 3968)
_LARGEST_INTEGER = 2**53 - 1


class Kind(IntEnum):
    """What an entry says of a row."""

    CREATED = 1
    CHANGED = 2
    ERASED = 3
    PASSED = 4  # a version that was overwritten before any entry named it


@dataclass(frozen=True)
class RowMark:
    """One row as an entry names it: both fields are keyed, so that they lead nobody to the row."""

    kind: Kind
    tag: bytes
    digest: bytes

    def to_bytes(self) -> bytes:
        """Return the mark as it stands in a leaf: kind (1), tag (16), digest (16)."""
        return bytes((self.kind,)) + self.tag + self.digest


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return JSON with one spelling: RFC 8785 for text, whole numbers, truth values, null, lists and tables.

    :raises TypeError: anything else is in it; fractions in particular have no one spelling.
    """
    _check_plain(value)
    return json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    ).encode()


def read_counts(text: str) -> dict[str, int] | None:
    """Read a canonical table of whole numbers; None if it is anything else."""
    try:
        counts = json.loads(text)
        is_spelt_right = canonical(counts).decode() == text
    except (ValueError, TypeError):
        return None
    if (
        not is_spelt_right
        or not isinstance(counts, dict)
        or not all(type(number) is int for number in counts.values())
    ):
        return None
    return {str(label): int(number) for label, number in counts.items()}


def _check_plain(value: object) -> None:
    match value:
        case None | bool() | str():
            return
        case int() if abs(value) <= _LARGEST_INTEGER:
            return
        case dict():
            for key, inner in value.items():
                if not isinstance(key, str) or not key.isascii():
                    raise TypeError("a key of an entry is plain ASCII text")
                _check_plain(inner)
        case list() | tuple():
            for inner in value:
                _check_plain(inner)
        case _:
            raise TypeError(f"an entry cannot hold a {type(value).__name__}")


def commit(salt: bytes, told: bytes) -> bytes:
    """Commit to what an entry tells: HMAC-SHA256 under a random salt, which hides it until the salt is shown."""
    return hmac.new(salt, _COMMITMENT + told, hashlib.sha256).digest()


def pad(told: bytes) -> bytes:
    """Fill with spaces, which JSON ignores, so that the size of a sealed entry tells little."""
    size = next((step for step in _BODY_STEPS if len(told) <= step), 1 << len(told).bit_length())
    return told.ljust(size)


def body_digest(sealed: bytes) -> bytes:
    """Hash the sealed body."""
    return hashlib.sha256(sealed).digest()


def leaf_data(commitment: bytes, body_hash: bytes, marks: Iterable[RowMark]) -> bytes:
    """Return what stands in the log for an entry: version, commitment, hash of the sealed body, marks."""
    return LEAF_VERSION + commitment + body_hash + b"".join(mark.to_bytes() for mark in marks)


def is_public(leaf: bytes) -> bool:
    """Say whether a leaf is one of a public log, which stands in the log as it is."""
    return leaf[:1] == PUBLIC_VERSION


def ref_of(digest: bytes) -> str:
    """Return the reference that a digest of at least 16 bytes gives its row: 14 digits to base 30.

    A row's reference so follows from its content, and a changed reference is noticed.
    """
    return ref_from(int.from_bytes(digest[:16], "big"))


def ref_of_text(text: str) -> str:
    """Return the reference of what is known by a name."""
    return ref_of(hashlib.sha256(text.encode()).digest())


def head_message(*, origin: str, size: int, root: bytes, signed_on: date) -> bytes:
    """Return what a head's signature is over: a line of our own, the day, a C2SP tlog-checkpoint."""
    encoded = base64.b64encode(root).decode()
    return f"{_HEAD}day {signed_on.isoformat()}\n{origin}\n{size}\n{encoded}\n".encode()


def cosignature_message(head: bytes) -> bytes:
    """Return what a partner signs who has seen that a head continues the one before."""
    return _COSIGNATURE.encode() + head
