"""Padding into a few sizes, so that the length of a blob tells little about what is in it."""

STEPS = (128, 256, 512, 1024, 4096, 16384, 65536)
_HEAD = 4


def bucket(length: int) -> int:
    """Return the padded size for a body of this length: the next step, then the next power of two."""
    for step in STEPS:
        if length <= step:
            return step
    return 1 << (length - 1).bit_length()


def pad(data: bytes) -> bytes:
    """Prefix the length (4 bytes, big-endian) and fill with zeros up to the bucket."""
    size = bucket(len(data) + _HEAD)
    return (len(data).to_bytes(_HEAD, "big") + data).ljust(size, b"\0")


def unpad(data: bytes) -> bytes:
    """Undo :func:`pad`.

    :raises ValueError: the length does not fit or the filling is not zero.
    """
    length = int.from_bytes(data[:_HEAD], "big")
    end = _HEAD + length
    if end > len(data) or data[end:].strip(b"\0"):
        raise ValueError("padding")
    return data[_HEAD:end]
