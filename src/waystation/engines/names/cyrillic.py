"""Cyrillic to sounds: Russian, Ukrainian, Belarusian, Chechen and Avar digraphs, Central Asian letters."""

import re

# Chechen, Ingush and Avar write one sound with a letter and ь, ъ or the palochka (ӏ). Longest first.
_DIGRAPHS = {
    "дж": "J", "хьаь": "ha", "аь": "a", "оь": "o", "уь": "u", "юь": "iu", "яь": "ia",
    "гӏ": "g", "кх": "k", "къ": "k", "кӏ": "k", "кь": "k", "тӏ": "t", "пӏ": "p", "цӏ": "T", "чӏ": "C",
    "хӏ": "h", "хъ": "h", "гъ": "g", "гь": "h", "лӏ": "l", "лъ": "l",
    "тс": "T", "тц": "T", "тч": "C", "сч": "SC", "зч": "SC", "щ": "SC",
}  # fmt: skip
_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "e", "э": "e", "ё": "io",
    "ж": "Z", "җ": "J", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "ы": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f",
    "х": "h", "ц": "T", "ч": "C", "ш": "S", "ю": "iu", "я": "ia", "ӏ": "", "ь": "", "ъ": "",
    "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ҳ": "h", "ӣ": "i",
    "ҷ": "J", "ҡ": "k", "ӯ": "u", "ј": "i", "љ": "l", "њ": "n", "ћ": "C", "ђ": "J", "џ": "J", "ѓ": "g",
    "ќ": "k", "ҙ": "z", "ҫ": "s", "ҝ": "g", "ҹ": "J", "ѝ": "i", "ѐ": "e",
}  # fmt: skip
UNITS = _DIGRAPHS | _LETTERS
_SPLIT = re.compile("|".join(sorted(UNITS, key=len, reverse=True)) + "|.")
_SOFT_BEFORE_E = re.compile("[ьъ'](?=[еєэи])")


def readings(word: str) -> tuple[str, ...]:
    """The sounds a folded Cyrillic word may stand for; the likeliest first.

    Unwritten ё cannot be heard from е, so a written ё is read both ways; Avar гӏ is often silent, and ъ
    is *ie* in the ICAO 9303 table.
    """
    found = [_read(word)]
    if "ё" in word:
        found.append(_read(word.replace("ё", "е")))
    if "гӏ" in word:
        found.append(_read(word.replace("гӏ", "")))
    if "ъ" in word and word.find("ъ") > 0 and "ӏ" not in word:
        found.append(_read(word.replace("ъ", "ие")))
    return tuple(found)


def _read(word: str) -> str:
    word = _SOFT_BEFORE_E.sub("й", word)
    return "".join(UNITS.get(unit, "") for unit in _SPLIT.findall(word))
