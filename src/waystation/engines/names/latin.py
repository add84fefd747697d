"""Latin letters to sounds, by the habits of those who write them: official tables, French, German, Turkish, by hand."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

# What every habit shares. Accented letters not listed lose their accent.
_COMMON = {
    "shch": "SC", "chtch": "SC", "schtsch": "SC", "shh": "SC", "šč": "SC", "ŝ": "SC", "szcz": "SC", "şç": "SC",
    "dzh": "J", "dsch": "J", "dsh": "J", "dj": "J", "dž": "J", "dż": "J", "tsch": "C", "tch": "C", "tš": "C",
    "sch": "S", "sh": "S", "sz": "S", "š": "S", "ş": "S", "ș": "S", "ś": "S",
    "č": "C", "ç": "C", "ć": "C", "zh": "Z", "ž": "Z", "ż": "Z", "ź": "z",
    "kh": "h", "ḥ": "h", "ḫ": "h", "ḩ": "h", "gh": "g", "ğ": "g", "ph": "f", "th": "t", "ck": "k", "qu": "k",
    "ts": "T", "tz": "T", "ț": "T", "ou": "u", "û": "iu", "â": "ia", "ê": "e", "ë": "io", "yo": "io",
    "ə": "a", "ı": "i", "ł": "l", "ø": "o", "ß": "s", "æ": "e", "œ": "e", "đ": "d", "þ": "t", "ð": "d",
    "ö": "o", "ü": "u", "ä": "a", "ŭ": "u", "è": "e",
    "a": "a", "b": "b", "c": "k", "d": "d", "e": "e", "f": "f", "g": "g", "h": "h", "i": "i", "j": "J",
    "k": "k", "l": "l", "m": "m", "n": "n", "o": "o", "p": "p", "q": "k", "r": "r", "s": "s", "t": "t",
    "u": "u", "v": "v", "w": "v", "x": "ks", "y": "i", "z": "z",
}  # fmt: skip
_SOFT_C = {"ce": "se", "ci": "si", "cy": "si"}

_ENGLISH = _COMMON | _SOFT_C | {"ch": "C", "oo": "u"}
_FRENCH = _COMMON | _SOFT_C | {"ch": "S", "j": "Z", "gue": "ge", "gui": "gi", "ç": "s"}
_GERMAN = _COMMON | {"ch": "h", "j": "i", "c": "T", "cz": "C", "z": "z", "jo": "io"}
_BY_HAND = _COMMON | {"ch": "C", "x": "h", "c": "T", "cz": "T", "j": "i", "jo": "io", "4": "C", "6": "S"}
_TURKISH = _COMMON | {"c": "J", "ch": "C", "x": "h"}
_LETTER_BY_LETTER = _BY_HAND | {"sh": "sh", "x": "ks"}

HABITS: Mapping[str, Mapping[str, str]] = {
    "english": _ENGLISH,
    "french": _FRENCH,
    "german": _GERMAN,
    "by_hand": _BY_HAND,
    "turkish": _TURKISH,
    "letter_by_letter": _LETTER_BY_LETTER,
}
# Only these letters are read differently by different habits; any other word has one reading.
_AMBIGUOUS = re.compile("[cjxsşç46]|gu[ei]|ine$|oo")
# In Azeri the last ə is heard as e, the others as a: Əhmədov, Məmmədov.
_LAST_SCHWA = re.compile("ə(?=[^ə]*$)")
# Lithuanian and Latvian add their own ending to a man's name: Sergejus, Jurijs, Čaikovskis, Ruslanas, Ivanovs.
_BALTIC_ENDING = re.compile("(?<=sk)is$|(?<=ij)s$|(?<=j)us$|(?<=[eo]v)s$|(?<=[a-zščžū]{4}[bdfgklmnrtvz])as$")
# Belarusian hears its last в as a vowel: Hancharou, Kavaliou.
_BELARUSIAN_ENDING = re.compile("(?<=[a-z]{3}[aeo])u$")
# Where w or j shows a German hand, s before a vowel is з, and z is ц: Sakajew, Zuroew.
_GERMAN_HAND = re.compile("[wj]|sch")
_VOICED_S = re.compile("(?<![st])s(?=[aeiouyäöü])")
_IO_MAY_BE_E = re.compile("(?<=[bcdfghklmnprstvz])(?:yo|jo|io|ë)")
_LONE_H = re.compile("(?<![kcsztpg])h")
# Vasil'evich: the mark stands for a soft sign, and a glide follows it.
_SOFT_MARK = re.compile("(?<=[bdfghklmnprstvz])['\"](?=[ei])")


def readings(word: str) -> tuple[str, ...]:
    """The sounds a folded Latin word may stand for under each habit, the official tables first."""
    found = [_read(word, "english")]
    if _AMBIGUOUS.search(word):
        found += [_read(word, habit) for habit in list(HABITS)[1:]]
        if word.endswith("ine"):
            found.append(_read(word[:-1], "french"))
    if _IO_MAY_BE_E.search(word):
        plain = _IO_MAY_BE_E.sub("e", word)
        found += [_read(plain, habit) for habit in ("english", "german")]
    if (bare := _BALTIC_ENDING.sub("", word)) != word:
        found.append(_read(bare, "german"))
    if (spoken := _BELARUSIAN_ENDING.sub("v", word)) != word:
        found.append(_read(spoken, "english"))
    if _GERMAN_HAND.search(word) and (voiced := _VOICED_S.sub("z", word.replace("z", "ts"))) != word:
        found.append(_read(voiced, "german"))
    if "ə" in word[1:]:
        found.append(_read(_LAST_SCHWA.sub("e", word), "turkish"))
    return tuple(dict.fromkeys(found))


def with_h_for_g(word: str) -> str:
    """Ukrainian, Belarusian and Azeri write h where Russian has г: the word with each lone h turned to g."""
    return _LONE_H.sub("g", word)


def _read(word: str, habit: str) -> str:
    units = HABITS[habit]
    return "".join(_sound(unit, units) for unit in _splitter(habit).findall(_SOFT_MARK.sub("i", word)))


def _sound(unit: str, units: Mapping[str, str]) -> str:
    if unit in units:
        return units[unit]
    plain = unicodedata.normalize("NFD", unit)[0]
    return units.get(plain, "")


@cache
def _splitter(habit: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, HABITS[habit]), key=len, reverse=True)) + "|.")
