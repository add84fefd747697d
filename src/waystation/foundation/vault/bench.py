"""``waystation bench vault``: each operation beside the bare primitive it cannot do without, in one run."""

import json
import secrets
import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from waystation.foundation.vault import files, grants, holders, padding, passphrase, primitives, ring, rows
from waystation.foundation.vault.models import Card, Section

Act = Callable[[], object]

ROUNDS = 7
SOME = 200
_BODY = {
    "happening": "They came to my parents and asked where I live now. " * 8,
    "at": "2017-05-11T09:30:00+00:00",
}
_NONCE = bytes(primitives.NONCE_BYTES)
_KEY = bytes(primitives.KEY_BYTES)


def run() -> dict[str, Any]:
    """Measure in microseconds of processor time; ``ratio`` is ours to the bare primitive, the best of seven rounds each.

    Reading and writing rows includes padding and spelling out JSON; granting includes building the row and the
    epoch's layer. Nothing here waits for the database.
    """
    return {**_wraps(), **_bodies(), **_chunks(), "passphrase": _passphrase()}


def _wraps() -> dict[str, Any]:
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    holder, pair = holders.create_holder(holders.TEAM)
    kem, curve = pair.private[: primitives.MLKEM_SEED], pair.private[primitives.MLKEM_SEED :]
    public = MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(pair.public[: primitives.MLKEM_PUBLIC]),
        X25519PublicKey.from_public_bytes(pair.public[primitives.MLKEM_PUBLIC :]),
    )
    private = MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(kem), X25519PrivateKey.from_private_bytes(curve)
    )
    section = Section.objects.create(kind="bench")
    info = ring.grant_context(section.ref, 1, holder.ref)
    sealed, granted = suite.encrypt(_KEY, public, info=info), grants.make_grant(section, _KEY, holder)
    opener = ring.Ring(holder.ref, pair.private)
    fast = grants.make_grant(section, _KEY, holder)
    fast.fast = primitives.seal(ring.fast_key(pair.private, fast.epoch), _KEY, info)
    bare_seal: Act = lambda: suite.encrypt(_KEY, public, info=info)  # noqa: E731 - as the others beside it
    bare_open: Act = lambda: suite.decrypt(sealed, private, info=info)  # noqa: E731
    bare_aead = ChaCha20Poly1305(_KEY)
    covered = bare_aead.encrypt(_NONCE, _KEY, info)
    blob = primitives.wrap(pair.public, _KEY, info)
    return {
        "wrap_a_key": _beside(lambda: primitives.wrap(pair.public, _KEY, info), bare_seal),
        "unwrap_a_key": _beside(lambda: primitives.unwrap(pair.private, blob, info), bare_open),
        "make_a_grant": _beside(lambda: grants.make_grant(section, _KEY, holder), bare_seal),
        "open_a_grant": _beside(lambda: opener._open_grant(granted), bare_open),  # noqa: SLF001
        "open_a_grant_again": _beside(
            lambda: opener._open_grant(fast),  # noqa: SLF001
            lambda: bare_aead.decrypt(_NONCE, covered, info),
        ),
    }


def _bodies() -> dict[str, Any]:
    section = Section(ref="b" * 14, kind="bench")
    reader = ring.Ring()
    reader.keep(section.ref, 1, _KEY)
    row = Card(subject="c" * 14, kind="bench", section=section, generation=1, version=1)
    text = json.dumps(_BODY, separators=(",", ":"), sort_keys=True).encode()
    plain, place = padding.pad(text), rows.body_context(row)
    blob = row.sealed = primitives.seal(_KEY, plain, place)
    covered = ChaCha20Poly1305(_KEY).encrypt(_NONCE, plain, place)
    nonce = secrets.token_bytes  # a fresh key and a fresh nonce for each body are part of the bare primitive
    bare_seal: Act = lambda: ChaCha20Poly1305(_KEY).encrypt(nonce(12), plain, place)  # noqa: E731
    bare_open: Act = lambda: ChaCha20Poly1305(_KEY).decrypt(_NONCE, covered, place)  # noqa: E731
    return {
        "seal_a_body": _beside(lambda: primitives.seal(_KEY, plain, place), bare_seal),
        "unseal_a_body": _beside(lambda: primitives.unseal(_KEY, blob, place), bare_open),
        "read_a_row": _beside(lambda: rows.read(reader, row), bare_open),
        "body_bytes": len(plain),
    }


def _chunks() -> dict[str, Any]:
    data, aead = bytes(files.CHUNK), ChaCha20Poly1305(_KEY)
    place = primitives.context("file", 1, "more")
    return {
        "seal_a_file_chunk": _beside(
            lambda: primitives.seal(_KEY, data, place, primitives.KIND_FILE_CHUNK),
            lambda: aead.encrypt(_NONCE, data, place),
        )
    }


def _passphrase() -> dict[str, float]:
    locked = passphrase.lock("nine storks above the bridge", bytes(primitives.PRIVATE_BYTES), "d" * 14)

    def bare() -> object:
        return Argon2id(
            salt=locked.salt,
            length=primitives.KEY_BYTES,
            iterations=primitives.ARGON_PASSES,
            lanes=1,
            memory_cost=primitives.ARGON_MEMORY_KIB,
        ).derive(b"nine storks above the bridge")

    return _beside(lambda: passphrase.unlock("nine storks above the bridge", locked, "d" * 14), bare, times=1)


def _beside(ours: Act, bare: Act, *, times: int = SOME) -> dict[str, float]:
    """Measure two acts in turns, so that both meet the same machine, and keep the best round of each."""
    best = {ours: float("inf"), bare: float("inf")}
    for _ in range(ROUNDS):
        for act in (ours, bare):
            begun = time.process_time()
            for _ in range(times):
                act()
            best[act] = min(best[act], (time.process_time() - begun) / times * 1e6)
    return {
        "us": round(best[ours], 2),
        "bare_us": round(best[bare], 2),
        "ratio": round(best[ours] / best[bare], 2),
    }
