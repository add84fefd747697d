"""Hybrid signatures (Ed25519 and ML-DSA-65): both must hold, so that either may fall one day."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from waystation.foundation.vault import keystore, primitives

_ED_PUBLIC = 32
_ED_SIGNATURE = 64
_HEAD = bytes((primitives.VERSION,))


def sign(data: bytes) -> bytes:
    """Sign with the installation's key: version byte, Ed25519 (64 bytes), ML-DSA-65 (3309 bytes)."""
    classic, lattice = _keys()
    return _HEAD + classic.sign(data) + lattice.sign(data)


def signing_public_key() -> bytes:
    """Return the public half: Ed25519 (32 bytes), then ML-DSA-65 (1952 bytes)."""
    classic, lattice = _keys()
    return classic.public_key().public_bytes_raw() + lattice.public_key().public_bytes_raw()


def verify_signature(public: bytes, data: bytes, signature: bytes) -> bool:
    """Say whether both signatures hold for the data."""
    if signature[:1] != _HEAD:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public[:_ED_PUBLIC]).verify(signature[1 : 1 + _ED_SIGNATURE], data)
        MLDSA65PublicKey.from_public_bytes(public[_ED_PUBLIC:]).verify(signature[1 + _ED_SIGNATURE :], data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _keys() -> tuple[Ed25519PrivateKey, MLDSA65PrivateKey]:
    seed = keystore.read(keystore.SIGNING)
    return Ed25519PrivateKey.from_private_bytes(seed[:32]), MLDSA65PrivateKey.from_seed_bytes(seed[32:])
