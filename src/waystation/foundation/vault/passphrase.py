"""Passphrases: one slow run gives both the proof of knowing it and the key that opens the private key."""

import secrets
import threading
from dataclasses import dataclass

from waystation.foundation.vault import keystore, primitives

SALT_BYTES = 16
_AT_ONCE = threading.BoundedSemaphore(2)  # each run takes 64 MiB: more wait their turn rather than fail


class WrongPassphrase(Exception):
    """The passphrase is not the one this lock was made with."""


@dataclass(frozen=True, repr=False)
class Lock:
    """A private key locked by a passphrase: salt, verifier and the sealed key, all safe to store."""

    salt: bytes
    verifier: bytes
    sealed: bytes


def lock(passphrase: str, private: bytes, holder: str) -> Lock:
    """Lock a private key under a passphrase, bound to the holder it belongs to."""
    salt = secrets.token_bytes(SALT_BYTES)
    verifier, key = _stretch(passphrase, salt)
    return Lock(salt, verifier, primitives.seal(key, private, _place(holder)))


def unlock(passphrase: str, locked: Lock, holder: str) -> bytes:
    """Return the private key.

    :raises WrongPassphrase: it does not fit.
    """
    verifier, key = _stretch(passphrase, locked.salt)
    if not primitives.same(verifier, locked.verifier):
        raise WrongPassphrase
    return primitives.unseal(key, locked.sealed, _place(holder))


def pretend(passphrase: str) -> None:
    """Spend what a real attempt costs, so that an unknown name takes as long as a wrong passphrase (T-05)."""
    _stretch(passphrase, bytes(SALT_BYTES))


def _stretch(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    with _AT_ONCE:
        stretched = primitives.stretch(passphrase, salt)
    return primitives.derive(stretched, "login-verifier"), primitives.derive(stretched, "login-key")


def _place(holder: str) -> bytes:
    return primitives.context("passphrase-lock", keystore.installation(), holder)
