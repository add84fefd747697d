"""The sound alphabet and how far apart two words sound.

Vowels ``a e i o u``; consonants ``b p d t g k h v f z s m n l r`` and, in capitals, ``Z`` (zh), ``S`` (sh),
``C`` (ch), ``J`` (dzh), ``T`` (ts). The distance is the weighted edit distance with transpositions of
neighbours (optimal string alignment): sounds that spelling systems confuse cost little, others cost one.
"""

import re
from functools import cache
from itertools import accumulate

from rapidfuzz.distance import OSA

VOWELS = frozenset("aeiou")
_ALPHABET = "aeioubpdtgkhvfzsmnlrZSCJT"
MAX_SOUNDS = 24

_SUBSTITUTIONS = {
    "ao": 0.3, "ei": 0.3, "ou": 0.35, "ae": 0.4, "eo": 0.45, "iu": 0.7, "ai": 0.85, "au": 0.9, "eu": 0.9, "io": 0.9,
    "gh": 0.25, "hk": 0.35, "gk": 0.4, "bp": 0.4, "dt": 0.4, "sz": 0.25, "SZ": 0.3, "JZ": 0.15, "CJ": 0.35, "CS": 0.4,
    "JS": 0.5, "fv": 0.25, "fp": 0.35, "bv": 0.7, "Ts": 0.4, "Tz": 0.35, "CT": 0.45, "Zz": 0.4, "Ss": 0.4, "CZ": 0.5,
    "mn": 0.7, "uv": 0.4, "Tt": 0.5, "Ct": 0.8, "Ji": 0.6, "dz": 0.55, "Jd": 0.6, "Cs": 0.7, "JT": 0.7, "Ck": 0.8,
}  # fmt: skip
_VOWEL_FOR_CONSONANT = 1.3
_HARD = 1.3
_TRANSPOSED = 0.7
# First letters are seldom mistyped or misheard: a hard difference there is nearly always another name.
_AT_THE_START = 0.5
_HARD_FROM = 0.6
# Words that differ in more than this part of their letters are not weighed at all.
_TOO_FAR = 0.55
_DOUBLED = re.compile(r"(.)\1+")
_VOWEL_THEN_IE = re.compile("(^|[aeou])ie")


def canonical(sounds: str) -> str:
    """One form for what spelling cannot tell apart: doubled sounds, t+s, the glide before an initial *e*."""
    sounds = sounds.replace("ts", "T").replace("tC", "C").replace("dJ", "J").replace("dZ", "J")
    sounds = _DOUBLED.sub(r"\1", sounds)
    sounds = _VOWEL_THEN_IE.sub(r"\1e", sounds)
    if sounds.endswith(("of", "ef")):
        sounds = sounds[:-1] + "v"
    return _DOUBLED.sub(r"\1", sounds)[:MAX_SOUNDS]


_COARSE = str.maketrans(
    dict.fromkeys("aeiou", "a") | dict.fromkeys("bpfv", "p") | dict.fromkeys("gkh", "k") | dict.fromkeys("dt", "t")
    | dict.fromkeys("zsZSCJT", "s"),
)  # fmt: skip


def coarse(sounds: str) -> str:
    """The word by broad classes of sound: near words have near or equal coarse forms, so few need comparing."""
    return _DOUBLED.sub(r"\1", sounds.translate(_COARSE))


@cache
def _costs() -> dict[str, dict[str, float]]:
    """Substitution costs, either way round."""
    table: dict[str, dict[str, float]] = {}
    for one in _ALPHABET:
        for other in _ALPHABET:
            mixed = (one in VOWELS) != (other in VOWELS)
            cost = _SUBSTITUTIONS.get(
                min(one, other) + max(one, other), _VOWEL_FOR_CONSONANT if mixed else _HARD
            )
            table.setdefault(one, {})[other] = 0.0 if one == other else cost
    return table


def _gap_costs(word: str) -> list[float]:
    """What leaving out each sound costs: a glide or a breathed h little, a vowel more, a consonant most."""
    costs = []
    last = len(word) - 1
    for place, sound in enumerate(word):
        if place == 0 and sound not in "hi":
            costs.append(0.85 + _AT_THE_START)
        elif (
            sound == "i"
            and last
            and (word[place - 1 if place else 1] in VOWELS or word[min(place + 1, last)] in VOWELS - {"i"})
        ):
            costs.append(0.15)
        elif sound == "h" and place:
            costs.append(0.4)
        elif sound == "C" and place and word[place - 1] == "S":
            costs.append(0.3)  # щ is as often written sh or sch as shch
        elif sound in VOWELS:
            costs.append(0.9 if place == last else 0.7)
        else:
            costs.append(0.6 if place == last and sound == "n" else 0.85)
    return costs


def distance(one: str, other: str) -> float:
    """Weighted distance between two canonical words."""
    if one == other:
        return 0.0
    if one > other:  # one fixed order, so that rounding cannot make the distance depend on who is asked first
        one, other = other, one
    costs, gaps = _costs(), _gap_costs(other)
    two_up: list[float] = []
    above = [0.0, *accumulate(gaps)]
    last = ""
    for sound, gap_here in zip(one, _gap_costs(one), strict=True):
        cost_of = costs.get(sound, {})
        corner, left = above[0], above[0] + gap_here
        row = [left]
        for place, there in enumerate(other):
            up = above[place + 1]
            best = corner + cost_of.get(there, 0.0 if sound == there else _HARD)
            if not place and not last and best >= _HARD_FROM:
                best += _AT_THE_START
            best = min(best, up + gap_here)
            best = min(best, left + gaps[place])
            if (
                place
                and sound == other[place - 1]
                and there == last
                and two_up[place - 1] + _TRANSPOSED < best
            ):
                best = two_up[place - 1] + _TRANSPOSED
            row.append(best)
            corner, left = up, best
        two_up, above, last = above, row, sound
    return above[-1]


def likeness(one: str, other: str) -> float:
    """1 for the same sounds, falling with the distance in parts of the longer word's length; 0 if not alike at all."""
    if one == other:
        return 1.0
    longest = max(len(one), len(other), 4)
    if OSA.distance(one, other) > _TOO_FAR * longest:
        return 0.0
    return max(0.0, 1.0 - distance(one, other) / longest)
