"""Opaque references: what a row is called in addresses, ledger entries and conversations between rooms."""

import re
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 14
_PAIRS = [first + second for second in ALPHABET for first in ALPHABET]
_FAIR = 256 - 256 % len(ALPHABET)  # bytes from here on would make the first letters likelier
_LETTERS = (ALPHABET * (256 // len(ALPHABET) + 1))[:256].encode()
_UNFAIR = bytes(range(_FAIR, 256))
PATTERN = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def new_ref() -> str:
    """Return a fresh random reference of 14 characters (68 bits), never a sequence number.

    The alphabet leaves out vowels that make words and letters mistaken for digits.
    """
    letters = b""
    while len(letters) < LENGTH:
        letters = secrets.token_bytes(2 * LENGTH).translate(_LETTERS, _UNFAIR)
    return letters[:LENGTH].decode()


def ref_from(number: int) -> str:
    """Spell the reference that a large number gives: its last 14 digits to base 30, the last one first."""
    letters = []
    for _ in range(LENGTH // 2):
        number, pair = divmod(number, len(_PAIRS))
        letters.append(_PAIRS[pair])
    return "".join(letters)


def is_ref(text: str) -> bool:
    """Say whether the text has the shape of a reference."""
    return PATTERN.fullmatch(text) is not None
