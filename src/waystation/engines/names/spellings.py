"""How a Cyrillic name comes out in Latin letters under each official table and common habit."""

import re
from collections.abc import Mapping

import iuliia

from waystation.engines.names import letters

# The tables a document, an office or a hand may have used; the name, then the schema that holds the table.
_TABLES: Mapping[str, iuliia.Schema] = {
    "icao_9303": iuliia.ICAO_DOC_9303,
    "bgn_pcgn": iuliia.BGN_PCGN,
    "gost_779_a": iuliia.GOST_779,
    "gost_779_b": iuliia.GOST_779_ALT,
    "gost_52535": iuliia.GOST_52535,
    "gost_16876": iuliia.GOST_16876_ALT,
    "iso_9_1968": iuliia.ISO_9_1968,
    "passport_1997": iuliia.MVD_310,
    "passport_1997_french": iuliia.MVD_310_FR,
    "press": iuliia.WIKIPEDIA,
    "telegram": iuliia.TELEGRAM,
    "maps": iuliia.YANDEX_MAPS,
}

_GERMAN = {
    "а": "a", "б": "b", "в": "w", "г": "g", "д": "d", "е": "e", "ё": "jo", "ж": "sch", "з": "s", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch", "щ": "schtsch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "ju",
    "я": "ja",
}  # fmt: skip
_FRENCH = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "io", "ж": "j", "з": "z", "и": "i", "й": "ï",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "ou", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "tch", "ш": "ch", "щ": "chtch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iou",
    "я": "ia",
}  # fmt: skip
_VOWEL_S_VOWEL = re.compile("(?<=[аеёиоуыэюя])с(?=[аеёиоуыэюя])")
_E_AFTER_VOWEL = re.compile("(^|(?<=[аеёиоуыэюяьъ]))е")


def spellings(name: str) -> dict[str, str]:
    """Latin spellings of a Russian name by table; keys are stable, values may repeat.

    ICAO is Doc 9303 part 3, BGN/PCGN the 1947 agreement, GOST the standards of those numbers; the 1997 passport
    tables are those of the Russian interior ministry (order 310), before that in the French manner.
    """
    found = {table: schema.translate(name) for table, schema in _TABLES.items()}
    found["german"] = _by_habit(name, _GERMAN, ("je", "je"))
    found["french"] = _by_habit(name, _FRENCH, ("e", "ïe"))
    found["by_hand"] = _plain_hand(found["press"])
    return found


def _by_habit(name: str, table: Mapping[str, str], glide: tuple[str, str]) -> str:
    """``glide``: what stands for a е at the start of a word, and after a vowel."""
    words = []
    for word in letters.fold(name).split():
        text = _VOWEL_S_VOWEL.sub("ss", word)
        text = _E_AFTER_VOWEL.sub(lambda found: glide[bool(found.start())], text)
        words.append("".join(table.get(letter, letter) for letter in text).capitalize())
    return " ".join(words)


def _plain_hand(press: str) -> str:
    return (
        press.replace("Kh", "H").replace("kh", "h").replace("dzh", "j").replace("Dzh", "J").replace("iy", "y")
    )
