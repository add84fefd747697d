"""HMAC-SHA256 (RFC 2104) by two hashes in a row: the library's lets go of the interpreter's lock, or costs twice as much."""

from hashlib import sha256

_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))

Keyed = tuple[bytes, bytes]


def keyed(key: bytes) -> Keyed:
    """Prepare a key of at most 64 bytes, to be used again and again.

    :raises ValueError: the key is longer.
    """
    if len(key) > _BLOCK:
        raise ValueError("a key of at most 64 bytes")
    padded = key.ljust(_BLOCK, b"\0")
    return padded.translate(_INNER), padded.translate(_OUTER)


def mac(with_key: Keyed, message: bytes) -> bytes:
    """Return the 32 bytes of HMAC-SHA256."""
    inner, outer = with_key
    return sha256(outer + sha256(inner + message).digest()).digest()
