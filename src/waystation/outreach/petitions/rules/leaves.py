"""What the public log of a petition says, byte by byte (docs/spec/petition-log-v1.md), and what a receipt proves.

said = kind (1) ‖ evidence (1) ‖ text hash (32) ‖ value (32)
"""

import hashlib
import json
from collections.abc import Mapping
from enum import IntEnum

from waystation.foundation.kernel import macs

SALT_BYTES = 16
VALUE_BYTES = 32
_POSITION = 8
_COMMITMENT = b"waystation petition commitment v1\n"


class Kind(IntEnum):
    """What an entry of a petition's log does to the count."""

    SIGNATURE = 1
    WITHDRAWAL = 2
    STRUCK = 3
    LET_IN_AGAIN = 4
    PAPER = 5


class Evidence(IntEnum):
    """How it is known that somebody stands behind a signature; counted apart, always."""

    MAIL = 1
    CODE = 2
    PAPER = 3
    CREDENTIAL = 4


# Why signatures were struck out; the number is in the log.
REASONS = {1: "disposable", 2: "burst", 3: "flood", 9: "other"}


def spell_text(petition: str, texts: Mapping[str, Mapping[str, str]]) -> bytes:
    """Spell a petition's words in all its languages in the one way that is hashed: canonical JSON (RFC 8785)."""
    told = {"format": "waystation-petition-text-1", "petition": petition, "texts": texts}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def text_hash(petition: str, texts: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return the hash that fixes a petition's text in all its languages at once."""
    return hashlib.sha256(spell_text(petition, texts)).digest()


def commitment(salt: bytes, text: bytes, contact: str) -> bytes:
    """Commit to one signature: bound to the text and to the canonical contact, hidden by the salt.

    Being bound to the contact, one entry cannot be shown to two people as theirs.
    """
    return macs.mac(macs.keyed(salt), _COMMITMENT + text + contact.encode())


def signature(evidence: int, text: bytes, committed: bytes) -> bytes:
    """Return what the log says of one signature."""
    return bytes((Kind.SIGNATURE, evidence)) + text + committed


def removal(kind: int, evidence: int, text: bytes, *, position: int, reason: int, filler: bytes) -> bytes:
    """Return what the log says when a signature at a position stops counting, or counts again.

    ``filler`` (23 random bytes) makes an entry unlike any other, so that it can be said twice.
    """
    value = position.to_bytes(_POSITION, "big") + bytes((reason,)) + filler
    return bytes((kind, evidence)) + text + value.ljust(VALUE_BYTES, b"\0")[:VALUE_BYTES]


def paper(text: bytes, count: int, scan_hash: bytes) -> bytes:
    """Return what the log says of paper sheets: how many signatures, and the hash of their scan."""
    return bytes((Kind.PAPER, Evidence.PAPER)) + text + count.to_bytes(_POSITION, "big") + scan_hash[:24]


def salt_from(token: bytes) -> bytes:
    """Return the salt of a signature with a receipt: it follows from the mailed link, which only the signer has."""
    return macs.mac(macs.keyed(token), b"waystation petition receipt v1")[:SALT_BYTES]
