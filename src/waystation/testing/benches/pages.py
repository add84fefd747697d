"""``waystation bench pages``: people read a petition's published pages over HTTP on loopback, as fast as the front answers."""

import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from waystation.foundation.kernel import clock
from waystation.outreach.petitions import api as petitions
from waystation.testing import petitions as props
from waystation.testing.benches.crowd import Crowd
from waystation.testing.benches.process import Process
from waystation.testing.cast import Cast

PAGES = ("count.json", "counter.svg", "")
SIGNERS = 60


def run(
    cast: Cast,
    *,
    seconds: float,
    clients: int,
    hand_out_keys: Callable[[Path], object],
    publish: Callable[[Mapping[str, str], datetime], None],
) -> dict[str, Any]:
    """Measure each kind of page for its share of the time; ``cpu_us_per_page`` is the server's processor time."""
    at = clock.now()
    petition = props.an_open_petition(cast, at)
    props.signed(petition, range(SIGNERS), at)
    petitions.count_petition(petition=petition, at=at)
    publish({"petition": petition}, at)
    hand_out_keys(Path(settings.DATA_FOLDER))
    connection.close()
    front = Process("front", Path(settings.DATA_FOLDER), lane="fast")
    front.start()
    try:
        found = {
            page or "page": _read(front, f"/en/petitions/{petition}/{page}", clients, seconds / len(PAGES))
            for page in PAGES
        }
    finally:
        front.stop()
    return {"clients": clients, "load": round(os.getloadavg()[0], 1), **found}


def _read(front: Process, path: str, clients: int, seconds: float) -> dict[str, Any]:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{front.port}\r\nAccept: */*\r\n\r\n".encode()
    crowd = Crowd(
        front.port,
        clients,
        lambda _number: request,
        again_every=10**9,
        accepted=b"HTTP/1.1 200",
        length=_length(front.port, path),
    )
    before, begun = front.cpu_seconds(), time.monotonic()
    crowd.run(seconds)
    taken, number = time.monotonic() - begun, len(crowd.acknowledged)
    return {
        "per_second": round(number / taken),
        "p50_ms": crowd.percentile(50),
        "p99_ms": crowd.percentile(99),
        "errors": crowd.errors,
        "cpu_us_per_page": round((front.cpu_seconds() - before) / max(1, number) * 1e6),
    }


def _length(port: int, path: str) -> int:
    """Return how long the whole answer is, so that nobody asks again before it is there."""
    asked = HTTPConnection("127.0.0.1", port, timeout=10)
    asked.request("GET", path)
    answer = asked.getresponse()
    head = sum(len(f"{name}: {value}\r\n") for name, value in answer.getheaders())
    length = len("HTTP/1.1 200 OK\r\n\r\n") + head + len(answer.read())
    asked.close()
    return length
