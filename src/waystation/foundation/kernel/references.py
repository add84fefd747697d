"""Opaque references: what a row is called in addresses, ledger entries and conversations between rooms."""

import re
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 14
_MANY = len(ALPHABET) ** LENGTH
PATTERN = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def new_ref() -> str:
    """Return a fresh random reference of 14 characters (68 bits), never a sequence number.

    The alphabet leaves out vowels that make words and letters mistaken for digits.
    """
    number, letters = secrets.randbelow(_MANY), []
    for _ in range(LENGTH):
        number, at = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[at])
    return "".join(letters)


def is_ref(text: str) -> bool:
    """Say whether the text has the shape of a reference."""
    return PATTERN.fullmatch(text) is not None
