"""Letters before sounds: scripts, look-alikes, the palochka, and text typed in the wrong keyboard layout."""

import re
import unicodedata
from typing import Literal

Script = Literal["cyrillic", "latin", "arabic", "other"]

PALOCHKA = "ӏ"

# The Latin keys of the Russian layout (ЙЦУКЕН over QWERTY). The Ukrainian and Belarusian layouts differ in keys
# that sound alike (s is ы or і), so one table read forwards serves all three.
_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN = dict(zip(_LATIN_KEYS, _RUSSIAN_KEYS, strict=True)) | dict(
    zip('~{}:"<>', "ёхъжэбю", strict=True),
)
_TO_LATIN = dict(zip(_RUSSIAN_KEYS, _LATIN_KEYS, strict=True)) | {"і": "s", "ї": "]", "є": "'", "ў": "o"}

# Neighbouring keys are the commonest slips of a finger: rows of each layout, compared by position.
_ROWS = (
    ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
)

# Letters that look alike across the two scripts: only these may be swapped when a word mixes scripts.
_LOOKS_CYRILLIC = dict(zip("aceopxykmthbi", "асеорхукмтнві", strict=True))
_LOOKS_LATIN = {cyrillic: latin for latin, cyrillic in _LOOKS_CYRILLIC.items()}

_LETTERS_OF: dict[Script, re.Pattern[str]] = {
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "latin": re.compile("[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]"),
    "arabic": re.compile("[\u0600-\u06ff\ufb50-\ufeff]"),
}
_ONLY_CYRILLIC = re.compile("[\u0400-\u052f\\s-]+")
_ANY_LATIN = _LETTERS_OF["latin"]
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`´ʹʻʽ′ʾʿ", "'") | dict.fromkeys("″ʺ”“", '"'))
# Arabic vowel signs are written or left out as one likes, and so is the stroke that draws a word out.
# BGN/PCGN and Catalan part letters that would else be read together with a raised dot: ch·el is not че.
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\u0640\u064b-\u065f\u0670]|(?<=\w)[\u00b7\u2027](?=\w)"
)
_BOTH = re.compile("[а-ӎӐ-ԯ].*[a-z]|[a-z].*[а-ӎӐ-ԯ]")
_VOWELS = "аоуеиэыюяё"
# People type the palochka as 1, l, |, ! or a capital I; an I is one only where a Ukrainian і cannot be.
_PALOCHKA_STANDS = re.compile(
    rf"(?<=[а-яёА-ЯЁ])[1l|](?![0-9])|(?<=[а-яё])[!IІ](?=[а-яё])|(?<![\w])[1l|!IІi](?=[{_VOWELS}{_VOWELS.upper()}])",
)


def fold(text: str) -> str:
    """Lower case, one apostrophe, one palochka, nothing invisible; accents stay, they carry sounds."""
    if text.isascii():
        return text.lower().replace("`", "'")
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = _PALOCHKA_STANDS.sub(PALOCHKA, text).casefold().replace("i\u0307", "i")
    return unicodedata.normalize("NFC", text).translate(_APOSTROPHES).replace("\u04c0", PALOCHKA)


def script_of(word: str) -> Script:
    """The script most letters of the word belong to."""
    if word.isascii():
        return "latin" if _ANY_LATIN.search(word) else "other"
    if _ONLY_CYRILLIC.fullmatch(word):
        return "cyrillic"
    counts = {script: len(letters.findall(word)) for script, letters in _LETTERS_OF.items()}
    best: Script = max(counts, key=counts.__getitem__)
    return best if counts[best] else "other"


def one_script(word: str) -> str:
    """Mend a word that mixes Cyrillic and Latin look-alikes."""
    if not _BOTH.search(word):
        return word
    to_cyrillic = "".join(_LOOKS_CYRILLIC.get(letter, letter) for letter in word)
    to_latin = "".join(_LOOKS_LATIN.get(letter, letter) for letter in word)
    if script_of(word) == "latin" and not any("а" <= letter <= "ԯ" for letter in to_latin):
        return to_latin
    if not any("a" <= letter <= "z" for letter in to_cyrillic):
        return to_cyrillic
    return word


def in_look_alikes(word: str) -> str:
    """A whole word rewritten in the other script, if every letter of it has a look-alike there."""
    folded = word.casefold()
    for table in (_LOOKS_CYRILLIC, _LOOKS_LATIN):
        if all(letter in table for letter in folded):
            return "".join(table[letter] for letter in folded)
    return word


def in_other_layout(chunk: str) -> str:
    """What the same keys would have given in the other layout; empty for scripts without one."""
    script = script_of(chunk)
    if script == "cyrillic":
        return "".join(_TO_LATIN.get(letter, letter) for letter in chunk)
    if script == "latin" or (chunk and all(letter in _TO_RUSSIAN for letter in chunk)):
        return "".join(_TO_RUSSIAN.get(letter, letter) for letter in chunk)
    return ""


def _key_positions() -> dict[str, tuple[int, int]]:
    return {
        letter: (row, column)
        for rows in _ROWS
        for row, letters in enumerate(rows)
        for column, letter in enumerate(letters)
    }


_POSITIONS = _key_positions()


def are_neighbouring_keys(one: str, other: str) -> bool:
    """Whether two letters of one script lie beside each other on its keyboard."""
    here, there = _POSITIONS.get(one), _POSITIONS.get(other)
    if here is None or there is None or (one < "а") != (other < "а"):
        return False
    rows, columns = there[0] - here[0], there[1] - here[1]
    if rows == 0:
        return abs(columns) == 1
    return (rows == 1 and columns in {-1, 0}) or (rows == -1 and columns in {0, 1})
