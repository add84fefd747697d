"""A scenario: who asks, over how long, and the two policies compared, each with what it changes and why."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from waystation.engines.forecast.cohort import Cohort, Lane, Profile
from waystation.engines.forecast.delays import Delay
from waystation.engines.forecast.parameters import (
    CURRENCIES,
    PATHWAYS,
    Book,
    Kind,
    Parameter,
    Source,
    Values,
    load_book,
    read_parameter,
    read_source,
)
from waystation.engines.forecast.queues import MILLI
from waystation.engines.forecast.reading import Fields, Text, Unusable, table

PROFILES = ("degree_fluent", "degree_basic", "school_fluent", "school_basic")
_MOST_PEOPLE = 20_000_000


@dataclass(frozen=True)
class Policy:
    """What one side of the comparison does: shares of people by pathway, and its parameters."""

    key: str
    name: Text
    pathways: Mapping[str, float]
    book: Book
    currency: str

    def rests_on(self) -> list[Parameter]:
        """The parameters that count under this policy."""
        prefixes = (*self.pathways, "work", "wage", "tax", "living", "waiting")
        mine = [one for name, one in self.book.parameters.items() if name.split(".")[0] in prefixes]
        abroad = {self.currency, *(one.unit[:3] for one in mine)}
        rates = [self.book.parameters[f"exchange.{unit}"] for unit in CURRENCIES[1:] if unit in abroad]
        return mine + rates


@dataclass(frozen=True)
class Scenario:
    """Everything a forecast is computed from."""

    title: Text
    question: Text
    people: int
    months: int
    window: int
    seed: int
    draws: int
    currency: str
    profiles: Mapping[str, float]
    profiles_kind: Kind
    profiles_sources: tuple[str, ...]
    baseline: Policy
    alternative: Policy

    @property
    def policies(self) -> tuple[Policy, Policy]:
        """Both sides."""
        return self.baseline, self.alternative

    def cohort(self, policy: Policy, values: Values, draw: int) -> Cohort:
        """The people of one draw under one policy. The same draw is the same people under either."""
        return Cohort(
            seed=self.seed,
            draw=draw,
            people=self.people,
            months=self.months,
            window=self.window,
            lanes=tuple(_lane(name, share, policy.book, values) for name, share in policy.pathways.items()),
            profiles=tuple(
                _profile(name, share, policy.book, values) for name, share in self.profiles.items()
            ),
            lost_a_month=values["work.lost"],
        )


def _delay(name: str, book: Book, values: Values) -> Delay:
    one = book.parameters[name]
    # Rounded, so that draws which differ by nothing anybody could notice share a table.
    return Delay(round(values[name], 3), one.shape, one.spread)


def _lane(name: str, share: float, book: Book, values: Values) -> Lane:
    quota = f"{name}.quota"
    return Lane(
        name=name,
        share=share,
        admitted=values[f"{name}.admitted"],
        prepare=_delay(f"{name}.prepare", book, values),
        travel=_delay(f"{name}.travel", book, values),
        permit=_delay(f"{name}.permit", book, values),
        upheld=values[f"{name}.upheld"],
        decision=_delay(f"{name}.decision", book, values),
        quota_milli=math.floor(values[quota] * MILLI) if quota in values else None,
    )


def _profile(name: str, share: float, book: Book, values: Values) -> Profile:
    search = _delay("work.search", book, values)
    ever = values["work.ever"]
    if name.endswith("_basic"):
        search = Delay(round(search.mean * values["work.search_basic"], 3), search.shape, search.spread)
        ever *= values["work.ever_basic"]
    return Profile(name, share, search, ever)


def read_scenario(path: Path) -> Scenario:
    """A scenario file.

    :raises Unusable: naming the field.
    """
    return understand(table(path, "SCENARIO"))


def understand(values: object) -> Scenario:
    """A scenario from the table of its file.

    :raises Unusable: naming the field.
    """
    fields = Fields(values, "")
    fields.only(
        (
            *("title", "question", "people", "months", "followed", "seed", "draws", "currency", "checked_on"),
            *("profiles", "source", "change", "baseline", "alternative"),
        )
    )
    checked_on = fields.day("checked_on")
    window = fields.whole("followed", 6, 240, 60)
    sources = _own_sources(fields)
    book = _changed(load_book(), fields, sources, checked_on)
    people = fields.part("profiles")
    kind, cited = _believed(people, book)
    return Scenario(
        title=fields.text("title", 120),
        question=fields.text("question", 1_200),
        people=fields.whole("people", 1, _MOST_PEOPLE),
        months=fields.whole("months", 1, 240, 12),
        window=window,
        seed=fields.whole("seed", 0, 2**63 - 1, 1),
        draws=fields.whole("draws", 20, 100_000, 400),
        currency=fields.choice("currency", CURRENCIES, CURRENCIES[0]),
        profiles=_shares(people, PROFILES),
        profiles_kind=kind,
        profiles_sources=cited,
        baseline=_policy("baseline", fields, book, sources),
        alternative=_policy("alternative", fields, book, sources),
    )


def _own_sources(fields: Fields) -> list[Source]:
    found: list[Source] = []
    for one in fields.parts("source"):
        source = read_source(one)
        if source.id in load_book().sources or any(source.id == other.id for other in found):
            raise Unusable(f"{one.named('id')}: “{source.id}” is the name of another source.")
        found.append(source)
    return found


def _policy(key: str, fields: Fields, book: Book, sources: list[Source]) -> Policy:
    part = fields.part(key)
    part.only(("name", "pathways", "change"))
    return Policy(
        key=key,
        name=part.text("name", 60),
        pathways=_shares(part.part("pathways"), PATHWAYS),
        book=_changed(book, part, sources, fields.day("checked_on")),
        currency=fields.choice("currency", CURRENCIES, CURRENCIES[0]),
    )


def _changed(book: Book, fields: Fields, sources: list[Source], checked_on: date) -> Book:
    known = {**book.sources, **{one.id: one for one in sources}}
    changes: list[Parameter] = []
    for one in fields.parts("change"):
        name = one.get("name")
        if not isinstance(name, str) or name not in book.parameters:
            raise Unusable(
                f"{one.named('name')}: there is no parameter “{name}”; see waystation forecast --parameters."
            )
        if any(name == other.name for other in changes):
            raise Unusable(f"{one.named('name')}: “{name}” is changed twice.")
        if (
            "checked_on" not in one
            and one.choice("kind", ("published", "statute", "assumption")) != "assumption"
        ):
            raise Unusable(
                f"{one.named('checked_on')}: what is not an assumption must say when it was checked."
            )
        changes.append(read_parameter(one, known, checked_on, old=book.parameters[name]))
    return book.with_changes(changes, sources)


def _shares(fields: Fields, known: tuple[str, ...]) -> dict[str, float]:
    fields.only((*known, "kind", "sources"))
    shares = {name: fields.number(name, 0.0, 1.0) for name in known if name in fields}
    if abs(sum(shares.values()) - 1.0) > 1e-6:
        raise Unusable(f"{fields.named('')[:-1]}: shares must add up to 1, not {sum(shares.values()):g}.")
    return {name: share for name, share in shares.items() if share > 0}


def _believed(fields: Fields, book: Book) -> tuple[Kind, tuple[str, ...]]:
    kind = fields.choice("kind", ("published", "assumption"), "assumption")
    cited = fields.words("sources")
    for one in cited:
        if one not in book.sources:
            raise Unusable(f"{fields.named('sources')}: there is no source “{one}”.")
    if kind == "published" and not cited:
        raise Unusable(
            f"{fields.named('sources')}: what is published needs a source; otherwise call it an assumption."
        )
    return ("published" if kind == "published" else "assumption"), cited
