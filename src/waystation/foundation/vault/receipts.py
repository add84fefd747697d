"""Twelve words: a receipt of 128 bits with a checksum, from which a key pair and a way to be found are derived.

No slow function is needed: 128 random bits cannot be guessed (SecureDrop Protocol 0.4 argues the same).
"""

import hashlib
import secrets
import unicodedata

from mnemonic import Mnemonic

from waystation.foundation.kernel.references import ref_from
from waystation.foundation.vault import holders, keystore, primitives
from waystation.foundation.vault.models import Holder
from waystation.foundation.vault.ring import Ring

ENTROPY_BYTES = 16
WORDS = 12
LANGUAGES = {"en": "english", "ru": "russian", "fr": "french", "es": "spanish", "tr": "turkish"}
_BOOKS = {code: Mnemonic(name) for code, name in LANGUAGES.items()}
_UNIQUE_LETTERS = 4


def _mend(book: Mnemonic) -> None:
    """Put back the one word that the package (0.21) ships with broken bytes: number 1573 of the Russian list.

    Unmended, one receipt in 170 shows signs nobody can type. Its place in the alphabet leaves no other word.
    """
    book.wordlist[:] = ["снова" if "\ufffd" in word else word for word in book.wordlist]


for _book in _BOOKS.values():
    _mend(_book)


class WordsUnknown(Exception):
    """These are not twelve words of one list with the right checksum; ``doubtful`` are the positions (from 1)
    of words on no list, empty when every word is known but they do not belong together."""

    def __init__(self, doubtful: tuple[int, ...] = ()) -> None:
        super().__init__()
        self.doubtful = doubtful


def new_entropy() -> bytes:
    """Return 16 random bytes for a new receipt."""
    return secrets.token_bytes(ENTROPY_BYTES)


def words_of(entropy: bytes, language: str) -> list[str]:
    """Spell a receipt as twelve words of a language's list, English where we have none."""
    book = _BOOKS.get(language, _BOOKS["en"])
    return unicodedata.normalize("NFC", book.to_mnemonic(entropy)).split()


def entropy_of(text: str) -> bytes:
    """Read twelve words typed by hand: any list, any case, commas and numbers ignored, four letters are enough.

    :raises WordsUnknown: a word is on no list, or the checksum says they do not belong together.
    """
    typed = _tidy(text).split()
    best: tuple[int, ...] | None = None
    for book in _BOOKS.values():
        found = [_match(word, book) for word in typed]
        doubtful = tuple(at for at, number in enumerate(found, 1) if number is None)
        entropy = _decode([number for number in found if number is not None])
        if not doubtful and entropy is not None:
            return entropy
        if best is None or len(doubtful) < len(best):
            best = doubtful
    raise WordsUnknown(best or ())


def _decode(numbers: list[int]) -> bytes | None:
    """Turn twelve word numbers of 11 bits into 16 bytes, or None where the 4-bit checksum is wrong (BIP-39)."""
    if len(numbers) != WORDS:
        return None
    whole = 0
    for number in numbers:
        whole = whole << 11 | number
    entropy = (whole >> 4).to_bytes(ENTROPY_BYTES, "big")
    return entropy if hashlib.sha256(entropy).digest()[0] >> 4 == whole & 0xF else None


def ring_of(entropy: bytes) -> Ring:
    """Unlock the key pair of a receipt; the ring opens what was granted to it, if anything was."""
    holder = Holder.objects.filter(line=line_of(entropy)).values_list("ref", flat=True).first()
    return Ring(holder, private_of(entropy)) if holder else Ring()


def receive_at(entropy: bytes) -> Ring:
    """Unlock the key pair of a receipt, made first where there is none yet: from now on things can be sealed to it."""
    return receive_first_at(entropy) or ring_of(entropy)


def receive_first_at(entropy: bytes) -> Ring | None:
    """Make the key pair of a receipt and unlock it; None where there is one already."""
    line = line_of(entropy)
    try:
        holders.newest(line)
    except holders.NoSuchLine:
        pair = primitives.key_pair_from(private_of(entropy))
        made, _pair = holders.create_holder(holders.RECEIPT, pair=pair, line=line)
        return Ring(made.ref, pair.private)
    return None


def private_of(entropy: bytes) -> bytes:
    """Derive a receipt's private key."""
    return primitives.derive(entropy, "receipt-key", salt=_salt(), length=primitives.PRIVATE_BYTES)


def line_of(entropy: bytes) -> str:
    """Derive the reference under which a receipt's key pair is found: 68 bits of a hash, nothing of the words."""
    found = primitives.digest(primitives.derive(entropy, "receipt-line", salt=_salt()))
    return ref_from(int.from_bytes(found, "big"))


def _salt() -> bytes:
    return keystore.installation().encode()


def _tidy(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter if letter.isalpha() or unicodedata.combining(letter) else " " for letter in plain)


def _match(typed: str, book: Mnemonic) -> int | None:
    """Find the number of the word that was meant: the word itself, or the one that begins with its four letters."""
    bare = _bare(typed)
    index = _INDEXES[book.language]
    return index.get(bare, index.get(bare[:_UNIQUE_LETTERS]) if len(bare) >= _UNIQUE_LETTERS else None)


def _bare(word: str) -> str:
    """Strip accents, and take the Turkish dotless ı as i: phones in capitals lose the difference."""
    return "".join(letter for letter in word if not unicodedata.combining(letter)).replace("ı", "i")


def _index(book: Mnemonic) -> dict[str, int]:
    whole = {_bare(unicodedata.normalize("NFKD", word)): at for at, word in enumerate(book.wordlist)}
    return {**{word[:_UNIQUE_LETTERS]: at for word, at in whole.items()}, **whole}


_INDEXES = {book.language: _index(book) for book in _BOOKS.values()}
