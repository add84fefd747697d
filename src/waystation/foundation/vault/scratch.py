"""Scratch files for large bodies on their way in or out: on disk only as ciphertext under a key in memory."""

import io
import secrets
import tempfile
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 16


class ScratchFile(io.RawIOBase):
    """A seekable temporary file, nameless on disk, whose bytes are covered by AES-256-CTR under a random key.

    The key lives in this object only, so the file is noise as soon as the process ends (T-21). A byte may be
    written once or rewritten with other content by the same process; whoever could compare both versions on disk
    could as well read the process.
    """

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed by close()
        self._key = secrets.token_bytes(32)

    def readable(self) -> bool:
        """It can be read."""
        return True

    def writable(self) -> bool:
        """It can be written."""
        return True

    def seekable(self) -> bool:
        """It can be sought."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position in bytes."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the position in bytes."""
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        """Read and uncover into a buffer."""
        at = self._file.tell()
        raw = self._file.read(len(buffer)) or b""
        buffer[: len(raw)] = self._cover(at, raw)
        return len(raw)

    def write(self, data: Any) -> int:
        """Cover and write; return how many bytes were taken, fewer than given where the disk is nearly full."""
        at = self._file.tell()
        return self._file.write(self._cover(at, bytes(data))) or 0

    def truncate(self, size: int | None = None) -> int:
        """Cut the file off."""
        return self._file.truncate(size)

    def close(self) -> None:
        """Forget the key and give the space back."""
        self._key = b""
        self._file.close()
        super().close()

    def _cover(self, at: int, data: bytes) -> bytes:
        counter = (at // _BLOCK).to_bytes(_BLOCK, "big")
        stream = Cipher(algorithms.AES256(self._key), modes.CTR(counter)).encryptor()
        skip = at % _BLOCK
        return stream.update(b"\0" * skip + data)[skip:]


def scratch_file() -> io.BufferedRandom:
    """Return a new buffered scratch file."""
    return io.BufferedRandom(ScratchFile())
