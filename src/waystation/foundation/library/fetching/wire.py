"""One connection to one address: a deadline for all of it, a limit on its size, every byte kept as it came."""

import io
import secrets
import socket
import ssl
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from waystation.foundation.library.fetching.addresses import Target, Unfetchable

_SILENCE = 10.0
_SOCKS, _NO_PASSWORD, _PASSWORD, _CONNECT, _BY_NAME = 5, 0, 2, 1, 3
_REST_OF_ADDRESS = {1: 4, 4: 16}


class Wire(io.RawIOBase):
    """What comes over a socket, until the deadline and up to so many bytes; ``kept`` holds all of it."""

    def __init__(self, sock: socket.socket, *, until: float, most: int) -> None:
        super().__init__()
        self._sock, self._until, self._most = sock, until, most
        self.kept = bytearray()

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what comes next."""
        self._sock.settimeout(_left(self._until))
        try:
            number = self._sock.recv_into(buffer)
        except TimeoutError as exc:
            raise Unfetchable("slow") from exc
        except OSError as exc:
            raise Unfetchable("unreachable") from exc
        self.kept += bytes(buffer[:number])
        if len(self.kept) > self._most:
            raise Unfetchable("huge")
        return number

    def makefile(self, *_mode: str) -> io.BufferedReader:
        """Give itself as the file that the standard library's response reads from."""
        return io.BufferedReader(self)


def connect(target: Target, ip: str, *, until: float, proxy: str) -> socket.socket:
    """Open a connection to this very address, or to the name through the proxy, with TLS where the scheme says so.

    :raises Unfetchable: nobody answers, or not with a certificate that fits the name.
    """
    try:
        if proxy:
            sock = _through_proxy(proxy, target, until)
        else:
            sock = socket.create_connection((ip, target.port), timeout=_left(until))
    except TimeoutError as exc:
        raise Unfetchable("slow") from exc
    except OSError as exc:
        raise Unfetchable("unreachable") from exc
    if target.scheme == "http":
        return sock
    try:
        sock.settimeout(_left(until))
        return ssl.create_default_context().wrap_socket(sock, server_hostname=target.host)
    except ssl.SSLCertVerificationError as exc:
        sock.close()
        raise Unfetchable("insecure") from exc
    except TimeoutError as exc:
        sock.close()
        raise Unfetchable("slow") from exc
    except OSError as exc:
        sock.close()
        raise Unfetchable("unreachable") from exc


def _through_proxy(proxy: str, target: Target, until: float) -> socket.socket:
    """Ask a SOCKS5 proxy for a connection by name (RFC 1928), so that the name is looked up at its far end.

    A random name is given as login: Tor then uses a way of its own for each page, and no two of ours are seen together.
    """
    where = urlsplit(proxy)
    try:
        sock = socket.create_connection((where.hostname or "", where.port or 9050), timeout=_left(until))
    except OSError as exc:
        raise Unfetchable("proxy") from exc
    try:
        _greet(sock)
        name = target.host.encode()
        sock.sendall(
            bytes((_SOCKS, _CONNECT, 0, _BY_NAME, len(name))) + name + target.port.to_bytes(2, "big")
        )
        head = _exactly(sock, 4)
        if head[1]:
            raise Unfetchable("unreachable")
        rest = _REST_OF_ADDRESS.get(head[3]) or _exactly(sock, 1)[0]
        _exactly(sock, rest + 2)
    except (Unfetchable, OSError) as exc:
        sock.close()
        raise exc if isinstance(exc, Unfetchable) else Unfetchable("proxy") from exc
    return sock


def _greet(sock: socket.socket) -> None:
    sock.sendall(bytes((_SOCKS, 2, _NO_PASSWORD, _PASSWORD)))
    version, method = _exactly(sock, 2)
    if version != _SOCKS or method not in {_NO_PASSWORD, _PASSWORD}:
        raise Unfetchable("proxy")
    if method == _PASSWORD:
        login = secrets.token_hex(8).encode()
        sock.sendall(b"\x01" + bytes((len(login),)) + login + b"\x01x")
        if _exactly(sock, 2)[1]:
            raise Unfetchable("proxy")


def _exactly(sock: socket.socket, number: int) -> bytes:
    found = b""
    while len(found) < number:
        piece = sock.recv(number - len(found))
        if not piece:
            raise Unfetchable("proxy")
        found += piece
    return found


def send(sock: socket.socket, request: bytes, *, until: float) -> None:
    """Send a request.

    :raises Unfetchable: the other side does not take it.
    """
    try:
        sock.settimeout(_left(until))
        sock.sendall(request)
    except TimeoutError as exc:
        raise Unfetchable("slow") from exc
    except OSError as exc:
        raise Unfetchable("unreachable") from exc


def hang_up(sock: socket.socket) -> None:
    """Close a connection, whatever state it is in."""
    with suppress(OSError):
        sock.close()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise Unfetchable("slow")
    return min(left, _SILENCE)
