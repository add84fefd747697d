"""What the library hands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from waystation.foundation.kernel import versions
from waystation.foundation.kernel.machine import Offer
from waystation.foundation.library.rules.bills import BINDING, STAGES

Card = TypeVar("Card")


@dataclass(frozen=True)
class Page(Generic[Card]):
    """Some cards, the newest first; ``after`` says where to go on, None at the end."""

    cards: tuple[Card, ...]
    after: str | None


@dataclass(frozen=True)
class ClippingCard:
    """A clipping as anybody may see it. ``address`` is empty for a printed text; then ``source`` names it alone."""

    ref: str
    title: str
    excerpt: str
    language: str
    source: str
    address: str
    published_on: date | None
    tags: frozenset[str]
    state: str = "clipped"

    @property
    def version(self) -> str:
        """Name what was read, so that nobody overwrites what a colleague, or the page itself, has said since."""
        said = (self.title, self.excerpt, self.source, self.language, self.published_on)
        return versions.of(said, sorted(self.tags))


@dataclass(frozen=True)
class FullClipping:
    """A clipping as the desk sees it: with its text by paragraphs, its archived copy, and what can be done."""

    card: ClippingCard
    state: str
    state_label: str
    trouble: str
    clipped_on: date
    archive_hash: str
    archive_size: int
    paragraphs: tuple[str, ...]
    same_as: str
    others: tuple[ClippingCard, ...]
    offers: tuple[Offer, ...]
    added_by: str


@dataclass(frozen=True)
class SourceCard:
    """A feed as the desk sees it."""

    ref: str
    title: str
    address: str
    language: str
    tags: tuple[str, ...]
    every_hours: int
    is_active: bool
    polled_on: date | None
    trouble: str


@dataclass(frozen=True)
class BillCard:
    """A bill or law with the stage it is in."""

    ref: str
    place: str
    number: str
    title: str
    about: str
    stage: str
    stage_on: date
    tags: frozenset[str]

    @property
    def version(self) -> str:
        """Name what was read, so that nobody overwrites what a colleague has said since."""
        return versions.of(self.place, self.number, self.title, self.about, sorted(self.tags))

    @property
    def stage_label(self) -> str:
        """The stage in words, to be translated."""
        return STAGES[self.stage]


@dataclass(frozen=True)
class StepCard:
    """One step of a bill: from where to where, when, and who says so."""

    from_stage: str
    to_stage: str
    on: date
    note: str
    clipping: ClippingCard | None
    noted_by: str

    @property
    def label(self) -> str:
        """The stage it came to, to be translated."""
        return STAGES[self.to_stage]


@dataclass(frozen=True)
class BillFile:
    """A bill with its history and the moves that are possible."""

    card: BillCard
    steps: tuple[StepCard, ...]
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class NoticeCard:
    """That a bill entered a stage: which, where, from what to what, on which day."""

    ref: str
    bill: str
    title: str
    number: str
    place: str
    from_stage: str
    to_stage: str
    on: date
    raised_on: date
    tags: frozenset[str]

    @property
    def label(self) -> str:
        """The stage it came to, to be translated."""
        return STAGES[self.to_stage]

    @property
    def is_binding(self) -> bool:
        """True when it binds somebody already, or will soon."""
        return self.to_stage in BINDING


@dataclass(frozen=True)
class CitationCard:
    """A source and the spot in it."""

    ref: str
    clipping: ClippingCard
    spot: str
    clipped_on: date
    archive_hash: str


@dataclass(frozen=True)
class ConditionCard:
    """One entry on a country."""

    ref: str
    state: str
    state_label: str
    place: str
    actor: str
    kind: str
    from_on: date
    to_on: date | None
    statements: Mapping[str, str]
    version: int
    author: str
    checked_by: str
    checked_on: date | None
    citations: tuple[CitationCard, ...] = ()
    offers: tuple[Offer, ...] = field(default=(), repr=False)
    can_write: bool = False
