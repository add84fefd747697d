"""Invented people and the ways their names get written, from a seed: for benches, never for demonstration data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from waystation.engines.names import letters
from waystation.engines.names.lexicon import entries, small_words
from waystation.engines.names.spellings import spellings

_KEYS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
Generator = np.random.Generator


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person: surname in the right gender, given name, patronymic."""

    surname: str
    given: str
    patronymic: str
    is_woman: bool

    @property
    def short(self) -> str:
        """Surname and given name."""
        return f"{self.surname} {self.given}"

    @property
    def full(self) -> str:
        """Surname, given name, patronymic."""
        return f"{self.surname} {self.given} {self.patronymic}"


def invent(count: int, seed: int) -> list[Person]:
    """So many people; half of the surnames from the list, half made of syllables, so that many differ little."""
    rng = np.random.default_rng(seed)
    men = [form for gender, form in entries("given.txt") if gender == "m"]
    women = [form for gender, form in entries("given.txt") if gender == "f"]
    known = [form for _, form in entries("surnames.txt") if form.endswith(("ов", "ев", "ин"))]
    made = sorted({_surname(rng) for _ in range(max(20, count // 5))})
    return [_person(rng, men, women, known if rng.random() < 0.5 else made) for _ in range(count)]


def _surname(rng: Generator) -> str:
    syllables = sorted(small_words("syllable"))
    body = "".join(_pick(rng, syllables) for _ in range(rng.integers(2, 4)))
    return (body.rstrip("аеиоуыэюя") + _pick(rng, ["ов", "ев", "ин"])).capitalize()


def _person(rng: Generator, men: list[str], women: list[str], surnames: list[str]) -> Person:
    is_woman = bool(rng.random() < 0.4)
    surname, father = _pick(rng, surnames), _pick(rng, men)
    stem = father[:-1] if father[-1] in "йьаея" else father
    middle = "ев" if father[-1] in "йьея" else "ов"
    patronymic = stem + middle + ("на" if is_woman else "ич")
    return Person(surname + "а" * is_woman, _pick(rng, women if is_woman else men), patronymic, is_woman)


def _pick(rng: Generator, options: list[str]) -> str:
    return options[int(rng.integers(len(options)))]


def filed_names(person: Person) -> list[str]:
    """The names one person goes by in a file: Cyrillic in full, the passport, and how the press writes it."""
    found = spellings(person.short)
    return [person.full, found["icao_9303"], found["press"]]


def _spelt(table: str) -> Callable[[Person, Generator], str]:
    return lambda person, _: spellings(person.short)[table]


def mistype(word: str, rng: Generator) -> str:
    """One slip of the finger after the first letter."""
    place = int(rng.integers(1, len(word) - 1))
    kind = int(rng.integers(4))
    if kind == 0:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if kind == 1:
        return word[:place] + word[place + 1 :]
    if kind == 2:
        return word[: place + 1] + word[place:]
    return word[:place] + _next_key(word[place], rng) + word[place + 1 :]


def _next_key(letter: str, rng: Generator) -> str:
    near = [other for row in _KEYS for other in row if letters.are_neighbouring_keys(letter, other)]
    return _pick(rng, near) if near else letter


WAYS: Mapping[str, Callable[[Person, Generator], str]] = {
    "as_written": lambda person, _: person.full,
    "no_patronymic_other_order": lambda person, _: f"{person.given} {person.surname}",
    "icao": _spelt("icao_9303"),
    "bgn": _spelt("bgn_pcgn"),
    "gost_7_79_a": _spelt("gost_779_a"),
    "gost_7_79_b": _spelt("gost_779_b"),
    "gost_16876": _spelt("gost_16876"),
    "french": _spelt("french"),
    "passport_1997_french": _spelt("passport_1997_french"),
    "german": _spelt("german"),
    "by_hand": _spelt("by_hand"),
    "telegram": _spelt("telegram"),
    "mistyped_surname": lambda person, rng: f"{mistype(person.surname, rng)} {person.given}",
    "mistyped_latin": lambda person, rng: (
        mistype(spellings(person.surname)["icao_9303"], rng) + " " + spellings(person.given)["icao_9303"]
    ),
    "cyrillic_in_latin_layout": lambda person, _: letters.in_other_layout(person.short.casefold()),
    "latin_in_cyrillic_layout": lambda person, _: letters.in_other_layout(
        spellings(person.short)["icao_9303"].casefold()
    ),
    "mans_ending": lambda person, _: spellings(f"{person.surname.removesuffix('а')} {person.given}")[
        "icao_9303"
    ],
    "surname_only": lambda person, _: person.surname,
}
