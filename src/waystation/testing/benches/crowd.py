"""Many browsers at once, cheaply: each connection sends a form, waits for the answer, and sends the next."""

import selectors
import socket
import time
from collections.abc import Callable

ACCEPTED = b"HTTP/1.1 303"
END = b"\r\n\r\n"
PAUSE = 0.05


class _Browser:
    __slots__ = ("begun", "got", "is_again", "number", "socket")

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.number = -1
        self.begun = 0.0
        self.got = b""
        self.is_again = False


class Crowd:
    """Sends form after form and remembers which were acknowledged; a form whose line broke is sent again, as people do."""

    def __init__(
        self,
        port: int,
        clients: int,
        request: Callable[[int], bytes],
        *,
        again_every: int,
        accepted: bytes = ACCEPTED,
        length: int = 0,
    ) -> None:
        self.port = port
        self.request = request
        self.again_every = again_every
        self.accepted, self.length = accepted, length
        self.acknowledged: list[int] = []
        self.errors = 0
        self._took: list[float] = []
        self._next = 0
        self._broken: list[int] = []
        self._browsers = [_Browser() for _ in range(clients)]

    def run(self, seconds: float) -> None:
        """Let everybody send for a while, then wait for the last answers."""
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            for browser in self._browsers:
                self._begin(selector, browser)
            while selector.get_map():
                for key, _events in selector.select(1.0):
                    self._read(selector, key.data, end)

    def percentile(self, percent: int) -> float:
        """Return how long the given share of answers took at most, in milliseconds."""
        ordered = sorted(self._took) or [0.0]
        return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000, 1)

    def _begin(self, selector: selectors.BaseSelector, browser: _Browser) -> None:
        browser.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        browser.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(browser.socket, selectors.EVENT_READ, browser)
        self._send(browser)

    def _send(self, browser: _Browser) -> None:
        if browser.number >= 0 and not browser.is_again and browser.number % self.again_every == 0:
            browser.is_again = True
        elif self._broken:
            browser.number, browser.is_again = self._broken.pop(), False
        else:
            browser.number, browser.is_again = self._next, False
            self._next += 1
        browser.got = b""
        browser.begun = time.monotonic()
        if browser.socket is not None:
            browser.socket.sendall(self.request(browser.number))

    def _read(self, selector: selectors.BaseSelector, browser: _Browser, end: float) -> None:
        try:
            got = browser.socket.recv(65536) if browser.socket else b""
        except OSError:
            got = b""
        browser.got += got
        if got and (END not in browser.got or len(browser.got) < self.length):
            return
        now = time.monotonic()
        if got:
            self._note(browser, now)
        else:
            self._break(selector, browser)
        if now < end and browser.socket is not None:
            self._send(browser)
        elif browser.socket is not None:
            selector.unregister(browser.socket)
            browser.socket.close()

    def _note(self, browser: _Browser, now: float) -> None:
        if not browser.got.startswith(self.accepted):
            self.errors += 1
            return
        self._took.append(now - browser.begun)
        if not browser.is_again:
            self.acknowledged.append(browser.number)

    def _break(self, selector: selectors.BaseSelector, browser: _Browser) -> None:
        """The server has gone: what was on its way was not acknowledged; somebody sends it again in this run or the next."""
        if not browser.is_again:
            self._broken.append(browser.number)
        if browser.socket is not None:
            selector.unregister(browser.socket)
            browser.socket.close()
            browser.socket = None
