"""Group commit: whoever finds nobody writing writes for everybody who waits, in one transaction.

A disk confirms a few hundred to a few thousand transactions in a second, whatever is in them. So a thread that has
something to write puts it down and then either becomes the one who writes all that lies there, or is told that somebody
did. Nobody is answered before the commit that holds what they brought (T-24).
"""

import time
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from django.db import connections

Thing = TypeVar("Thing")
Outcome = TypeVar("Outcome")

MOST_TOGETHER = 256
CROWDED = 8
GATHERING_SECONDS = 0.004  # a disk that commits faster than people arrive would write nearly everybody alone


def _give_back() -> None:
    """Give this thread's connection back to its pool: who waits while holding one starves whoever writes for all."""
    mine = connections["default"]
    if mine.connection is not None and not mine.in_atomic_block:
        mine.close_if_unusable_or_obsolete()


class _Waiting(Generic[Thing, Outcome]):
    __slots__ = ("error", "gate", "is_done", "outcome", "thing")

    def __init__(self, thing: Thing) -> None:
        self.thing = thing
        self.outcome: Outcome | None = None
        self.error: BaseException | None = None
        self.is_done = False
        self.gate = Lock()
        self.gate.acquire()


class Together(Generic[Thing, Outcome]):
    """Writes what several threads bring by one call of ``write``, which must be all or nothing."""

    def __init__(self, write: Callable[[Sequence[Thing]], Sequence[Outcome]]) -> None:
        self._write = write
        self._lying: list[_Waiting[Thing, Outcome]] = []
        self._lock = Lock()
        self._is_writing = False
        self._is_crowded = False

    def bring(self, thing: Thing) -> Outcome:
        """Have one thing written and return what came of it, after the commit.

        :raises Exception: whatever writing raised; nothing was written then.
        """
        _give_back()
        mine = _Waiting[Thing, Outcome](thing)
        with self._lock:
            self._lying.append(mine)
            is_mine_to_write = not self._is_writing
            self._is_writing = True
        if not is_mine_to_write:
            mine.gate.acquire()  # until it is written, or until it is this thread's turn to write
        if not mine.is_done:
            self._write_what_lies_here()
        if mine.error is not None:
            raise mine.error
        return mine.outcome  # type: ignore[return-value] # done without an error

    def _write_what_lies_here(self) -> None:
        """Write a batch, let those go whose things are in it, and pass the pen to the first of the others."""
        if self._is_crowded:
            time.sleep(GATHERING_SECONDS)
        with self._lock:
            batch, self._lying = self._lying[:MOST_TOGETHER], self._lying[MOST_TOGETHER:]
        self._is_crowded = len(batch) >= CROWDED
        outcomes: Sequence[Outcome] = ()
        error: BaseException | None = None
        try:
            outcomes = self._write([waiting.thing for waiting in batch])
        except BaseException as exc:  # noqa: BLE001 - raised again in each thread that brought something
            error = exc
        for at, waiting in enumerate(batch):
            waiting.is_done, waiting.error = True, error
            waiting.outcome = outcomes[at] if error is None else None
        with self._lock:
            following = self._lying[0] if self._lying else None
            self._is_writing = following is not None
        for waiting in batch if following is None else [*batch, following]:
            waiting.gate.release()
