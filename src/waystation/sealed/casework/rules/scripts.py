"""Which script a name is written in, by ISO 15924 code, so that every spelling keeps its original beside the others."""

import unicodedata

_SCRIPTS = {
    "CYRILLIC": "Cyrl",
    "LATIN": "Latn",
    "ARABIC": "Arab",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
}
UNKNOWN = "Zyyy"


def script_of(text: str) -> str:
    """Return the script of the first letter, ``Zyyy`` where it is none we name."""
    for letter in text:
        if letter.isalpha():
            return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], UNKNOWN)
    return UNKNOWN
