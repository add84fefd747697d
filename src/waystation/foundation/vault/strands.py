"""Strands: very many small things sealed to one key pair, at a few microseconds each and with no way back.

A strand begins with a random seed, sealed to the key pair once (X-Wing, as everything else). From the seed a chain runs
forward: each step gives a key that is used once, and the step before is forgotten. Whoever takes the process later learns
nothing of what was sealed earlier; only the private key, which need not be on the machine at all, opens the strand.
Specified in docs/spec/sealed-record-v1.md.
"""

import secrets
from hashlib import blake2b
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from waystation.foundation.kernel.references import new_ref
from waystation.foundation.vault import keystore, padding, primitives

KIND_LINK = 5
MOST_LINKS = 4096
MARK_BYTES = 8
_HEAD = bytes((primitives.VERSION, KIND_LINK))
_ONCE = bytes(primitives.NONCE_BYTES)  # each key seals one thing, so its nonce may be all zeros
_CHAIN_BYTES = 32
_LINK, _MARK = b"waystation link", b"waystation mark"  # BLAKE2b "persons" keep the two uses of the hash apart


class StrandSpent(Exception):
    """A strand has as many links as it may have: begin another."""


class Strand:
    """The sealing end of a strand: ``ref`` names it, ``header`` is stored beside what it sealed."""

    def __init__(self, public: bytes, *, purpose: str, installation: str | None = None) -> None:
        """Begin a strand; ``installation`` is that of the house it is for, where that is not this one."""
        self.ref = new_ref()
        seed, house = secrets.token_bytes(primitives.KEY_BYTES), installation or keystore.installation()
        self.header = primitives.wrap(public, seed, _place(house, purpose, self.ref))
        self._bound = primitives.context("link", house, purpose, self.ref)
        self._chain = seed
        self._left = MOST_LINKS
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"<Strand {self.ref}>"

    def seal(self, data: bytes) -> bytes:
        """Seal one thing, padded like everything else; safe to call from several threads.

        :raises StrandSpent: the strand is full.
        """
        with self._lock:
            if not self._left:
                raise StrandSpent
            self._left -= 1
            self._chain, key = _step(self._chain)
        head = _HEAD + _mark_of(key)
        return head + ChaCha20Poly1305(key).encrypt(_ONCE, padding.pad(data), head + self._bound)


class OpenStrand:
    """The opening end: made from the private key and a strand's header, wherever that key is kept."""

    def __init__(self, private: bytes, header: bytes, *, installation: str, purpose: str, ref: str) -> None:
        seed = primitives.unwrap(private, header, _place(installation, purpose, ref))
        self._bound = primitives.context("link", installation, purpose, ref)
        self._keys: dict[bytes, bytes] = {}
        self._chain = seed

    def open(self, blob: bytes) -> bytes:
        """Open one thing that the strand sealed.

        :raises primitives.Unopenable: it is not of this strand, or was altered.
        """
        head, sealed = blob[: len(_HEAD) + MARK_BYTES], blob[len(_HEAD) + MARK_BYTES :]
        key = self._find(head[len(_HEAD) :])
        if key is None or head[: len(_HEAD)] != _HEAD:
            raise primitives.Unopenable
        try:
            return padding.unpad(ChaCha20Poly1305(key).decrypt(_ONCE, sealed, head + self._bound))
        except (InvalidTag, ValueError) as exc:
            raise primitives.Unopenable from exc

    def _find(self, mark: bytes) -> bytes | None:
        while mark not in self._keys and len(self._keys) < MOST_LINKS:
            self._chain, key = _step(self._chain)
            self._keys[_mark_of(key)] = key
        return self._keys.get(mark)


def open_mailers_strand(header: bytes, *, purpose: str, ref: str) -> OpenStrand:
    """Open a strand that was sealed to the mailer, whose key only the worker's process can read."""
    private = keystore.read(keystore.MAILER)
    return OpenStrand(private, header, installation=keystore.installation(), purpose=purpose, ref=ref)


def _place(installation: str, purpose: str, ref: str) -> bytes:
    return primitives.context("strand", installation, purpose, ref)


def _step(chain: bytes) -> tuple[bytes, bytes]:
    """Return the next step of the chain, and the key that is used once (keyed BLAKE2b, RFC 7693)."""
    made = blake2b(key=chain, person=_LINK, digest_size=2 * _CHAIN_BYTES).digest()
    return made[:_CHAIN_BYTES], made[_CHAIN_BYTES:]


def _mark_of(key: bytes) -> bytes:
    return blake2b(key=key, person=_MARK, digest_size=MARK_BYTES).digest()
