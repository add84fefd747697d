"""A name taken apart: words with their sounds, their endings, and what the name lists know of them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from waystation.engines.names import latin, letters
from waystation.engines.names.endings import Kind, Shape, plain, shape_of, short_forms_under
from waystation.engines.names.layouts import looks_mistyped
from waystation.engines.names.lexicon import lexicon, readings, small_words
from waystation.engines.names.sounds import canonical

MAX_WORDS = 6
_MARKS = "'\"`‘’ʻʼ"
_AROUND = _MARKS + "|!"
_HYPHENS = re.compile("[-_]+")
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
    begins_patronymic: bool = False

    @property
    def is_initial(self) -> bool:
        """A single letter standing for a name."""
        return len(self.text) == 1

    @property
    def is_in_patronymic(self) -> bool:
        """A patronymic, or the first half of one: Сайд in Сайд-Эминовна."""
        return self.kind == "patronymic" or self.begins_patronymic

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
    if not given and not short:
        short = _lines(lists.short, [form for one in listed for form in short_forms_under(one)])
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
class Chunk:
    """What stands between two blanks: its words, and whether its letters look typed in the other keyboard layout."""

    text: str
    script: letters.Script
    words: tuple[Word, ...]
    is_suspect: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A written name: its words, at most six, titles left out; and how else it may have to be read.

    ``joined`` holds the same words with two neighbours written as one, and that one; ``mistyped`` the words typed in
    the other keyboard layout, if they may have been.
    """

    words: tuple[Word, ...]
    joined: tuple[tuple[tuple[Word, ...], Word], ...]
    mistyped: tuple[tuple[Word, ...], ...]


def read_chunk(text: str) -> Chunk:
    """Take one chunk apart."""
    words: list[Word] = []
    for piece in _BETWEEN_WORDS.split(letters.fold(text)):
        if piece not in small_words("title"):
            parts = [part for raw in _HYPHENS.split(piece) if (part := raw.strip(_AROUND))]
            found = [word_of(letters.one_script(part)) for part in parts]
            words += _hyphened(found) if len(found) > 1 else found
    return Chunk(text, letters.script_of(text), tuple(words), looks_mistyped(text))


def _hyphened(parts: list[Word]) -> list[Word]:
    begins = parts[-1].kind == "patronymic"
    return [replace(word, is_hyphened=True, begins_patronymic=begins) for word in parts]


def read_name(text: str, read: Callable[[str], Chunk] = read_chunk) -> Name:
    """Take a written name apart; ``read`` lets a caller keep chunks it has met."""
    chunks = [read(piece) for piece in text.split()[: 2 * MAX_WORDS]]
    scripts = [chunk.script for chunk in chunks]
    if len(set(scripts)) > 1:
        # Capa among Cyrillic words is Сара written in Latin look-alikes.
        main = letters.script_of(text)
        chunks = [
            chunk if chunk.script in {main, "arabic", "other"} else read(letters.in_look_alikes(chunk.text))
            for chunk in chunks
        ]
    words = _put_together(chunks)
    return Name(words, _joined(words, read), tuple(_in_other_layout(chunks, words, read)))


def _in_other_layout(
    chunks: list[Chunk], words: tuple[Word, ...], read: Callable[[str], Chunk],
) -> list[tuple[Word, ...]]:  # fmt: skip
    """The name in the other keyboard layout, if it looks so: only the chunks that do, and all of them."""
    if not any(chunk.is_suspect for chunk in chunks):
        return []
    turned = [read(letters.in_other_layout(chunk.text.casefold()) or chunk.text) for chunk in chunks]
    some = [other if chunk.is_suspect else chunk for chunk, other in zip(chunks, turned, strict=True)]
    versions = dict.fromkeys(_put_together(version) for version in (some, turned))
    return [version for version in versions if version and version != words]


def _put_together(chunks: Iterable[Chunk]) -> tuple[Word, ...]:
    found: list[Word] = []
    for word in (word for chunk in chunks for word in chunk.words):
        is_daughter = word.text in small_words("daughter")
        if found and (is_daughter or word.text in small_words("son")):
            found[-1] = _as_patronymic(found[-1], is_feminine=is_daughter)
        else:
            found.append(word)
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
    words: tuple[Word, ...], read: Callable[[str], Chunk],
) -> tuple[tuple[tuple[Word, ...], Word], ...]:  # fmt: skip
    pairs = [
        (place, read(one.text + other.text).words)
        for place, (one, other) in enumerate(pairwise(words))
        if one.kind == "plain" and (one.is_hyphened or min(len(one.text), len(other.text)) in {2, 3, 4, 5})
    ]
    return tuple(((*words[:place], *found, *words[place + 2 :]), found[0]) for place, found in pairs if found)
