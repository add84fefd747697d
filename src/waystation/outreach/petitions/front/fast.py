"""The fast lane's half of signing: the same rules, the same seals, the same rows, without the framework's request."""

import re
import threading
import time
from asyncio import AbstractEventLoop, Future, get_running_loop
from collections.abc import Sequence
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connection

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.kernel.references import ALPHABET, LENGTH
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.front import throttle

ADDRESS = re.compile(rf"/([a-z]{{2}})/petitions/([{ALPHABET}]{{{LENGTH}}})/sign/")
MOST_FIELDS = 40
MOST_TOGETHER = 256
REMEMBERED_SECONDS = 0.5

_Waiting = tuple[petitions.Arrival, "Future[bool]"]


class Lane:
    """Takes well-formed signatures inside an event loop; one thread beside it writes whatever has gathered."""

    def __init__(self) -> None:
        self._gathered: list[_Waiting] = []
        self._some = threading.Event()
        self._loop: AbstractEventLoop | None = None
        self._writer: threading.Thread | None = None
        self._is_over = False
        self._known: dict[str, float] = {}

    async def take(self, path: str, body: bytes, peer: str) -> str | None:
        """Take a signature and return where the browser goes next, or None: then the framework must look at it.

        Returns when the signature lies on the disk, as in the plain lane.
        """
        address = ADDRESS.fullmatch(path)
        if address is None or address[1] not in dict(settings.LANGUAGES):
            return None
        try:
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
        except ValueError:
            return None
        typed = petitions.read(fields)
        if not isinstance(typed, petitions.Typed):
            return None
        language, petition = address.groups()
        suspicion = throttle.suspicion(peer, typed.domain)
        await self._look_again(petition)
        try:
            arrival = petitions.seal_arrival(
                petition=petition, typed=typed, language=language, at=clock.now(), suspicion=suspicion
            )
        except (
            NotHere,
            Refused,
            SynchronousOnlyOperation,
        ):  # the last: what was remembered has just grown old
            return None
        if not await self._written(arrival):
            return None
        return f"{path.removesuffix('sign/')}thanks/"

    async def _look_again(self, petition: str) -> None:
        """Have a thread ask the database, twice a second, how things stand: the loop itself never waits for it."""
        now = time.monotonic()
        if now < self._known.get(petition, 0.0):
            return
        try:
            await get_running_loop().run_in_executor(None, _look_again, petition)
        except NotHere:
            return
        self._known[petition] = now + REMEMBERED_SECONDS

    def _written(self, arrival: petitions.Arrival) -> "Future[bool]":
        loop = get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            self._writer = threading.Thread(target=self._write_forever, args=(loop,), daemon=True)
            self._writer.start()
        done: Future[bool] = loop.create_future()
        self._gathered.append((arrival, done))
        self._some.set()
        return done

    def _write_forever(self, loop: AbstractEventLoop) -> None:
        while self._some.wait() and not self._is_over:
            self._some.clear()
            while batch := self._gathered[:MOST_TOGETHER]:
                del self._gathered[: len(batch)]
                is_done = self._write([arrival for arrival, _done in batch])
                loop.call_soon_threadsafe(_tell, [done for _arrival, done in batch], is_done)
        connection.close()

    def close(self) -> None:
        """Let the writing thread go, with its connection to the database."""
        self._is_over = True
        self._some.set()
        if self._writer is not None:
            self._writer.join()

    def _write(self, arrivals: Sequence[petitions.Arrival]) -> bool:
        try:
            petitions.write_arrivals(arrivals)
        except Exception:  # noqa: BLE001 - each goes through the plain lane then, which says what is wrong
            return False
        return True


def _look_again(petition: str) -> None:
    try:
        petitions.look_again(petition)
    finally:
        connection.close()  # the loop's helpers come and go, and none may keep a connection


def _tell(waiting: Sequence["Future[bool]"], is_done: bool) -> None:
    for done in waiting:
        if not done.done():
            done.set_result(is_done)
