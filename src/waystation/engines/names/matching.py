"""Two names, one person? Words paired in the best order, scored, with the reasons in words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

from waystation.engines.names.comparing import Alike, compare_words
from waystation.engines.names.lexicon import Gender
from waystation.engines.names.reasons import Reason
from waystation.engines.names.words import Name, Word, read_name

MATCH_AT = 0.82
_SURE = 0.9
_LAYOUT = 0.98
_JOINED = 0.98
_WORTH_JOINING = 0.75
_MISSING_PATRONYMIC = 0.97
_MISSING_PART_OF_GIVEN = 0.78
_MISSING = 0.92
_MISSING_SURNAME = 0.8
_ONE_WORD = 0.75
_IN_QUERY = 0.985
_GENDERS_DIFFER = 0.95
# Of the distance from the worst pair of words to their mean, how much the other words make up for.
_FORGIVENESS = 0.3

Compare = Callable[[Word, Word, frozenset[Gender]], Alike]


@dataclass(frozen=True, slots=True)
class Match:
    """``score`` from 0 to 1; ``is_match`` from 0.82 on; ``reasons`` in the order of the words."""

    score: float
    is_match: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Pairing:
    score: float
    pairs: tuple[tuple[int, int, Alike], ...]


def match(one: str, other: str) -> Match:
    """Compare two written names as two whole names of people. The score is the same either way round.

    :raises ValueError: if one of them has no letters.
    """
    names = read_name(one), read_name(other)
    if not all(name.words for name in names):
        raise ValueError("a name needs at least one letter")
    return compare_names(*names)


def compare_names(
    one: Name, other: Name, *, is_query: bool = False, compare: Compare = compare_words
) -> Match:
    """As :func:`match`; with ``is_query`` the first may give only some words of the second."""
    best = _match_words(one.words, other.words, is_query=is_query, compare=compare)
    if best.score < _SURE:
        best = _as_one_word(one, other, best, is_query=is_query, compare=compare)
    if best.score >= _SURE:
        return best
    turned = [(version, other.words, one.words, version) for version in one.mistyped]
    turned += [(one.words, version, other.words, version) for version in other.mistyped]
    for mine, theirs, before, after in turned:
        found = _match_words(mine, theirs, is_query=is_query, compare=compare)
        if found.score * _LAYOUT > best.score:
            typed = Reason("layout", {"one": _written(before), "other": _written(after)})
            best = _match(found.score * _LAYOUT, (typed, *found.reasons))
    return best


def _written(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)


def _as_one_word(one: Name, other: Name, best: Match, *, is_query: bool, compare: Compare) -> Match:
    """Абу Бакар and Абубакар: tried where the joined word sounds like one of the other side."""
    together = [(version, other.words, one.words, word, other) for version, word in one.joined]
    together += [(one.words, version, other.words, word, one) for version, word in other.joined]
    for mine, theirs, before, word, across in together:
        if max(compare(word, there, frozenset()).score for there in across.words) < _WORTH_JOINING:
            continue
        found = _match_words(mine, theirs, is_query=is_query, compare=compare)
        if found.score * _JOINED > best.score:
            best = _match(
                found.score * _JOINED, (*found.reasons, Reason("joined", {"one": _written(before)}))
            )
    return best


def _match(score: float, reasons: tuple[Reason, ...]) -> Match:
    score = round(score, 4)
    return Match(score, score >= MATCH_AT, reasons)


def _match_words(
    mine: tuple[Word, ...], theirs: tuple[Word, ...], *, is_query: bool, compare: Compare,
) -> Match:  # fmt: skip
    if not mine or not theirs:
        return Match(0.0, is_match=False, reasons=())
    genders = _genders_said(mine, theirs)
    pairings = _best_pairings([[compare(left, right, genders) for right in theirs] for left in mine])
    # Several orders may be as good as one another; the words they leave over then decide, so that either way round
    # the same score is found.
    costs = [_missing(mine, theirs, pairing, is_query=is_query) for pairing in pairings]
    best = max(range(len(pairings)), key=lambda place: costs[place][0])
    pairing, (cost, missing) = pairings[best], costs[best]
    reasons = [_why(mine[left], theirs[right], alike) for left, right, alike in pairing.pairs]
    places = [right for _, right, _ in pairing.pairs]
    if places != sorted(places):
        reasons.append(Reason("order"))
    if len(genders) > 1:
        cost *= _GENDERS_DIFFER
    return _match(pairing.score * cost, (*reasons, *missing))


def _why(one: Word, other: Word, alike: Alike) -> Reason:
    return Reason(
        alike.reason, {"one": one.text} if alike.reason == "same" else {"one": one.text, "other": other.text}
    )


def _genders_said(*names: tuple[Word, ...]) -> frozenset[Gender]:
    """What endings say of the person: a woman's always; a man's only where custom would have changed it for her."""
    said: set[Gender] = set()
    for words in names:
        built = [word for word in words if word.kind != "plain"]
        if any(word.is_feminine for word in built):
            said.add("f")
        elif any(_is_mans_surname(word) or (word.kind == "patronymic" and len(words) > 2) for word in built):
            said.add("m")
    return frozenset(said)


def _is_mans_surname(word: Word) -> bool:
    return word.script == "cyrillic" and any(shape.family in {"ov", "in", "ski"} for shape in word.shapes)


def _best_pairings(table: Sequence[Sequence[Alike]]) -> list[_Pairing]:
    """Every word of the shorter name gets a word of the longer one, so that the score is highest.

    Returns the first best order for each choice of words that are left over.
    """
    rows, columns = len(table), len(table[0])
    best, found = -1.0, dict[tuple[int, ...], _Pairing]()
    if rows <= columns:
        orders = (
            [(row, column) for row, column in enumerate(order)]
            for order in permutations(range(columns), rows)
        )
    else:
        orders = (
            [(row, column) for column, row in enumerate(order)]
            for order in permutations(range(rows), columns)
        )
    for order in orders:
        score = _score_of(table[row][column].score for row, column in order)
        if score < best:
            continue
        if score > best:
            best, found = score, {}
        taken = tuple(sorted(column if rows <= columns else row for row, column in order))
        if taken not in found:
            found[taken] = _Pairing(
                score, tuple((row, column, table[row][column]) for row, column in sorted(order))
            )
    return list(found.values())


def _score_of(scores: Iterable[float]) -> float:
    """The worst pair, lifted a little by the others: one wrong word makes another person."""
    ordered = sorted(scores)
    worst = ordered[0]
    return worst + _FORGIVENESS * (sum(ordered) / len(ordered) - worst)


def _missing(
    mine: tuple[Word, ...], theirs: tuple[Word, ...], pairing: _Pairing, *, is_query: bool,
) -> tuple[float, list[Reason]]:  # fmt: skip
    """What the words cost that stand on one side only, and which they are."""
    taken = {row for row, _, _ in pairing.pairs}, {column for _, column, _ in pairing.pairs}
    left_over = [word for place, word in enumerate(mine) if place not in taken[0] and not word.is_honorific]
    right_over = [
        word for place, word in enumerate(theirs) if place not in taken[1] and not word.is_honorific
    ]
    if is_query and not left_over:
        return _IN_QUERY ** len(right_over), []
    alone = left_over + right_over
    reasons = [
        Reason("missing_patronymic" if word.is_in_patronymic else "missing", {"one": word.text})
        for word in alone
    ]
    if alone and len(pairing.pairs) == 1:
        return _ONE_WORD, [*reasons, Reason("one_word")]
    has_surname = any(mine[row].kind == theirs[column].kind == "surname" for row, column, _ in pairing.pairs)
    cost = 1.0
    for word in alone:
        cost *= _cost_of_missing(word, has_surname=has_surname)
    return cost, reasons


def _cost_of_missing(word: Word, *, has_surname: bool) -> float:
    if word.is_in_patronymic:
        return _MISSING_PATRONYMIC
    if word.kind == "surname" and not has_surname:
        return _MISSING_SURNAME
    if word.is_hyphened and word.kind == "plain":
        return _MISSING_PART_OF_GIVEN
    return _MISSING
