"""Search over many names at once, in memory; the caller may seal the whole index as bytes."""

import json
import struct
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from waystation.engines.names import cyrillic, latin
from waystation.engines.names.comparing import Alike, compare_words
from waystation.engines.names.lexicon import Gender, lexicon
from waystation.engines.names.matching import compare_names
from waystation.engines.names.reasons import Reason
from waystation.engines.names.vocabulary import Vocabulary
from waystation.engines.names.words import Name, Word, read_name

FLOOR = 0.62
# A name scores no more than the mean of its words; the rough likeness may err a little below the exact one.
_ROUGH = 0.07
_PROMISING = FLOOR - _ROUGH
_LOOKED_AT = 150
# Beside a good hit, names this much worse are noise.
_FAR_BEHIND = 0.3

Ints = NDArray[np.integer]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hit:
    """One name found: whose (``about``), as written, how well it fits, and why."""

    about: str
    name: str
    score: float
    is_match: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Frozen:
    """Which names each word stands in, ``names[starts[word]:starts[word + 1]]``, and which names were not dropped."""

    starts: Ints
    names: Ints
    is_kept: NDArray[np.bool_]


class NameIndex:
    """Names of people, searchable by any spelling. Nothing is written anywhere; ``repr`` shows only a count."""

    def __init__(self, entries: Iterable[tuple[str, Sequence[str]]] = ()) -> None:
        """Build from ``(about, names)``: a reference and every name that person goes by."""
        self._about: list[str] = []
        self._names: list[str] = []
        self._of: dict[str, range] = {}
        self._vocabulary = Vocabulary()
        self._postings = (array("i"), array("i"))
        self._frozen: _Frozen | None = None
        for about, names in entries:
            self.put(about, names)
        self._freeze()

    def __repr__(self) -> str:
        return f"<NameIndex of {len(self._of)}>"

    def __len__(self) -> int:
        return len(self._of)

    def put(self, about: str, names: Sequence[str]) -> None:
        """Add a person, or replace every name kept of that person."""
        self.drop(about)
        self._of[about] = range(len(self._names), len(self._names) + len(names))
        for name in names:
            for word in self._vocabulary.filed_under(name):
                self._postings[0].append(self._vocabulary.number(word))
                self._postings[1].append(len(self._names))
            self._about.append(about)
            self._names.append(name)
        self._frozen = None

    def drop(self, about: str) -> None:
        """Forget a person; an unknown reference is passed over."""
        for number in self._of.pop(about, ()):
            self._about[number] = self._names[number] = ""
            self._frozen = None

    def search(self, query: str, *, limit: int = 20, floor: float = FLOOR) -> list[Hit]:
        """People one of whose names fits the query, best first; the query may be only part of a name.

        :raises ValueError: if the query has no letters.
        """
        name = read_name(query)
        if not name.words:
            raise ValueError("a query needs at least one letter")
        compare = _Remembered()
        best: dict[str, Hit] = {}
        scores: list[float] = []
        for number, hopes in self._promising(name):
            worth = scores[-limit] if len(scores) >= limit else scores[-1] - _FAR_BEHIND if scores else floor
            if hopes + _ROUGH < worth:
                break
            found = compare_names(
                name, self._vocabulary.read(self._names[number]), is_query=True, compare=compare
            )
            about = self._about[number]
            if found.score >= floor and (about not in best or found.score > best[about].score):
                best[about] = Hit(about, self._names[number], found.score, found.is_match, found.reasons)
                scores = sorted(hit.score for hit in best.values())
        return sorted(best.values(), key=lambda hit: -hit.score)[:limit]

    def _promising(self, name: Name) -> list[tuple[int, float]]:
        """Numbers of the names whose words fit best, judged word by word, with the mean of those fits."""
        versions = [name.words, *name.mistyped, *(version for version, _ in name.joined)]
        fits = {word.text: self._fit(word) for version in versions for word in version}
        total = np.zeros(len(self._names))
        for version in versions:
            np.maximum(total, sum(fits[word.text] for word in version) / len(version), out=total)
        total *= self._freeze().is_kept
        likely = np.flatnonzero(total >= _PROMISING)
        best = likely[np.argsort(-total[likely], kind="stable")][:_LOOKED_AT]
        return [(int(number), float(total[number])) for number in best]

    def _fit(self, word: Word) -> Floats:
        """For every name the rough likeness of its best word to this one."""
        fit = np.zeros(len(self._names))
        like = self._vocabulary.like(word)
        if not like:
            return fit
        frozen = self._freeze()
        words = np.fromiter(like.keys(), dtype=np.int64)
        firsts = frozen.starts[words]
        counts = frozen.starts[words + 1] - firsts
        # The places of all those words in one array: the runs firsts[i], firsts[i] + 1, … put end to end.
        before = np.cumsum(counts) - counts
        places = np.repeat(firsts - before, counts) + np.arange(counts.sum())
        np.maximum.at(fit, frozen.names[places], np.repeat(np.fromiter(like.values(), dtype=float), counts))
        return fit

    def _freeze(self) -> _Frozen:
        if self._frozen is None:
            words, names = (np.frombuffer(column, dtype=np.int32) for column in self._postings)
            order = np.argsort(words, kind="stable")
            starts = np.searchsorted(words[order], np.arange(len(self._vocabulary.texts) + 1))
            self._frozen = _Frozen(
                starts, names[order], np.array([bool(about) for about in self._about], dtype=bool)
            )
        return self._frozen

    def to_bytes(self) -> bytes:
        """The whole index, names in clear: seal it before it goes anywhere."""
        if len(self._names) != sum(map(len, self._of.values())):
            fresh = NameIndex(
                (about, [self._names[number] for number in numbers]) for about, numbers in self._of.items()
            )
            return fresh.to_bytes()
        words = self._vocabulary
        head = {
            "about": self._about,
            "names": self._names,
            "texts": words.texts,
            "sounds": words.sounds,
            "lines": words.lines,
        }
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
        body = b"".join(
            (struct.pack("<QQ", len(text), len(self._postings[0])), text, *map(bytes, self._postings))
        )
        return _made_by() + zlib.compress(body, 3)

    @classmethod
    def from_bytes(cls, data: bytes) -> "NameIndex":
        """An index as :meth:`to_bytes` gave it.

        :raises ValueError: if it was made with other tables of sounds or names; build it again then.
        """
        mark = _made_by()
        if not data.startswith(mark):
            raise ValueError("this index was made with other tables: build it again from the names")
        body = zlib.decompress(data[len(mark) :])
        length, count = struct.unpack_from("<QQ", body)
        head = json.loads(body[16 : 16 + length])
        index = cls()
        index._about, index._names = head["about"], head["names"]
        index._vocabulary = Vocabulary(head["texts"], head["sounds"], head["lines"])
        for place, column in enumerate(index._postings):
            column.frombytes(body[16 + length + 4 * count * place : 16 + length + 4 * count * (place + 1)])
        for number, about in enumerate(index._about):
            start = index._of.get(about, range(number, number)).start
            index._of[about] = range(start, number + 1)
        index._frozen = None
        index._freeze()
        return index


class _Remembered:
    """Comparisons of one search, each made once; forgotten with the search, so no name outlives it here."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Alike] = {}

    def __call__(self, one: Word, other: Word, genders: frozenset[Gender]) -> Alike:
        key = (one.text, one.kind, other.text, other.kind, genders)
        if key not in self._made:
            self._made[key] = compare_words(one, other, genders)
        return self._made[key]


@cache
def _made_by() -> bytes:
    """A mark of the tables an index depends on: they decide under which forms a word is filed."""
    tables = repr((cyrillic.UNITS, latin.HABITS, sorted(lexicon().given), sorted(lexicon().short)))
    return b"waystation-names-1 %08x\n" % zlib.crc32(tables.encode())
