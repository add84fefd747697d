"""How alike two words of a name are, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from waystation.engines.names import letters
from waystation.engines.names.endings import Shape
from waystation.engines.names.lexicon import Gender, lexicon
from waystation.engines.names.sounds import distance, likeness
from waystation.engines.names.words import Word

# What a comparison may reach at most when something else speaks against it.
_ROOT = 0.45
_TWO_NAMES = 0.6
_TWO_SURNAMES = 0.74
_OTHER_SPELLING = 0.99
_FORMS = 0.92
_SHORT = 0.9
_SHORT_BUT_FOR_GENDER = 0.86
_SHORT_UNSURE = 0.75
_INITIAL = 0.8
_SHORTEST_TYPED = 4
_LONG = 7
_LOST_OR_ADDED, _NEXT_KEY, _ANY_KEY = 0.7, 0.6, 0.95
# Below this, what sounds near needs more than one slip to be the same: it counts for less.
_DOUBTFUL = 0.86
_DOUBT = 0.1


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike two words are, 0 to 1, with the code of the reason."""

    score: float
    reason: str


def compare_words(one: Word, other: Word, genders: frozenset[Gender] = frozenset()) -> Alike:
    """Compare two words; ``genders`` is what the rest of the two names says, and settles short forms like Саша."""
    if one.text == other.text and one.kind == other.kind:
        return Alike(1.0, "same")
    if one.is_initial or other.is_initial:
        return _initial(one, other)
    if not one.sounds or not other.sounds:
        return Alike(0.0, "different")
    found = _by_list(one, other, genders)
    if found and found.score < _TWO_NAMES + 0.1:
        return _at_most(_by_ear(one, other), found)
    heard = _by_ear(one, other)
    if found and found.score > heard.score:
        return found
    against = None if found else _against(one, other, heard)
    return _at_most(heard, against) if against else heard


def _at_most(heard: Alike, limit: Alike) -> Alike:
    return (
        limit
        if heard.score > limit.score
        else Alike(heard.score, "different")
        if heard.score < 0.5
        else heard
    )


def _initial(one: Word, other: Word) -> Alike:
    firsts = [{sounds[:1] for sounds in word.sounds} | {word.text[:1]} for word in (one, other)]
    return Alike(_INITIAL, "initial") if firsts[0] & firsts[1] else Alike(0.0, "different")


def _by_list(one: Word, other: Word, said: frozenset[Gender]) -> Alike | None:
    """What the list of given names says: forms of one name, short forms, or two names."""
    if not (one.known and other.known):
        return None
    if one.given & other.given:
        return Alike(_FORMS, "forms")
    common = one.known & other.known
    if not common:
        return Alike(_TWO_NAMES, "two_names")
    return _by_short_form(one, other, common, said)


def _by_short_form(one: Word, other: Word, common: frozenset[int], said: frozenset[Gender]) -> Alike:
    genders = lexicon().genders
    if len(said) > 1 or said - {genders[line] for line in common}:
        return Alike(_ROOT, "two_genders")
    # Саша may be he or she, Лёня Леонид or Алексей: count what remains once the gender is known.
    may_be = {line for word in (one, other) if not word.given for line in word.short}
    if said:
        may_be = {line for line in may_be if genders[line] in said}
    if len(may_be) <= 1:
        return Alike(_SHORT, "short")
    if len({genders[line] for line in may_be}) == len(may_be):
        return Alike(_SHORT_BUT_FOR_GENDER, "short")
    return Alike(_SHORT_UNSURE, "short_unsure")


def _by_ear(one: Word, other: Word) -> Alike:
    """The best over all ways of reading both words, and over slips of the finger within one script."""
    best = Alike(0.0, "different")
    for mine, theirs, is_gender in _comparands(one, other):
        score = likeness(mine, theirs)
        if score == 1.0:
            best = max(
                best,
                Alike(0.97 if is_gender else _OTHER_SPELLING, "gender" if is_gender else "spelling"),
                key=_score,
            )
        elif score > best.score:
            best = Alike(min(score, _OTHER_SPELLING), "near" if score > 0.6 else "different")
    if 0.5 < best.score < _DOUBTFUL and "arabic" not in {one.script, other.script}:
        best = Alike(best.score - _DOUBT, best.reason)
    typed = _by_hand(one, other)
    return typed if typed and typed.score > best.score else best


def _score(alike: Alike) -> float:
    return alike.score


def _comparands(one: Word, other: Word) -> Iterator[tuple[str, str, bool]]:
    for sounds, shape in zip(one.sounds, one.shapes, strict=True):
        for there, shape_there in zip(other.sounds, other.shapes, strict=True):
            yield sounds, there, False
            kinds = {shape.kind, shape_there.kind}
            if kinds == {"patronymic"} and shape.is_feminine == shape_there.is_feminine:
                yield shape.stem, shape_there.stem, False
            elif (
                "surname" in kinds
                and "patronymic" not in kinds
                and (shape.masculine, shape_there.masculine) != (sounds, there)
            ):
                yield shape.masculine, shape_there.masculine, shape.is_feminine != shape_there.is_feminine


def _by_hand(one: Word, other: Word) -> Alike | None:
    """One slip of the finger after the first letter: neighbours swapped, a letter lost, added or changed."""
    if one.script != other.script or min(len(one.text), len(other.text)) < _SHORTEST_TYPED:
        return None
    if one.text[0] != other.text[0] or OSA.distance(one.text, other.text, score_cutoff=1) != 1:
        return None
    longest = max(len(one.text), len(other.text))
    if len(one.text) != len(other.text):
        return Alike(1 - _LOST_OR_ADDED / longest, "typing")
    places = [place for place in range(longest) if one.text[place] != other.text[place]]
    if len(places) == 2 or letters.are_neighbouring_keys(one.text[places[0]], other.text[places[0]]):
        return Alike(1 - _NEXT_KEY / longest, "typing")
    return Alike(1 - _ANY_KEY / longest, "typing") if longest >= _LONG else None


def _against(one: Word, other: Word, heard: Alike) -> Alike | None:
    """What says that two words that sound alike are nevertheless two names."""
    if heard.score < _ROOT or heard.reason == "spelling":
        return None
    if one.kind != other.kind or not _families(one) & _families(other):
        return Alike(_ROOT, "root") if _share_only_the_root(one, other) else None
    if one.kind == "plain":
        return (
            Alike(_TWO_NAMES, "two_genders") if _is_her_form(one, other) or _is_her_form(other, one) else None
        )
    if one.kind == "patronymic" and one.is_feminine != other.is_feminine:
        return Alike(_TWO_NAMES, "two_genders")
    is_listed_twice = any(
        mine and theirs and not mine & theirs
        for mine, theirs in ((one.surnames, other.surnames), (one.fathers, other.fathers))
    )
    if is_listed_twice or _differ_by_a_vowel_before_ev(one, other):
        return Alike(_TWO_SURNAMES, "two_surnames" if one.kind == "surname" else "two_names")
    return None


def _differ_by_a_vowel_before_ev(one: Word, other: Word) -> bool:
    """Беков and Бекоев: another ending on the same root, where a misspelling would keep the number of syllables."""
    stems = [{shape.stem for shape in word.shapes if shape.family == "ov"} for word in (one, other)]
    return one.script == other.script and any(
        stem + vowel in there for here, there in (stems, stems[::-1]) for stem in here for vowel in "aou"
    )


def _families(word: Word) -> set[str]:
    return {shape.family for shape in word.shapes if shape.kind == word.kind}


def _share_only_the_root(one: Word, other: Word) -> bool:
    """Магомед and Магомедов, Иванов and Иваненко: nearer to each other without their endings than with them."""
    if one.given & other.fathers or other.given & one.fathers:
        return True
    whole = min(distance(mine, theirs) for mine in one.sounds for theirs in other.sounds)
    masculine = min(distance(a.masculine, b.masculine) for a in one.shapes for b in other.shapes)
    stems = [(mine.stem, theirs.stem) for mine in _built(one) for theirs in _built(other)]
    bare = min(distance(mine, theirs) for mine, theirs in stems)
    length = min(max(len(mine), len(theirs)) for mine, theirs in stems)
    return bare <= 0.25 * length and bare < min(whole, masculine) - 0.3


def _built(word: Word) -> list[Shape]:
    return [shape for shape in word.shapes if shape.kind == word.kind]


def _is_her_form(one: Word, other: Word) -> bool:
    return any(sounds + ending in other.sounds for sounds in one.sounds for ending in ("a", "ia"))
