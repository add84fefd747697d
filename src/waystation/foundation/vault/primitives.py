"""The few cryptographic primitives the house uses, each with the reason it is safe here.

The byte formats are specified in docs/spec/sealed-record-v1.md; vectors stand beside it. Every blob begins with
two bytes: the version of the format and the kind of blob.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
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
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = 1
KIND_WRAP = 1
KIND_BODY = 2
KIND_FILE_CHUNK = 3
KIND_LAYER = 4

KEY_BYTES = 32
NONCE_BYTES = 12
MLKEM_SEED = 64
PRIVATE_BYTES = MLKEM_SEED + 32
MLKEM_PUBLIC = 1184
PUBLIC_BYTES = MLKEM_PUBLIC + 32
WRAPPED_KEY_BYTES = 2 + 1088 + 32 + KEY_BYTES + 16  # head, ML-KEM and X25519 ciphertexts, the key, its tag

ARGON_MEMORY_KIB = 64 * 1024
ARGON_PASSES = 3

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_SHORT = 128
# Every body and every grant spells out its place.
_LENGTHS = [length.to_bytes(4, "big") for length in range(_SHORT)]
_WRAP_HEAD = bytes((VERSION, KIND_WRAP))


class Unopenable(Exception):
    """The blob was not made for this key and this place, or it was altered; nothing more is said (T-05)."""


@dataclass(frozen=True, repr=False)
class KeyPair:
    """A hybrid X25519 + ML-KEM-768 key pair (X-Wing): ``private`` 96 bytes, ``public`` 1216 bytes."""

    private: bytes
    public: bytes

    def __repr__(self) -> str:
        return "KeyPair(…)"


def new_key_pair() -> KeyPair:
    """Make a key pair from the system's randomness."""
    return key_pair_from(secrets.token_bytes(PRIVATE_BYTES))


def key_pair_from(private: bytes) -> KeyPair:
    """Rebuild the pair from its 96 private bytes: ML-KEM seed (64), then X25519 scalar (32)."""
    kem = MLKEM768PrivateKey.from_seed_bytes(private[:MLKEM_SEED])
    curve = X25519PrivateKey.from_private_bytes(private[MLKEM_SEED:])
    public = kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    return KeyPair(private, public)


def context(purpose: str, *parts: str | int | bytes) -> bytes:
    """Spell out unambiguously what a blob is and where it belongs; each part is preceded by its length.

    Used as HPKE ``info`` and as AEAD associated data, so that a blob moved elsewhere does not open.
    """
    pieces = [b"waystation/v1"]
    for part in (purpose, *parts):
        raw = part.encode() if type(part) is str else part if type(part) is bytes else str(part).encode()
        pieces += (_LENGTHS[len(raw)] if len(raw) < _SHORT else len(raw).to_bytes(4, "big"), raw)
    return b"".join(pieces)


def wrap(public: bytes, data: bytes, info: bytes) -> bytes:
    """Seal data to a public key: HPKE base mode, X-Wing, HKDF-SHA256, ChaCha20-Poly1305 (RFC 9180)."""
    return _WRAP_HEAD + _SUITE.encrypt(data, _public_key(public), info=info)


@lru_cache(maxsize=64)
def _public_key(public: bytes) -> MLKEM768X25519PublicKey:
    """Parse a public key; a few teams receive nearly everything, so the last ones are remembered."""
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC]),
        X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC:]),
    )


def private_key(private: bytes) -> MLKEM768X25519PrivateKey:
    """Parse a private key once for many openings; it is forgotten with whoever holds it.

    :raises Unopenable: these are not the bytes of a private key.
    """
    if len(private) != PRIVATE_BYTES:
        raise Unopenable
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(private[:MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(private[MLKEM_SEED:]),
    )


def unwrap(private: bytes | MLKEM768X25519PrivateKey, blob: bytes, info: bytes) -> bytes:
    """Open what :func:`wrap` sealed, with a private key as bytes or parsed already.

    :raises Unopenable: wrong key, wrong place, altered or unknown format.
    """
    if blob[:2] != _WRAP_HEAD:
        raise Unopenable
    key = private_key(private) if isinstance(private, bytes) else private
    try:
        return _SUITE.decrypt(blob[2:], key, info=info)
    except (InvalidTag, ValueError) as exc:
        raise Unopenable from exc


def seal(key: bytes, data: bytes, bound_to: bytes, kind: int = KIND_BODY) -> bytes:
    """Seal data under a 32-byte key with ChaCha20-Poly1305; ``bound_to`` must be given again to open.

    The 96-bit nonce is random: one data key seals far fewer than 2^32 bodies, so a repeat is out of reach.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    head = bytes((VERSION, kind))
    return head + nonce + ChaCha20Poly1305(key).encrypt(nonce, data, head + bound_to)


def unseal(key: bytes, blob: bytes, bound_to: bytes, kind: int = KIND_BODY) -> bytes:
    """Open what :func:`seal` sealed.

    :raises Unopenable: wrong key, wrong place, altered or unknown format.
    """
    head = bytes((VERSION, kind))
    if blob[:2] != head:
        raise Unopenable
    try:
        return ChaCha20Poly1305(key).decrypt(
            blob[2 : 2 + NONCE_BYTES], blob[2 + NONCE_BYTES :], head + bound_to
        )
    except (InvalidTag, ValueError) as exc:
        raise Unopenable from exc


def derive(secret: bytes, label: str, *, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """Derive a key for one purpose from a strong secret: HKDF-SHA256 (RFC 5869)."""
    return HKDF(hashes.SHA256(), length, salt or None, context(label)).derive(secret)


def stretch(passphrase: str, salt: bytes) -> bytes:
    """Turn a passphrase into 32 bytes with one run of Argon2id, 64 MiB, three passes (RFC 9106)."""
    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=ARGON_PASSES, lanes=1, memory_cost=ARGON_MEMORY_KIB
    )
    return kdf.derive(passphrase.encode())


def digest(*parts: bytes) -> bytes:
    """SHA-256 over the parts, each preceded by its length."""
    hashed = hashlib.sha256()
    for part in parts:
        hashed.update(len(part).to_bytes(8, "big") + part)
    return hashed.digest()


def tag(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 over the parts, each preceded by its length."""
    made = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        made.update(len(part).to_bytes(8, "big") + part)
    return made.digest()


def same(first: bytes, second: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(first, second)
