"""Endings heard in the sounds of a word: surname, patronymic, their gender, and the stem they stand on."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["plain", "surname", "patronymic"]

# Longest first. Each: ending, kind, family of endings, feminine?, what stands in its place in the masculine.
_ENDINGS: tuple[tuple[str, Kind, str, bool, str], ...] = (
    ("iniCna", "patronymic", "ich", True, "iC"),
    ("iniSna", "patronymic", "ich", True, "iC"),
    ("oviC", "patronymic", "ovich", False, "oviC"),
    ("eviC", "patronymic", "ovich", False, "eviC"),
    ("ovna", "patronymic", "ovich", True, "oviC"),
    ("evna", "patronymic", "ovich", True, "eviC"),
    ("ivna", "patronymic", "ovich", True, "oviC"),
    ("iCna", "patronymic", "ich", True, "iC"),
    ("kizi", "patronymic", "ovich", True, "oviC"),
    ("gizi", "patronymic", "ovich", True, "oviC"),
    ("uli", "patronymic", "ovich", False, "oviC"),
    ("ogli", "patronymic", "ovich", False, "oviC"),
    ("oglu", "patronymic", "ovich", False, "oviC"),
    ("skaia", "surname", "ski", True, "ski"),
    ("Tkaia", "surname", "ski", True, "Tki"),
    ("kaia", "surname", "ski", True, "ki"),
    ("ska", "surname", "ski", True, "ski"),
    ("ski", "surname", "ski", False, "ski"),
    ("Tki", "surname", "ski", False, "Tki"),
    ("skoi", "surname", "ski", False, "ski"),
    ("enko", "surname", "enko", False, "enko"),
    ("Svili", "surname", "shvili", False, "Svili"),
    ("dze", "surname", "dze", False, "dze"),
    ("aia", "surname", "oi", True, "i"),
    ("iC", "patronymic", "ich", False, "iC"),
    ("ovas", "surname", "ov", False, "ov"),
    ("evas", "surname", "ov", False, "ev"),
    ("ova", "surname", "ov", True, "ov"),
    ("eva", "surname", "ov", True, "ev"),
    ("ov", "surname", "ov", False, "ov"),
    ("ev", "surname", "ov", False, "ev"),
    ("ina", "surname", "in", True, "in"),
    ("in", "surname", "in", False, "in"),
    ("oi", "surname", "oi", False, "i"),
)
_BY_LAST = {
    last: tuple(row for row in _ENDINGS if row[0][-1] == last) for last in {row[0][-1] for row in _ENDINGS}
}
_SHORTEST_STEM = 2
# Танечка, Катюша, Леночка, Оленька: what stands between the root of a short form and its last vowel.
_ENDEARING = ("eCka", "oCka", "enka", "onka", "iuSka", "uSka", "iuSa", "uSa", "ka")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a word is built: its kind, the stem under the ending, its masculine form, and whether it is feminine."""

    kind: Kind
    family: str
    stem: str
    masculine: str
    is_feminine: bool


def shape_of(sounds: str) -> Shape:
    """Split one canonical reading; a word without a known ending is plain and is its own stem."""
    for ending, kind, family, is_feminine, masculine in _BY_LAST.get(sounds[-1:], ()):
        if sounds.endswith(ending) and len(sounds) >= len(ending) + _SHORTEST_STEM:
            stem = sounds[: -len(ending)]
            return Shape(kind, family, stem, stem + masculine, is_feminine)
    return plain(sounds)


def short_forms_under(sounds: str) -> tuple[str, ...]:
    """The short forms an endearing one may be made of: Таня under Танюша, Танечка and Танька."""
    for ending in _ENDEARING:
        if sounds.endswith(ending) and len(sounds) >= len(ending) + _SHORTEST_STEM:
            stem = sounds[: -len(ending)]
            return stem + "a", stem + "ia"
    return ()


def plain(sounds: str) -> Shape:
    """A word taken as it is, whatever its ending."""
    return Shape("plain", "", sounds, sounds, is_feminine=False)
