"""Whether a helper fits what somebody looks for: each wish is met, not met, or not known; only the first bars nobody."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.allies.rules import bookings
from waystation.sealed.allies.rules.kinds import Answers
from waystation.sealed.allies.rules.vetting import RANKS

SamePlace = Callable[[str, str], bool]

YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; empty means that it does not matter."""

    kind: str
    place: str = ""
    from_on: date | None = None
    to_on: date | None = None
    beds: int = 0
    without: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    no_stairs: bool = False
    children: bool = False
    vehicle: bool = False
    sensitivity: str = ""
    meets: str = ""

    @property
    def days(self) -> list[date]:
        """The days it is for; none when no day was said."""
        if self.from_on is None:
            return []
        return bookings.days_of(self.from_on, max(self.to_on or self.from_on, self.from_on))


@dataclass(frozen=True)
class Point:
    """One wish held against one helper: met, not met or not known, and the sentence that says so."""

    verdict: str
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Choice:
    """A wish met by certain answers to one question, and the three sentences that say how it stands."""

    wish: str
    asked: str
    good: frozenset[str]
    met: str
    unmet: str
    not_asked: str


_CHOICES = (
    _Choice(
        "no_stairs",
        "steps",
        frozenset({"none", "lift"}),
        _("no stairs"),
        _("only stairs"),
        _("steps: not asked"),
    ),
    _Choice(
        "children",
        "children",
        frozenset({"yes"}),
        _("children are welcome"),
        _("adults only"),
        _("children: not asked"),
    ),
    _Choice(
        "vehicle",
        "vehicle",
        frozenset({"car", "van"}),
        _("has a vehicle"),
        _("no vehicle"),
        _("vehicle: not asked"),
    ),
)


def weigh(
    wish: Wish, card: Answers, *, taken: Collection[date], same_place: SamePlace, same_person: SamePlace
) -> list[Point]:
    """Hold every wish against a card, up to the first that is not met: ``NO`` means that they do not fit."""
    points: list[Point] = []
    for point in _points(wish, card, taken, same_place, same_person):
        points.append(point)
        if point.verdict == NO:
            break
    return points


def _points(
    wish: Wish, card: Answers, taken: Collection[date], same_place: SamePlace, same_person: SamePlace
) -> Iterator[Point]:
    """Yield how each wish stands, one at a time and names last: they cost most to compare."""
    if wish.beds:
        yield _beds(wish, card)
    if wish.days:
        yield _days(wish, card, taken)
    for animal in wish.without:
        yield _animal(animal, card)
    for language in wish.languages:
        yield _language(language, card)
    for choice in _CHOICES:
        if getattr(wish, choice.wish):
            yield _choice(choice, card)
    if wish.sensitivity:
        yield _closeness(wish, card)
    if wish.place:
        yield _place(wish, card, same_place)
    if wish.meets:
        yield _meeting(wish, card, same_person)


def fits(points: Iterable[Point]) -> bool:
    """Say whether nothing speaks against it."""
    return all(point.verdict != NO for point in points)


def unknowns(points: Iterable[Point]) -> int:
    """Count what would have to be asked first."""
    return sum(point.verdict == UNKNOWN for point in points)


def _place(wish: Wish, card: Answers, same_place: SamePlace) -> Point:
    regions = card.get("areas", {}).get("regions", ())
    named = [text for text in (card.get("place", ""), card.get("ways", ""), *regions) if text]
    if not named:
        return Point(UNKNOWN, _("place: not asked"))
    for text in named:
        if same_place(wish.place, text):
            return Point(YES, _("in %(place)s"), {"place": text})
    return Point(NO, _("elsewhere"))


def _days(wish: Wish, card: Answers, taken: Collection[date]) -> Point:
    days = wish.days
    first, last = _day(card.get("from_on")), _day(card.get("to_on"))
    if (first and days[0] < first) or (last and days[-1] > last):
        return Point(NO, _("not on these days"))
    if any(day in taken for day in days):
        return Point(NO, _("asked for already on these days"))
    if first is None:
        return Point(UNKNOWN, _("from which day: not asked"))
    return Point(YES, _("from %(day)s"), {"day": first})


def _beds(wish: Wish, card: Answers) -> Point:
    beds = card.get("beds")
    if beds is None:
        return Point(UNKNOWN, _("beds: not asked"))
    return Point(YES if beds >= wish.beds else NO, _("beds: %(number)s"), {"number": beds})


def _animal(animal: str, card: Answers) -> Point:
    known: Mapping[str, tuple[str, str, str]] = {
        "dog": (_("no dog"), _("a dog"), _("dogs: not asked")),
        "cat": (_("no cat"), _("a cat"), _("cats: not asked")),
        "other": (_("no other animals"), _("other animals"), _("other animals: not asked")),
    }
    absent, present, not_asked = known[animal]
    pets = card.get("pets")
    if not pets:
        return Point(UNKNOWN, not_asked)
    return Point(NO, present) if animal in pets else Point(YES, absent)


def _language(language: str, card: Answers) -> Point:
    spoken = card.get("languages")
    if not spoken:
        return Point(UNKNOWN, _("languages: not asked"))
    return Point(YES if language in spoken else NO, _("speaks %(language)s"), {"language": language})


def _choice(choice: _Choice, card: Answers) -> Point:
    said = card.get(choice.asked)
    if not said:
        return Point(UNKNOWN, choice.not_asked)
    return Point(YES, choice.met) if said in choice.good else Point(NO, choice.unmet)


def _closeness(wish: Wish, card: Answers) -> Point:
    trusted = card.get("areas", {}).get("sensitivity", "distance")
    is_enough = RANKS[trusted] >= RANKS[wish.sensitivity]
    return Point(YES if is_enough else NO, _("trusted that far") if is_enough else _("not trusted that far"))


def _meeting(wish: Wish, card: Answers, same_person: SamePlace) -> Point:
    for other in card.get("conflicts", ()):
        if same_person(wish.meets, other):
            return Point(NO, _("must not meet them"))
    return Point(YES, _("no reason known why they should not meet"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
