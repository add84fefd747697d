"""What the letters room hands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from waystation.foundation.kernel import spoken, versions
from waystation.foundation.kernel.machine import Offer
from waystation.outreach.letters.rules import record


@dataclass(frozen=True)
class OfficeCard:
    """A local office of an official."""

    city: str
    address: str
    phone: str


@dataclass(frozen=True)
class OfficialCard:
    """An official as the public page shows them; ``position`` is a code of ``rules.record``."""

    ref: str
    name: str
    title: str
    body: str
    country: str
    region: str
    district: str
    division: str
    party: str
    email: str
    phone: str
    address: str
    form: str
    website: str
    is_dangerous: bool
    is_gone: bool
    position: str
    offices: tuple[OfficeCard, ...] = ()

    @property
    def place(self) -> str:
        """Region and district in one line."""
        return ", ".join(part for part in (self.region, self.district) if part)


@dataclass(frozen=True)
class PlaceCard:
    """A constituency that was found, with those who speak for it; ``is_certain``: whoever asked surely lives there."""

    division: str
    label: str
    is_certain: bool
    officials: tuple[OfficialCard, ...]


@dataclass(frozen=True)
class FoundCard:
    """What a postal code or a region leads to; ``is_known`` is false where the table has no such code."""

    is_known: bool
    places: tuple[PlaceCard, ...] = ()

    @property
    def certain(self) -> tuple[PlaceCard, ...]:
        """The places somebody lives in, whatever their street."""
        return tuple(place for place in self.places if place.is_certain)

    @property
    def uncertain(self) -> tuple[PlaceCard, ...]:
        """The places of which one is theirs: the street decides."""
        return tuple(place for place in self.places if not place.is_certain)


@dataclass(frozen=True)
class TextCard:
    """A campaign's words in one language."""

    language: str
    title: str
    summary: str
    subject: str
    body: str
    points: str
    script: str


@dataclass(frozen=True)
class OpenCard:
    """An open campaign for take-action boxes elsewhere."""

    title: str
    summary: str
    url: str


@dataclass(frozen=True)
class CampaignCard:
    """A campaign as everybody sees it: ``text`` in the reader's language, ``letter`` in the one officials read."""

    ref: str
    state: str
    state_label: str
    text: TextCard
    letter: TextCard
    country: str
    body: str
    official: str
    is_dangerous: bool
    is_relayed: bool
    is_writable: bool
    opened_on: date | None
    closed_on: date | None
    said: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """At least so many letters and calls: the sum of what is shown."""
        return sum(self.said.values())


@dataclass(frozen=True)
class DeskCard:
    """A campaign as the desk sees it, with the moves that are possible now."""

    ref: str
    state: str
    state_label: str
    texts: Mapping[str, TextCard]
    letter_language: str
    country: str
    body: str
    official: str
    is_dangerous: bool
    is_relayed: bool
    author: str
    reach: int
    opened_on: date | None
    closed_on: date | None
    counts: Mapping[str, int] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    can_write: bool = False

    @property
    def title(self) -> str:
        """The title in the reader's language, or in the first that has one."""
        return spoken.to_reader({language: text.title for language, text in self.texts.items()})

    @property
    def version(self) -> str:
        """Name what was read, so that nobody approves other words than those on their page."""
        return versions.of(self.texts, self.aim)

    @property
    def aim(self) -> tuple[str | bool, ...]:
        """To whom it writes, in which language, and how."""
        told = (self.country, self.body, self.official, self.letter_language)
        return (*told, self.is_dangerous, self.is_relayed)


@dataclass(frozen=True)
class StatementCard:
    """What an official said or did."""

    ref: str
    official: str
    official_name: str
    kind: str
    position: str
    words: str
    language: str
    said_on: date
    source: str
    due_on: date | None
    outcome: str
    state: str
    state_label: str
    is_overdue: bool = False
    offers: tuple[Offer, ...] = ()
    weighed: str = ""  # what one person says; at the desk only
    is_mine_to_agree: bool = False

    @property
    def weighed_label(self) -> str:
        """Whether it was kept as one person says, in words to be translated."""
        return record.OUTCOMES.get(self.weighed, "")

    @property
    def kind_label(self) -> str:
        """What it was, in words to be translated."""
        return record.KINDS[self.kind]

    @property
    def position_label(self) -> str:
        """Where they stood then, in words to be translated."""
        return record.POSITIONS[self.position]

    @property
    def outcome_label(self) -> str:
        """Whether a promise was kept, in words to be translated; empty while nobody has said."""
        return record.OUTCOMES.get(self.outcome, "")

    @property
    def is_kept(self) -> bool:
        """Whether a promise was kept."""
        return self.outcome == record.KEPT


@dataclass(frozen=True)
class WaitingCard:
    """What waits for a colleague as the second person: campaigns by reference and title, statements."""

    campaigns: tuple[tuple[str, str], ...]
    statements: tuple[StatementCard, ...]


@dataclass(frozen=True)
class RecordCard:
    """An official with everything the public may know: statements, and counters by channel and by what was heard."""

    official: OfficialCard
    statements: tuple[StatementCard, ...]
    reached: Mapping[str, int]
    heard: Mapping[str, int]
    came_back: int = 0  # letters through our relay that reached nobody

    @property
    def total(self) -> int:
        """At least so many letters and calls: the sum of what is shown."""
        return sum(self.reached.values())


@dataclass(frozen=True)
class ImportCard:
    """What an import did: how many came, changed, stayed as they were, and are in the file no more."""

    added: int
    changed: int
    left: int
    gone: int
