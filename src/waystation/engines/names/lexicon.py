"""Names known to be names: which forms are one name, which short forms they have, which surnames lie close."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from waystation.engines.names import arabic, cyrillic, latin, letters, sounds

Gender = Literal["m", "f"]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Lines of the name lists, found by sound."""

    given: Mapping[str, frozenset[int]]
    short: Mapping[str, frozenset[int]]
    surnames: Mapping[str, frozenset[int]]
    genders: Mapping[int, Gender]


def readings(word: str) -> tuple[str, ...]:
    """Canonical sounds of a folded word in any script, the likeliest reading first."""
    script = letters.script_of(word)
    if script == "cyrillic":
        found: Iterable[str] = cyrillic.readings(word)
    elif script == "latin":
        found = latin.readings(word)
    elif script == "arabic":
        found = arabic.readings(word)
    else:
        return (word[: sounds.MAX_SOUNDS],) if word.isalpha() else ()
    return tuple(dict.fromkeys(reading for one in found if (reading := sounds.canonical(one))))


@cache
def lexicon() -> Lexicon:
    """The lists that come with the engine: ``given.txt`` and ``surnames.txt``."""
    given: dict[str, set[int]] = defaultdict(set)
    short: dict[str, set[int]] = defaultdict(set)
    genders: dict[int, Gender] = {}
    owners: dict[str, set[int]] = defaultdict(set)
    rows = [[part.strip() for part in line.split("|")] for line in _lines("given.txt")]
    for number, (gender, forms, shorts) in enumerate(rows):
        genders[number] = "f" if gender == "f" else "m"
        _add(owners, forms.split()[0], number)
        _add(short, shorts, number)
    for number, (_, forms, _) in enumerate(rows):
        _add(given, forms, number, owners)
    surnames: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(_lines("surnames.txt")):
        _add(surnames, line, number)
    return Lexicon(_freeze(given), _freeze(short), _freeze(surnames), genders)


def entries(name: str) -> list[tuple[str, str]]:
    """Gender (empty for surnames) and the first form of each line of a list."""
    found = []
    for line in _lines(name):
        *gender, forms_of_one = line.split("|")[:2]
        found.append((gender[0].strip() if gender else "", forms_of_one.split()[0]))
    return found


def forms(name: str) -> list[str]:
    """Every form in a list, short forms left out."""
    return [form for line in _lines(name) for form in line.split("|")[1 if "|" in line else 0].split()]


def _lines(name: str) -> list[str]:
    text = files("waystation.engines.names").joinpath("lists", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def small_words(kind: str) -> frozenset[str]:
    """Titles, honorifics, and the words for son and daughter that make a patronymic."""
    rows = [line.split("|") for line in _lines("small-words.txt")]
    return frozenset(word for row in rows if row[0].strip() == kind for word in row[1].split())


def _add(
    table: dict[str, set[int]], forms: str, number: int, owners: Mapping[str, set[int]] | None = None
) -> None:
    """File the forms of a line; a Latin form is not read as the name that stands first in another line.

    Jana of the line of Яна would be Жана by a French habit, and that is another name. Of Arabic script only the letters
    written count: the vowels guessed for حسين would make it Хасин.
    """
    for form in forms.split():
        word = letters.fold(form).replace("-", "")
        script = letters.script_of(word)
        for reading in readings(word)[: 1 if script == "arabic" else None]:
            taken = owners is not None and script == "latin" and owners.get(reading)
            if not taken or number in taken:
                table[reading].add(number)


def _freeze(table: Mapping[str, set[int]]) -> dict[str, frozenset[int]]:
    return {reading: frozenset(numbers) for reading, numbers in table.items()}
