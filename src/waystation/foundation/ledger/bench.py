"""``waystation bench ledger``: what growing a log and proving from it costs, beside the bare hash function."""

import gc
import hashlib
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from waystation.foundation.ledger import merkle

SIZES = (1_000, 100_000, 2_000_000)
LEAF_BYTES = 65
SAMPLES = 5_000
CHUNK = 20_000


def run(sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Measure append, proofs and verification in memory, in microseconds of processor time each.

    Every proof made is verified; ``sha256_us`` is one call on one leaf in the same run, the floor of an append being
    two and of a verification one for each step.
    """
    return {"sha256_us": _bare_hash(), "sizes": {str(size): _measure(size) for size in sizes}}


def _bare_hash() -> float:
    data = bytes(LEAF_BYTES)
    return _microseconds(lambda: [hashlib.sha256(data).digest() for _ in range(CHUNK)], CHUNK)


def _measure(size: int) -> dict[str, float]:
    one_by_one, batched = merkle.Tree(), merkle.Tree()
    entries = [number.to_bytes(LEAF_BYTES, "big") for number in range(size)]
    append = _microseconds(lambda: deque(map(one_by_one.append, entries), maxlen=0), size)
    batches = [entries[start : start + CHUNK] for start in range(0, size, CHUNK)]
    extend = _microseconds(lambda: deque(map(batched.extend, batches), maxlen=0), size)
    root = one_by_one.root()
    if root != batched.root():
        raise AssertionError("one by one and in batches, the tree must be the same")
    positions = [number * 7919 % size for number in range(min(SAMPLES, size))]
    proofs: list[list[bytes]] = []
    prove = _microseconds(
        lambda: proofs.extend(one_by_one.prove_inclusion(position) for position in positions), len(positions)
    )
    verified: list[bool] = []
    leaves = [merkle.leaf_hash(entries[position]) for position in positions]
    verify = _microseconds(
        lambda: verified.extend(
            merkle.verify_inclusion(leaf, position, size, proof, root)
            for leaf, position, proof in zip(leaves, positions, proofs, strict=True)
        ),
        len(positions),
    )
    consistency = _microseconds(
        lambda: [one_by_one.prove_consistency(position + 1) for position in positions], len(positions)
    )
    return {
        "append_us": append,
        "append_batched_us": extend,
        "proof_us": prove,
        "verify_us": verify,
        "consistency_us": consistency,
        "proof_steps": max(len(proof) for proof in proofs),
        "unverified": verified.count(False),
    }


def _microseconds(act: Callable[[], object], times: int) -> float:
    gc.collect()
    gc.disable()  # as timeit does: millions of sample entries would be walked again and again
    try:
        started = time.process_time()
        act()
        return round((time.process_time() - started) / times * 1e6, 3)
    finally:
        gc.enable()
