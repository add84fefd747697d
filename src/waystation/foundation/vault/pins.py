"""Pins: what shows that a row of keys was written by this house and not past it, by somebody who holds the database.

A pin is a keyed hash under a key that lies beside the database and in no backup of it. Looking at one costs a few
microseconds, so that it is done whenever something is sealed to a key, and nothing need be remembered (T-33).
"""

from typing import Final

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.vault import keystore, primitives
from waystation.foundation.vault.models import Holder, KeyWrap

SWAPPED: Final = _(
    "A key in the database is not the one that this house made, so nothing was handed to it. Touch nothing, and tell "
    "whoever runs the machine at once."
)
CHUNK = 500


class KeySwapped(Refused):
    """A public key, or what stands beside it, was written or put back past this program: nothing is sealed to it."""

    def __init__(self) -> None:
        super().__init__(SWAPPED)


def pin(row: Holder | KeyWrap) -> None:
    """Put the pin on a row that this house is about to save."""
    row.pin = _pin_of(row)


def is_pinned(row: Holder | KeyWrap) -> bool:
    """Say whether a row is as this house saved it."""
    return primitives.same(bytes(row.pin), _pin_of(row))


def check(holder: Holder) -> Holder:
    """Return a key pair's public record, to seal to it.

    :raises KeySwapped: it is not as this house saved it.
    """
    if not is_pinned(holder):
        raise KeySwapped
    return holder


def adopt() -> list[Holder]:
    """Pin the keys of an installation from before there were pins, once; return them, for the ledger to name.

    Where a single key is pinned already nothing is adopted: a row without a pin is then a forgery.
    """
    if Holder.objects.exclude(pin=b"").exists():
        return []
    holders, wraps = list(Holder.objects.order_by("ref")), list(KeyWrap.objects.all())
    for holder in holders:
        pin(holder)
    for wrap in wraps:
        pin(wrap)
    Holder.objects.bulk_update(holders, ["pin"], batch_size=CHUNK)
    KeyWrap.objects.bulk_update(wraps, ["pin"], batch_size=CHUNK)
    return holders


def _pin_of(row: Holder | KeyWrap) -> bytes:
    if isinstance(row, Holder):
        parts = (row.line, row.kind, row.generation, int(row.is_retired), bytes(row.public))
        return _tag("holder", row.ref, *parts)
    return _tag("key-wrap", row.ref, row.subject_id, row.keeper_id, bytes(row.sealed))


def _tag(kind: str, *parts: str | int | bytes) -> bytes:
    place = primitives.context(f"pin-{kind}", keystore.installation(), *parts)
    return primitives.tag(keystore.read(keystore.TAG), place)
