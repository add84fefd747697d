"""Boxes: things sealed under a secret that somebody carries (a cookie, a private key), for other foundation rooms."""

import secrets

from waystation.foundation.vault import keystore, padding, primitives

SECRET_BYTES = 32


def new_secret() -> str:
    """Return a fresh secret for a cookie: 43 characters, 256 bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


def name_of(secret: str) -> str:
    """Return what may be stored to recognise a secret again: a hash that does not lead back."""
    return primitives.digest(b"secret-name", secret.encode()).hex()


def close_box(secret: bytes, data: bytes, *, purpose: str, about: str, pepper: bytes = b"") -> bytes:
    """Seal data under a carried secret (and a pepper of the process), for one purpose and one thing."""
    key = primitives.derive(secret, f"box:{purpose}", salt=pepper)
    return primitives.seal(key, padding.pad(data), _place(purpose, about))


def open_box(secret: bytes, blob: bytes, *, purpose: str, about: str, pepper: bytes = b"") -> bytes:
    """Open what :func:`close_box` sealed.

    :raises primitives.Unopenable: another secret, purpose or thing, or altered.
    """
    key = primitives.derive(secret, f"box:{purpose}", salt=pepper)
    return padding.unpad(primitives.unseal(key, blob, _place(purpose, about)))


def _place(purpose: str, about: str) -> bytes:
    return primitives.context("box", keystore.installation(), purpose, about)
