"""Asking for a page: the same few words to everybody, each hop checked anew, unpacked with a limit."""

import http.client
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from waystation.foundation.library.fetching import wire
from waystation.foundation.library.fetching.addresses import Target, Unfetchable, check, resolve

# What the most common browser behind Tor says: a house that is being watched for must not have words of its own.
_SAID = (
    b"User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    b"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    b"Accept-Language: en-US,en;q=0.5\r\n"
    b"Accept-Encoding: gzip, deflate\r\n"
    b"Connection: close\r\n\r\n"
)
MOST_BYTES = 6 * 2**20
MOST_UNPACKED = 12 * 2**20
MOST_HOPS = 5
SECONDS = 30.0
_PIECE = 64 * 1024
_OK = 200
_SENDS_ON = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they went over the wire."""

    address: str
    ip: str
    request: bytes = field(repr=False)
    response: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Fetched:
    """What was fetched: the last address, its unpacked body, and everything that was said on the way."""

    address: str
    content_type: str
    body: bytes = field(repr=False)
    exchanges: tuple[Exchange, ...] = field(repr=False)


@dataclass(frozen=True)
class _Answer:
    status: int
    location: str
    content_type: str
    encoding: str
    packed: bytes
    exchange: Exchange


def fetch(
    address: str, *, allow: frozenset[str] = frozenset(), proxy: str = "", seconds: float = SECONDS
) -> Fetched:
    """Fetch one page, following at most five hops, all within the time allowed.

    ``allow`` names hosts with ports that may be private: the tests' own server. ``proxy`` is a ``socks5://`` address.

    :raises Unfetchable: with a code of why not.
    """
    until = time.monotonic() + seconds
    exchanges: list[Exchange] = []
    target = check(address, allow=allow)
    for _hop in range(MOST_HOPS + 1):
        answer = _ask(target, until=until, allow=allow, proxy=proxy)
        exchanges.append(answer.exchange)
        if answer.status not in _SENDS_ON or not answer.location:
            break
        onward = check(answer.location, base=target.address, allow=allow)
        if target.scheme == "https" and onward.scheme == "http":
            raise Unfetchable("insecure")
        target = onward
    else:
        raise Unfetchable("loop")
    if answer.status != _OK:
        raise Unfetchable("status")
    body = unpack(answer.packed, answer.encoding)
    return Fetched(target.address, answer.content_type, body, tuple(exchanges))


def _ask(target: Target, *, until: float, allow: frozenset[str], proxy: str) -> _Answer:
    if not proxy and target.host.endswith(".onion"):
        raise Unfetchable("unknown_host")  # asking the ordinary network for it would tell who is looking
    ip = "" if proxy else resolve(target, allow=allow)
    request = f"GET {target.path} HTTP/1.1\r\nHost: {target.authority}\r\n".encode("ascii") + _SAID
    sock = wire.connect(target, ip, until=until, proxy=proxy)
    line = wire.Wire(sock, until=until, most=MOST_BYTES)
    at = datetime.now(UTC)
    try:
        wire.send(sock, request, until=until)
        response = http.client.HTTPResponse(line, method="GET")  # type: ignore[arg-type] # it asks for a file only
        response.begin()
        packed = b"".join(_pieces(response))
    except (http.client.HTTPException, ValueError) as exc:
        raise Unfetchable("broken") from exc
    finally:
        wire.hang_up(sock)
    return _Answer(
        response.status,
        response.headers.get("Location", "").strip(),
        response.headers.get("Content-Type", ""),
        response.headers.get("Content-Encoding", ""),
        packed,
        Exchange(target.address, ip, request, bytes(line.kept), at),
    )


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    length = response.length
    if length is not None and length > MOST_BYTES:
        raise Unfetchable("huge")
    got = 0
    while piece := response.read(_PIECE):
        got += len(piece)
        yield piece
    if length is not None and got < length:
        raise Unfetchable("broken")


def unpack(packed: bytes, encoding: str) -> bytes:
    """Unpack a body with a limit; only what was asked for is understood, and only once.

    :raises Unfetchable: it grows beyond the limit, or is packed in another way.
    """
    named = encoding.strip().lower()
    if named in {"", "identity"}:
        return packed
    if named not in {"gzip", "x-gzip", "deflate"}:
        raise Unfetchable("bomb" if "," in named else "broken")
    for bits in (16 + zlib.MAX_WBITS,) if "gzip" in named else (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return _unpacked(packed, bits)
        except zlib.error:
            continue
    raise Unfetchable("broken")


def _unpacked(packed: bytes, bits: int) -> bytes:
    opener = zlib.decompressobj(bits)
    plain = opener.decompress(packed, MOST_UNPACKED + 1)
    if len(plain) > MOST_UNPACKED or opener.unconsumed_tail:
        raise Unfetchable("bomb")
    if not opener.eof:
        raise Unfetchable("broken")
    return plain
