"""Key pairs that exist only as shares among named people (SLIP-39): some of them together rebuild the pair, one never."""

import secrets
from collections.abc import Sequence

from shamir_mnemonic import combine_mnemonics, generate_mnemonics
from shamir_mnemonic.utils import MnemonicError

from waystation.foundation.vault import primitives

SEED_BYTES = 32
MOST = 16


class SharesUnfit(Exception):
    """These shares do not rebuild the key: too few, mistyped, or of another set."""


def new_shared_pair(purpose: str, *, needed: int, people: int) -> tuple[primitives.KeyPair, list[str]]:
    """Make a key pair and its shares in words, ``needed`` of which rebuild it for the same purpose; nothing is stored.

    :raises ValueError: the numbers make no sense (at least 2 of at least 2, at most 16).
    """
    if not 2 <= needed <= people <= MOST:  # noqa: PLR2004 - one share alone would be a master key
        raise ValueError("at least two people must be needed, and no more than there are (at most 16)")
    seed = secrets.token_bytes(SEED_BYTES)
    shares: list[str] = generate_mnemonics(1, [(needed, people)], seed)[0]
    return _pair(seed, purpose), shares


def pair_from_shares(purpose: str, shares: Sequence[str]) -> primitives.KeyPair:
    """Rebuild a key pair from enough of its shares, whatever their case and spacing.

    :raises SharesUnfit: they are too few, mistyped, or not of one set.
    """
    try:
        seed = combine_mnemonics([" ".join(share.split()).lower() for share in shares])
    except (MnemonicError, ValueError) as exc:
        raise SharesUnfit from exc
    return _pair(seed, purpose)


def _pair(seed: bytes, purpose: str) -> primitives.KeyPair:
    return primitives.key_pair_from(primitives.derive(seed, purpose, length=primitives.PRIVATE_BYTES))
