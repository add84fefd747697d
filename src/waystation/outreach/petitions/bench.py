"""``waystation bench petition``: what so many signatures cost in the log, in proofs and in the book, in processor time."""

import gc
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from waystation.foundation.ledger import api as ledger
from waystation.outreach.petitions import book
from waystation.outreach.petitions.rules import leaves
from waystation.outreach.petitions.rules.counts import LARGEST_BATCH

SIGNATURES = 2_000_000
PROOFS = 5_000


def run(signatures: int = SIGNATURES) -> dict[str, Any]:
    """Grow a log by so many signatures, prove some of them, write the whole book volume after volume.

    ``append_us`` and ``proof_us`` are microseconds of processor time each, in memory, appended in batches as counting
    does; every proof is verified.
    """
    text = bytes(32)
    said = [leaves.signature(leaves.Evidence.MAIL, text, at.to_bytes(32, "big")) for at in range(signatures)]
    tree = ledger.Tree()
    batches = [said[start : start + LARGEST_BATCH] for start in range(0, signatures, LARGEST_BATCH)]
    gc.freeze()  # the two million lines are the bench's own: a log does not hold them, and nobody looks through them there
    grown = _seconds(lambda: deque(map(tree.extend, batches), maxlen=0))
    places = [at * 7919 % signatures for at in range(min(PROOFS, signatures))]
    proofs: list[list[bytes]] = []
    proved = _seconds(lambda: proofs.extend(tree.prove_inclusion(place) for place in places))
    gc.unfreeze()
    root = tree.root()
    fits = all(
        ledger.verify_inclusion(ledger.leaf_hash(said[place]), place, signatures, proof, root)
        for place, proof in zip(places, proofs, strict=True)
    )
    size, volumes = 0, 0
    begun = time.process_time()
    for volume in book.volumes("Petition", _lines(said), signatures):
        size += len(volume)
        volumes += 1
    written = time.process_time() - begun
    return {
        "signatures": signatures,
        "append_us": round(grown / signatures * 1e6, 2),
        "proof_us": round(proved / len(places) * 1e6, 2),
        "proofs_verified": fits,
        "book_cpu_seconds": round(written, 1),
        "book_lines_per_cpu_second": round(signatures / written),
        "book_volumes": volumes,
        "book_megabytes": round(size / 1e6, 1),
    }


def _seconds(deed: Callable[[], object]) -> float:
    begun = time.process_time()
    deed()
    return time.process_time() - begun


def _lines(said: list[bytes]) -> Iterator[str]:
    for position in range(len(said)):
        yield f"{position:>9} {position * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF:016x}"
