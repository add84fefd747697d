"""Large requests and answers wait on disk as ciphertext: waitress would write them there in clear (T-09)."""

import errno
import os
import shutil
import tempfile
import threading
from typing import Any

from waitress import buffers

from waystation.foundation.vault import api as vault

# What waits in memory before it goes to a scratch file. Small, since thousands may be sending at once.
IN_MEMORY = 64 * 1024
MOST_ON_DISK = 4 * 2**30
LEFT_FREE = 512 * 2**20


class SpoolUnsealed(RuntimeError):
    """This version of waitress keeps large bodies elsewhere than we know: it must not serve."""


class Room:
    """How much may wait on disk at once, so that hostile uploads cannot fill the disk the database stands on (T-22).

    Beyond it the connection that asks for more is dropped; requests small enough for memory still pass.
    """

    def __init__(self, most: int = MOST_ON_DISK, left_free: int = LEFT_FREE) -> None:
        self._most, self._left_free = most, left_free
        self._taken = 0
        self._lock = threading.Lock()

    def take(self, size: int) -> None:
        """Take some room.

        :raises OSError: there is none left.
        """
        with self._lock:
            free = shutil.disk_usage(tempfile.gettempdir()).free
            if self._taken + size > self._most or free - size < self._left_free:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self._taken += size

    def give_back(self, size: int) -> None:
        """Give room back."""
        with self._lock:
            self._taken -= size

    @property
    def taken(self) -> int:
        """Return how many bytes wait on disk."""
        return self._taken


ROOM = Room()


class SealedBuffer(buffers.FileBasedBuffer):  # type: ignore[misc]  # waitress has no types
    """Stands in for waitress' buffer on a temporary file; the file is the vault's, noise without this process."""

    def __init__(self, from_buffer: Any = None) -> None:
        self._size = 0
        if from_buffer is not None:
            self._take(len(from_buffer))
        super().__init__(vault.scratch_file(), from_buffer)

    def newfile(self) -> Any:
        """Return a fresh file, when the sent part of an answer is cut off."""
        return vault.scratch_file()

    def append(self, s: bytes) -> None:
        """Add to the end.

        :raises OSError: there is no room left on the disk.
        """
        self._take(len(s))
        super().append(s)

    def close(self) -> None:
        """Close the file and give the room back."""
        super().close()
        self._give_back()

    def __del__(self) -> None:
        # A sender who goes away half way is forgotten by waitress without a close.
        self._give_back()

    def _take(self, size: int) -> None:
        ROOM.take(size)
        self._size += size

    def _give_back(self) -> None:
        ROOM.give_back(self._size)
        self._size = 0


def seal_spools() -> None:
    """Have waitress spool through the vault, and make sure that it does.

    :raises SpoolUnsealed: it does not.
    """
    buffers.TempfileBasedBuffer = SealedBuffer
    probe = buffers.OverflowableBuffer(1)
    probe.append(b"x" * (buffers.STRBUF_LIMIT + 1))
    sealed = isinstance(probe.buf, SealedBuffer)
    probe.close()
    if not sealed:
        raise SpoolUnsealed("waitress does not spool through the vault: this version is not known to us")
