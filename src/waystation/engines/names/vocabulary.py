"""The words of an index, each kept once: found again by how they sound and by what the name lists know of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from waystation.engines.names.sounds import coarse
from waystation.engines.names.words import Chunk, Name, Word, read_chunk, read_name

_LONG = 8
_WORD_FLOOR = 0.6
_ON_ONE_LINE = 0.9
_MISTYPED = 0.88
_SHORTEST_TYPED = 4
# A difference heard within a broad class of sounds is small, one across classes is large.
_SMALL, _LARGE = 0.3, 0.7
_KEPT = 10_000


class Vocabulary:
    """Distinct words by number, found by their sounds. Names are taken apart when needed."""

    def __init__(
        self,
        texts: Iterable[str] = (),
        sounds: Iterable[Sequence[str]] = (),
        lines: Iterable[Sequence[int]] = (),
    ) -> None:
        """Empty, or as it was saved: for each text its sounds and its lines in the list of given names."""
        self.texts = list(texts)
        self.sounds: list[Sequence[str]] = list(map(tuple, sounds))
        self.lines: list[Sequence[int]] = list(map(tuple, lines))
        self._numbers = {text: number for number, text in enumerate(self.texts)}
        self._chunks: dict[str, Chunk] = {}
        self._by_sound: dict[str, list[int]] = defaultdict(list)
        self._by_line: dict[int, list[int]] = defaultdict(list)
        self._by_coarse: dict[str, list[str]] = defaultdict(list)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_start: dict[tuple[str, int], list[int]] = defaultdict(list)
        for number in range(len(self.texts)):
            self._enter(number)

    def number(self, word: Word) -> int:
        """The number of a word, given now if it is new."""
        number = self._numbers.setdefault(word.text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(word.text)
            self.sounds.append(_sounds_of(word))
            self.lines.append(tuple(sorted(word.known)))
            self._enter(number)
        return number

    def _enter(self, number: int) -> None:
        for sounds in self.sounds[number]:
            if sounds not in self._by_sound:
                form = coarse(sounds)
                if form not in self._by_coarse:
                    self._by_length[len(form)].append(form)
                self._by_coarse[form].append(sounds)
            self._by_sound[sounds].append(number)
        self._by_start[self.texts[number][0], len(self.texts[number])].append(number)
        for line in self.lines[number]:
            self._by_line[line].append(number)

    def read(self, name: str) -> Name:
        """A name of the index taken apart, with chunks kept for a while. Never ask it for a query."""
        return read_name(name, self._chunk)

    def _chunk(self, text: str) -> Chunk:
        chunk = self._chunks.get(text)
        if chunk is None:
            if len(self._chunks) >= _KEPT:
                self._chunks.clear()
            chunk = self._chunks[text] = read_chunk(text)
        return chunk

    def filed_under(self, name: str) -> list[Word]:
        """The words a name is found by: as written, joined with a neighbour, and in the other layout."""
        read = self.read(name)
        versions = [read.words, *(version for version, _ in read.joined)]
        versions += read.mistyped[:1]
        return list({word.text: word for version in versions for word in version}.values())

    def like(self, word: Word) -> dict[int, float]:
        """Numbers of the words that may be spellings, slips or forms of this one, with a rough likeness."""
        found = dict.fromkeys(self._one_slip_away(word.text), _MISTYPED)
        found |= {number: _ON_ONE_LINE for line in word.known for number in self._by_line.get(line, ())}
        for mine in _sounds_of(word):
            for sounds, likeness in self._sounding_like(mine):
                for number in self._by_sound[sounds]:
                    if likeness > found.get(number, 0.0):
                        found[number] = likeness
        return found

    def _one_slip_away(self, text: str) -> list[int]:
        """Words one slip of the finger away: a slip can break a digraph, and then the sounds are far apart."""
        found: list[int] = []
        for length in range(len(text) - 1, len(text) + 2) if len(text) >= _SHORTEST_TYPED else ():
            numbers = self._by_start.get((text[0], length), [])
            if numbers:
                texts = [self.texts[number] for number in numbers]
                apart = process.cdist([text], texts, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)[0]
                found += [numbers[place] for place in np.flatnonzero(apart <= 1)]
        return found

    def _sounding_like(self, mine: str) -> list[tuple[str, float]]:
        """By broad classes first, which leaves few, then by the sounds themselves."""
        near = self._near(coarse(mine))
        if not near:
            return []
        fine = process.cdist([mine], [sounds for sounds, _ in near], scorer=OSA.distance, dtype=np.uint8)[0]
        lengths = np.maximum([len(sounds) for sounds, _ in near], max(len(mine), 4))
        large = np.array([away for _, away in near])
        likeness = 1.0 - (_SMALL * np.maximum(fine - large, 0) + _LARGE * large) / lengths
        return [(near[place][0], float(likeness[place])) for place in np.flatnonzero(likeness >= _WORD_FLOOR)]

    def _near(self, form: str) -> list[tuple[str, int]]:
        """Sounds whose broad form is one step from this one, two in a long word, with the number of steps."""
        most = 2 if len(form) >= _LONG else 1
        found = []
        for length in range(len(form) - most, len(form) + most + 1):
            forms = self._by_length.get(length, [])
            if forms:
                apart = process.cdist([form], forms, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)[
                    0
                ]
                for place in np.flatnonzero(apart <= most):
                    found += [(sounds, int(apart[place])) for sounds in self._by_coarse[forms[place]]]
        return found


def _sounds_of(word: Word) -> tuple[str, ...]:
    """The sounds of a word under each reading, surnames in the masculine."""
    return tuple(dict.fromkeys(shape.masculine for shape in word.shapes if shape.masculine)) or (word.text,)
