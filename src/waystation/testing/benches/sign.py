"""``waystation bench sign``: people sign over HTTP on loopback, as fast as the front answers; then everyone is looked for."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from waystation.foundation.kernel import clock
from waystation.outreach.petitions import api as petitions
from waystation.testing import petitions as props
from waystation.testing.benches import process
from waystation.testing.benches.bare import bare_group_commit
from waystation.testing.benches.crowd import Crowd
from waystation.testing.benches.process import Process
from waystation.testing.benches.slow_disk import slowed
from waystation.testing.cast import Cast

WARM_UP = 2.0
KILL_AFTER = 0.5
_NUMBER = b"NNNNNNNNNN"  # as long as the numbers that take its place
AGAIN_EVERY = 50  # every fiftieth signature is sent a second time, as a double click would
COMMENT = "Because nobody should have to run from their own family. " * 2


def run(
    cast: Cast,
    *,
    seconds: float,
    clients: int,
    lane: str,
    hand_out_keys: Callable[[Path], object],
    kill: bool = False,
    server: str = "granian",
    flush_ms: float = 0.0,
    fronts: int = 1,
) -> dict[str, Any]:
    """Measure one lane, served by so many processes; with ``kill`` one of them dies half way and is started again.

    ``lost`` were acknowledged and are not there; ``doubled`` are there twice. ``cpu_us_per_signature`` is the server's
    processor time, that of starting again included. ``of_bare_group_commit`` compares with the same rows written by the database alone, in batches of
    a hundred, in the same run.
    """
    petition = props.an_open_petition(cast, clock.now())
    hand_out_keys(Path(settings.DATA_FOLDER))
    connection.close()
    server = server if lane == "plain" else "waitress"
    folder = Path(settings.DATA_FOLDER)
    slow = slowed(folder, flush_ms) if flush_ms else {}
    doors = process.fronts(fronts, folder, lane=lane, server=server, variables=slow)
    try:
        for door in doors:
            door.start()
        ran = _let_sign(doors, f"/en/petitions/{petition}/sign/", clients, seconds, kill=kill)
    finally:
        for door in doors:
            door.stop()
    return {
        "lane": lane,
        "server": server,
        "fronts": fronts,
        "flush_ms": flush_ms,
        "load": round(os.getloadavg()[0], 1),
        "database": connection.vendor,
        "clients": clients,
        **ran.figures(),
        **_look(petition, ran.crowd),
        **({} if kill else _compared(ran.per_second, flush_ms)),
    }


def _compared(per_second: float, flush_ms: float) -> dict[str, float]:
    bare = bare_group_commit(rows_of=2, flush_ms=flush_ms)
    return {"bare_group_commit_per_second": round(bare), "of_bare_group_commit": round(per_second / bare, 3)}


@dataclass(frozen=True)
class _Run:
    """What happened while people signed."""

    crowd: Crowd
    seconds: float
    cpu: float
    clients_cpu: float

    @property
    def per_second(self) -> float:
        return len(self.crowd.acknowledged) / self.seconds

    def figures(self) -> dict[str, Any]:
        each = 1e6 / max(1, len(self.crowd.acknowledged))
        return {
            "signed": len(self.crowd.acknowledged),
            "per_second": round(self.per_second),
            "p50_ms": self.crowd.percentile(50),
            "p99_ms": self.crowd.percentile(99),
            "errors": self.crowd.errors,
            "cpu_us_per_signature": round(self.cpu * each),
            "client_cpu_us_per_signature": round(self.clients_cpu * each),
        }


def _let_sign(doors: list[Process], path: str, clients: int, seconds: float, *, kill: bool) -> _Run:
    front = doors[0]
    _crowd(front, path, clients, offset=2 * 10**9).run(0.0 if kill else WARM_UP)
    crowd = _crowd(front, path, clients)
    before, begun, spent = process.cpu_of(doors), time.monotonic(), sum(os.times()[:2])
    if kill:
        blow = threading.Timer(seconds * KILL_AFTER, front.kill)
        blow.start()
        crowd.run(seconds)  # a single front takes everybody's line with it; otherwise the others go on
        blow.join()
        front.start()
        crowd.run(seconds * (1 - KILL_AFTER))
    else:
        crowd.run(seconds)
    taken = time.monotonic() - begun
    return _Run(crowd, taken, process.cpu_of(doors) - before, sum(os.times()[:2]) - spent)


def _crowd(front: Process, path: str, clients: int, offset: int = 10**9) -> Crowd:
    """Let browsers send forms put together beforehand: the one who asks shares two processors with the one who answers."""
    marked = [_request(front.port, path, country) for country in props.COUNTRIES]

    def request(number: int) -> bytes:
        return marked[number % len(marked)].replace(_NUMBER, b"%d" % (offset + number))

    return Crowd(front.port, clients, request, again_every=AGAIN_EVERY)


def _request(port: int, path: str, country: str) -> bytes:
    body = urlencode(_form(_NUMBER.decode(), country)).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n"
        "Accept: text/html,application/xhtml+xml\r\nAccept-Language: en\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _form(number: object, country: str) -> dict[str, str]:
    return {
        "name": f"Signer {number}",
        "contact": f"signer{number}@gmail.com",
        "country": country,
        "place": "A town by the sea",
        "comment": COMMENT,
        "consent_news": "on",
    }


def _look(petition: str, crowd: Crowd) -> dict[str, int]:
    """Look for each acknowledged signature under the reference that only its own address gives."""
    stored = petitions.count_stored(petition)
    wanted = {_ref(petition, number) for number in crowd.acknowledged}
    return {
        "lost": len(wanted - stored.keys()),
        "doubled": sum(number - 1 for ref, number in stored.items() if ref in wanted),
        "stored": len(stored),
    }


def _ref(petition: str, number: int) -> str:
    read = petitions.read(_form(10**9 + number, props.COUNTRIES[0]))
    if not isinstance(read, petitions.Typed):
        raise ValueError(number)
    return petitions.ref_of_token(petitions.token_of(petition, read.canonical))
