"""``waystation bench sign``: people sign over HTTP on loopback, as fast as the front answers; then everyone is looked for."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from waystation.foundation.kernel import clock
from waystation.outreach.petitions import api as petitions
from waystation.testing import petitions as props
from waystation.testing.benches.bare import bare_group_commit
from waystation.testing.benches.crowd import Crowd
from waystation.testing.benches.process import Process
from waystation.testing.cast import Cast

WARM_UP = 2.0
KILL_AFTER = 0.5
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
) -> dict[str, Any]:
    """Measure one lane; with ``kill`` its process dies half way and is started again.

    ``lost`` were acknowledged and are not there; ``doubled`` are there twice. ``cpu_us_per_signature`` is the server's
    processor time. ``of_bare_group_commit`` compares with the same rows written by the database alone, in batches of
    a hundred, in the same run.
    """
    petition = props.an_open_petition(cast, clock.now())
    hand_out_keys(Path(settings.DATA_FOLDER))
    connection.close()
    front = Process("front", Path(settings.DATA_FOLDER), lane=lane)
    front.start()
    try:
        path = f"/en/petitions/{petition}/sign/"
        _crowd(front, path, clients, offset=10**8).run(0.0 if kill else WARM_UP)
        before = front.cpu_seconds()
        crowd = _crowd(front, path, clients)
        begun, spent = time.monotonic(), os.times()
        if kill:
            crowd.run(seconds * KILL_AFTER)
            front.kill()
            front.start()
            crowd.run(seconds * (1 - KILL_AFTER))
        else:
            crowd.run(seconds)
        taken = time.monotonic() - begun
        cpu, own = front.cpu_seconds() - before, os.times()
    finally:
        front.stop()
    found = _look(petition, crowd)
    bare = bare_group_commit(rows_of=2)
    rate = len(crowd.acknowledged) / taken
    return {
        "lane": lane,
        "database": connection.vendor,
        "clients": clients,
        "signed": len(crowd.acknowledged),
        "per_second": round(rate),
        "p50_ms": crowd.percentile(50),
        "p99_ms": crowd.percentile(99),
        "errors": crowd.errors,
        **found,
        "cpu_us_per_signature": round(cpu / max(1, len(crowd.acknowledged)) * 1e6),
        "client_cpu_us_per_signature": round((own.user - spent.user) / max(1, len(crowd.acknowledged)) * 1e6),
        "bare_group_commit_per_second": round(bare),
        "of_bare_group_commit": round(rate / bare, 3),
    }


def _crowd(front: Process, path: str, clients: int, offset: int = 0) -> Crowd:
    def request(number: int) -> bytes:
        body = urlencode(_form(offset + number)).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{front.port}\r\nSec-Fetch-Site: same-origin\r\n"
            "Accept: text/html,application/xhtml+xml\r\nAccept-Language: en\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    return Crowd(front.port, clients, request, again_every=AGAIN_EVERY)


def _form(number: int) -> dict[str, str]:
    country = props.COUNTRIES[number % len(props.COUNTRIES)]
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
    read = petitions.read(_form(number))
    if not isinstance(read, petitions.Typed):
        raise ValueError(number)
    return petitions.ref_of_token(petitions.token_of(petition, read.canonical))
