"""``waystation bench petition``: what two million signatures cost in the log and in the book, in processor time."""

import time
from collections.abc import Iterator
from typing import Any

from waystation.outreach.petitions import book

SIGNATURES = 2_000_000


def run(signatures: int = SIGNATURES) -> dict[str, Any]:
    """Write the whole book of so many signatures, volume after volume, and count its bytes; the log's bench is `ledger`."""
    begun, size, volumes = time.process_time(), 0, 0
    for volume in book.volumes("Petition", _lines(signatures), signatures):
        size += len(volume)
        volumes += 1
    seconds = time.process_time() - begun
    return {
        "signatures": signatures,
        "book_cpu_seconds": round(seconds, 1),
        "book_lines_per_cpu_second": round(signatures / seconds),
        "book_volumes": volumes,
        "book_megabytes": round(size / 1e6, 1),
    }


def _lines(number: int) -> Iterator[str]:
    for position in range(number):
        yield f"{position:>9} {position * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF:016x}"
