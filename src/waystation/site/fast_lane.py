"""The fast lane: signatures taken by one loop over many connections, and written many at once by one thread beside it.

It stands in front of the ordinary server of the same process. Every new connection comes here first; what arrives on it
and is not, word for word, a whole signature goes to the ordinary server with the connection, for good. So nothing is
understood here but the one request that comes by the thousand, and slow senders wait where they always wait.
"""

import os
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from email.utils import formatdate
from importlib import import_module
from typing import Any

from waystation.site.shelf import Shelf

HandOver = Callable[[socket.socket, Any, bytes], None]
MOST_CALLERS = 4000
MOST_TOGETHER = 256
PATIENCE_SECONDS = 5.0
LARGEST_HEAD = 8 * 1024
_READ = 64 * 1024
_PLAIN = frozenset({"transfer-encoding", "expect", "upgrade", "trailer", "te", "content-encoding"})

_fast = import_module("waystation.outreach.petitions.front.fast")


class _Caller:
    """One connection: what arrived on it and is not answered yet."""

    __slots__ = ("address", "got", "is_waiting", "seen_at", "socket", "unsent")

    def __init__(self, connection: socket.socket, address: Any) -> None:
        self.socket, self.address = connection, address
        self.got, self.unsent = b"", b""
        self.is_waiting = False
        self.seen_at = time.monotonic()


_Taken = tuple[_Caller, Any, int]


class FastLane:
    """Takes whole signatures off new connections, and hands over every connection on which something else arrives."""

    def __init__(self, hand_over: HandOver, headers: dict[str, str]) -> None:
        self._hand_over = hand_over
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._answer, self._answer_from = b"", 0.0
        self._callers: dict[int, _Caller] = {}
        self._shelf = Shelf()
        self._poll = select.epoll()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK)
        self._poll.register(self._bell, select.EPOLLIN)
        self._gathered: list[_Taken] = []
        self._is_over = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def adopt(self, connection: socket.socket, address: Any) -> None:
        """Take a new connection from the server that accepted it."""
        if len(self._callers) >= MOST_CALLERS:
            self._hand_over(connection, address, b"")
            return
        connection.setblocking(False)
        self._callers[connection.fileno()] = _Caller(connection, address)
        self._poll.register(connection.fileno(), select.EPOLLIN)

    def close(self) -> None:
        """Answer what has arrived, then let the thread go."""
        self._is_over = True
        os.eventfd_write(self._bell, 1)
        self._thread.join()

    def _run(self) -> None:
        sweep_at = time.monotonic() + 1
        is_last = False
        while not is_last or self._gathered:
            is_last = self._is_over
            self._round(0 if self._gathered or is_last else 1.0)
            if time.monotonic() > sweep_at:
                self._sweep()
                sweep_at = time.monotonic() + 1
        _leave_the_database()

    def _round(self, seconds: float) -> None:
        """Take what has arrived, write it, answer; what arrives meanwhile is the next batch."""
        for number, _events in self._poll.poll(seconds, MOST_TOGETHER):
            self._attend(number)
        if self._gathered:
            self._write()

    def _attend(self, number: int) -> None:
        caller = self._callers.get(number)
        if caller is None:
            return  # the bell, or let go in this very round
        try:
            (self._go_on_sending if caller.unsent else self._read)(caller)
        except Exception:  # noqa: BLE001 - what goes wrong on one connection never ends the lane (T-22)
            self._give_up(caller)

    def _give_up(self, caller: _Caller) -> None:
        """Leave a connection to the ordinary server, which can say what is wrong with it."""
        if self._callers.get(caller.socket.fileno()) is caller:
            self._pass_on(caller)

    def _read(self, caller: _Caller) -> None:
        try:
            more = caller.socket.recv(_READ)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if not more or len(caller.got) > 2 * _fast.LARGEST:
            self._forget(caller)
            caller.socket.close()
            return
        caller.got += more
        caller.seen_at = time.monotonic()
        if not caller.is_waiting:
            self._look(caller)

    def _look(self, caller: _Caller) -> None:
        """Take what is whole and plain, wait for what may become so, hand over the rest."""
        # A loop: a thousand questions may arrive together, and each may be answered at once.
        while (end := caller.got.find(b"\r\n\r\n")) > 0 and caller.got.startswith(b"GET /"):
            page = self._shelf.find(caller.got[:end])
            if page is None:
                self._pass_on(caller)
                return
            caller.got = caller.got[end + 4 :]
            if not self._is_sent(caller, page):
                return
        if end < 0 and _may_become_ours(caller.got):
            return
        head = _plain_head(caller.got[: max(end, 0)])
        if head is None:
            self._pass_on(caller)
            return
        path, content_type, length = head
        whole = end + 4 + length
        if len(caller.got) < whole:
            return
        peer = caller.address[0] if isinstance(caller.address, tuple) else ""
        arrival = _fast.prepare(path, content_type, caller.got[end + 4 : whole], peer)
        if arrival is None:
            self._pass_on(caller)
            return
        caller.is_waiting = True
        self._gathered.append((caller, arrival, whole))

    def _write(self) -> None:
        """Answer everybody whose signature lies on the disk; who could not be written goes through the plain lane."""
        batch, self._gathered = self._gathered[:MOST_TOGETHER], self._gathered[MOST_TOGETHER:]
        is_done = _fast.write([arrival for _caller, arrival, _whole in batch])
        answer = self._answer_now()
        for caller, arrival, whole in batch:
            caller.is_waiting = False
            if not is_done:
                self._give_up(caller)
                continue
            if caller.socket.fileno() < 0:
                continue  # hung up meanwhile
            caller.got = caller.got[whole:]
            try:
                self._send(caller, answer % _fast.following(arrival).encode())
            except Exception:  # noqa: BLE001 - as above
                self._give_up(caller)

    def _send(self, caller: _Caller, answer: bytes) -> None:
        if self._is_sent(caller, answer) and caller.got:
            self._look(caller)

    def _is_sent(self, caller: _Caller, answer: bytes) -> bool:
        """Send what can be sent now, and say whether that was all."""
        try:
            sent = caller.socket.send(answer)
        except OSError:
            sent = 0
        caller.unsent = answer[sent:]
        if not sent:
            self._forget(caller)
            caller.socket.close()
        elif caller.unsent:
            self._poll.modify(caller.socket.fileno(), select.EPOLLOUT)
        return sent == len(answer)

    def _go_on_sending(self, caller: _Caller) -> None:
        self._poll.modify(caller.socket.fileno(), select.EPOLLIN)
        caller.seen_at = time.monotonic()
        self._send(caller, caller.unsent)

    def _answer_now(self) -> bytes:
        now = time.monotonic()
        if now >= self._answer_from + 1:
            self._answer_from = now
            date = formatdate(usegmt=True)
            head = f"HTTP/1.1 303 See Other\r\nContent-Length: 0\r\nDate: {date}\r\n{self._headers}"
            self._answer = head.replace("%", "%%").encode("latin-1") + b"Location: %b\r\n\r\n"
        return self._answer

    def _sweep(self) -> None:
        """Whoever is silent for long waits at the ordinary server, which lets them go when it gets crowded."""
        oldest = time.monotonic() - PATIENCE_SECONDS
        everybody = list(self._callers.values())  # in one step: the server's thread adds to it meanwhile
        for caller in [one for one in everybody if one.seen_at < oldest and not one.is_waiting]:
            if caller.unsent:
                self._forget(caller)
                caller.socket.close()
            else:
                self._pass_on(caller)

    def _pass_on(self, caller: _Caller) -> None:
        self._forget(caller)
        self._hand_over(caller.socket, caller.address, caller.got)

    def _forget(self, caller: _Caller) -> None:
        self._poll.unregister(caller.socket.fileno())
        del self._callers[caller.socket.fileno()]


class BeforeServer:
    """The fast lane before a server of waitress, whose channels only its own thread may make."""

    def __init__(self, server: Any) -> None:
        self._server, self._channel = server, server.channel_class
        self._passed_on: deque[tuple[socket.socket, Any, bytes]] = deque()
        self._lane = FastLane(self._pass_on, safe_headers())
        server.channel_class = self._adopt

    def take_back(self) -> None:
        """Give the server what the lane has passed on; called by the thread of the server, again and again."""
        while self._passed_on:
            connection, address, got = self._passed_on.popleft()
            server = self._server
            channel = self._channel(server, connection, address, server.adj, map=server._map)  # noqa: SLF001 - as it does
            if got:
                channel.received(got)

    def close(self) -> None:
        """Take nothing any more, answer what was taken, and give the rest to the server."""
        self._lane.close()
        self.take_back()

    def _adopt(
        self, _server: Any, connection: socket.socket, address: Any, _adjusted: Any, **_more: Any
    ) -> None:
        self._lane.adopt(connection, address)

    def _pass_on(self, connection: socket.socket, address: Any, got: bytes) -> None:
        self._passed_on.append((connection, address, got))
        self._server.pull_trigger()


def _may_become_ours(got: bytes) -> bool:
    return len(got) < LARGEST_HEAD and any(got.startswith(word[: len(got)]) for word in (b"POST /", b"GET /"))


def _plain_head(head: bytes) -> tuple[str, str, int] | None:
    """Return path, content type and length of a post in its plainest form; None for everything else."""
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or words[0] != "POST" or words[2] != "HTTP/1.1":  # noqa: PLR2004 - method, path, version
        return None
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        name = name.lower()
        if not colon or name in headers or name in _PLAIN or not name.replace("-", "").isalnum():
            return None
        headers[name] = value.strip(" \t")
    length = headers.get("content-length", "")
    if not length.isdecimal() or len(length) > len(str(_fast.LARGEST)) or int(length) > _fast.LARGEST:
        return None
    if headers.get("connection", "keep-alive").lower() != "keep-alive" or not headers.get("host"):
        return None
    return words[1], headers.get("content-type", ""), int(length)


def safe_headers() -> dict[str, str]:
    """Return what the front puts on its answer to a signature."""
    from django.http import HttpResponse

    from waystation.site.middleware import FrontHeaders

    front = FrontHeaders(lambda _request: HttpResponse()).headers
    return {"Content-Type": "text/html; charset=utf-8", **front, "Cache-Control": "no-store"}


def _leave_the_database() -> None:
    from django.db import connection

    connection.close()
