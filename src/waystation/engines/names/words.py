"""A name taken apart: words with their sounds, their endings, and what the name lists know of them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from waystation.engines.names import latin, letters
from waystation.engines.names.endings import Kind, Shape, plain, shape_of
from waystation.engines.names.layouts import looks_mistyped
from waystation.engines.names.lexicon import lexicon, readings, small_words
from waystation.engines.names.sounds import canonical

MAX_WORDS = 6
_MARKS = "'\"`‘’ʻʼ"
_BETWEEN_WORDS = re.compile(rf"[^\w{_MARKS}|!-]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name; ``sounds`` and ``shapes`` run in parallel, one per way of reading it.

    ``given``, ``short`` and ``surnames`` are line numbers in the name lists the word sounds like, ``fathers`` the
    given names that a surname or patronymic may be built from. ``kind`` is what its ending makes it, under the
    first reading that has an ending; ``is_feminine`` whether that is a woman's ending.
    """

    text: str
    script: letters.Script
    sounds: tuple[str, ...]
    shapes: tuple[Shape, ...]
    given: frozenset[int]
    short: frozenset[int]
    surnames: frozenset[int]
    fathers: frozenset[int]
    kind: Kind
    is_feminine: bool
    is_hyphened: bool = False

    @property
    def is_initial(self) -> bool:
        """A single letter standing for a name."""
        return len(self.text) == 1

    @property
    def is_honorific(self) -> bool:
        """Hajji, de, bin and the like: worn or left off."""
        return self.text in small_words("honorific")

    @property
    def known(self) -> frozenset[int]:
        """Every line of the list of given names the word may stand for."""
        return self.given | self.short


def word_of(text: str) -> Word:
    """The word that a folded text without separators stands for."""
    script = letters.script_of(text)
    found = listed = readings(text)
    if script == "latin" and (otherwise := latin.with_h_for_g(text)) != text:
        listed += readings(otherwise)
    lists = lexicon()
    given, short = _lines(lists.given, listed), _lines(lists.short, listed)
    built = tuple(map(shape_of, listed))
    if given or short or any(shape.family == "in" and shape.masculine in lists.given for shape in built):
        # Марина and Константин end like surnames and are none; nor is Мартина, the woman's form of Мартин.
        built = tuple(
            shape if shape.kind == "patronymic" else plain(one)
            for shape, one in zip(built, listed, strict=True)
        )
    kind: Kind = next((shape.kind for shape in built if shape.kind != "plain"), "plain")
    shapes = built[: len(found)]
    if kind == "plain":
        return Word(
            text, script, found, shapes, given, short, frozenset(), frozenset(), kind, is_feminine=False
        )
    built_so = [shape for shape in built if shape.kind == kind]
    surnames = _lines(lists.surnames, [shape.masculine for shape in built_so if kind == "surname"])
    fathers = _lines(lists.given, {shape.stem + more for shape in built_so for more in ("", "i", "ei", "a")})
    is_feminine = any(shape.is_feminine for shape in shapes)
    return Word(text, script, found, shapes, given, short, surnames, fathers, kind, is_feminine)


def _lines(table: Mapping[str, frozenset[int]], keys: Iterable[str]) -> frozenset[int]:
    return frozenset().union(*(table.get(key, frozenset()) for key in keys))


@dataclass(frozen=True, slots=True)
class Name:
    """A written name: its words, at most six, titles left out; and how else it may have to be read.

    ``joined`` holds the same words with two neighbours written as one, and that one; ``mistyped`` the words typed in
    the other keyboard layout, if they may have been.
    """

    words: tuple[Word, ...]
    joined: tuple[tuple[tuple[Word, ...], Word], ...]
    mistyped: tuple[tuple[Word, ...], ...]


def read_name(text: str, make_word: Callable[[str], Word] = word_of) -> Name:
    """Take a written name apart; ``make_word`` lets a caller keep words it has met."""
    chunks = _chunks(text)
    words = _words(chunks, make_word)
    return Name(words, _joined(words, make_word), tuple(_in_other_layout(chunks, words, make_word)))


def _in_other_layout(
    chunks: list[str], words: tuple[Word, ...], make_word: Callable[[str], Word]
) -> list[tuple[Word, ...]]:
    """The name in the other keyboard layout, if it looks so: only the chunks that do, and all of them."""
    suspects = [looks_mistyped(chunk) for chunk in chunks]
    if not any(suspects):
        return []
    turned = [letters.in_other_layout(chunk.casefold()) or chunk for chunk in chunks]
    some = [
        other if suspect else chunk for chunk, other, suspect in zip(chunks, turned, suspects, strict=True)
    ]
    versions = dict.fromkeys(_words(version, make_word) for version in (some, turned))
    return [version for version in versions if version and version != words]


def _chunks(name: str) -> list[str]:
    """The name split at blanks; Capa among Cyrillic words is Сара written in Latin look-alikes."""
    chunks = name.split()[: 2 * MAX_WORDS]
    scripts = [letters.script_of(chunk) for chunk in chunks]
    main = letters.script_of("".join(chunks))
    return [
        chunk if script in {main, "arabic", "other"} else letters.in_look_alikes(chunk)
        for chunk, script in zip(chunks, scripts, strict=True)
    ]


def _words(chunks: Iterable[str], make_word: Callable[[str], Word]) -> tuple[Word, ...]:
    found: list[Word] = []
    for chunk in chunks:
        for piece in _BETWEEN_WORDS.split(letters.fold(chunk)):
            if piece in small_words("title"):
                continue
            parts = [
                letters.one_script(part)
                for raw in re.split("[-_]+", piece)
                if (part := raw.strip(_MARKS + "|!"))
            ]
            for part in parts:
                if found and part in small_words("son"):
                    found[-1] = _as_patronymic(found[-1], is_feminine=False)
                elif found and part in small_words("daughter"):
                    found[-1] = _as_patronymic(found[-1], is_feminine=True)
                else:
                    found.append(
                        replace(make_word(part), is_hyphened=True) if len(parts) > 1 else make_word(part)
                    )
    return tuple(found[:MAX_WORDS])


def _as_patronymic(word: Word, *, is_feminine: bool) -> Word:
    shapes = tuple(
        Shape("patronymic", "ovich", one, canonical(one + "oviC"), is_feminine=is_feminine)
        for one in word.sounds
    )
    return replace(
        word,
        shapes=shapes,
        given=frozenset(),
        short=frozenset(),
        fathers=word.given,
        kind="patronymic",
        is_feminine=is_feminine,
    )


def _joined(
    words: tuple[Word, ...], make_word: Callable[[str], Word],
) -> tuple[tuple[tuple[Word, ...], Word], ...]:  # fmt: skip
    found = []
    for place, (one, other) in enumerate(pairwise(words)):
        if one.kind == "plain" and (one.is_hyphened or min(len(one.text), len(other.text)) in {2, 3, 4, 5}):
            together = make_word(one.text + other.text)
            found.append(((*words[:place], together, *words[place + 2 :]), together))
    return tuple(found)
