"""What the petitions room hands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from waystation.foundation.kernel import spoken, versions
from waystation.foundation.kernel.machine import Offer


@dataclass(frozen=True)
class TextCard:
    """A petition's words in one language."""

    language: str
    title: str
    addressee: str
    demand: str


@dataclass(frozen=True)
class CountCard:
    """What is counted: the sum that stands, and what it is made of, each by evidence class."""

    standing: int
    signed: Mapping[int, int] = field(default_factory=dict)
    withdrawn: int = 0
    struck: int = 0
    paper: int = 0


@dataclass(frozen=True)
class PublicCard:
    """A petition as everybody sees it, in one language."""

    ref: str
    state: str
    text: TextCard
    count: CountCard
    next_goal: int
    reached: tuple[int, ...]
    opened_on: date | None
    closed_on: date | None
    text_hash: str
    is_dangerous: bool
    is_signable: bool

    @property
    def percent(self) -> int:
        """How far it is to the next milestone."""
        return min(100, self.count.standing * 100 // self.next_goal)


@dataclass(frozen=True)
class PublicPage:
    """Some petitions, and the query strings of the pages after and before."""

    petitions: tuple[PublicCard, ...]
    older: str
    newer: str


@dataclass(frozen=True)
class LineCard:
    """A petition as a line of the desk's list."""

    ref: str
    state: str
    state_label: str
    title: str
    standing: int


@dataclass(frozen=True)
class DeskPage:
    """Some petitions of the desk's list, and the query strings of the pages after and before."""

    petitions: tuple[LineCard, ...]
    older: str
    newer: str


@dataclass(frozen=True)
class DeskCard:
    """A petition as the desk sees it, with the moves that are possible now."""

    ref: str
    state: str
    state_label: str
    texts: Mapping[str, TextCard]
    goals: tuple[int, ...]
    is_dangerous: bool
    author: str
    key: str
    text_hash: str
    opened_on: date | None
    closed_on: date | None
    count: CountCard
    offers: tuple[Offer, ...] = ()
    can_write: bool = False
    erase_by: date | None = None

    @property
    def title(self) -> str:
        """The title in the reader's language, or in the first that has one."""
        return spoken.to_reader({language: text.title for language, text in self.texts.items()})

    @property
    def version(self) -> str:
        """Name what was read, so that nobody approves other words than those on their page."""
        return versions.of(self.texts, self.frame)

    @property
    def frame(self) -> tuple[object, ...]:
        """What is chosen beside the words: milestones, danger, campaign key."""
        return (self.goals, self.is_dangerous, self.key)


@dataclass(frozen=True)
class AuditCard:
    """An audit by random sample as everybody sees it; the finding is there once a second person has approved it."""

    state: str
    root: str
    size: int
    wanted: int
    source: str
    drawn_on: date
    result: str = ""
    drawn: int = 0
    reached: int = 0
    real: int = 0
    bad: int = 0
    unreached: int = 0
    auditor: str = ""
    found_on: date | None = None
    bound: str = ""  # per cent, among those who could be judged
    widest: str = ""  # per cent, if everybody who could not be judged were bad
    is_mine: bool = False
    is_erased: bool = False  # what was sealed is gone

    @property
    def judged(self) -> int:
        """How many of those drawn could be judged."""
        return self.real + self.bad

    @property
    def version(self) -> str:
        """Name the finding that was read, so that nobody approves another than the one on their page."""
        told = (self.reached, self.real, self.bad, self.unreached, self.auditor, self.found_on)
        return versions.of(*told)


@dataclass(frozen=True)
class KeyCard:
    """A campaign's public key; people compare the fingerprint aloud."""

    ref: str
    name: str
    fingerprint: str
    added_on: date


@dataclass(frozen=True)
class LinkCard:
    """What a mailed link leads to: which petition, where the signature stands, and its receipt if there is one."""

    petition: str
    state: str
    is_confirmable: bool
    is_dangerous: bool
    receipt: str = ""
    news: str = ""  # whether updates were asked for: not, pending, confirmed


@dataclass(frozen=True)
class NewsCard:
    """What happened with a petition, as everybody reads it on its page."""

    ref: str
    published_on: date
    subject: str
    words: str
    language: str


@dataclass(frozen=True)
class UpdateCard:
    """An update as the desk sees it, with how far its sending has come."""

    ref: str
    petition: str
    state: str
    state_label: str
    goal: int | None
    author: str
    subjects: Mapping[str, str]
    words: Mapping[str, str]
    published_on: date | None
    sent_on: date | None
    waiting: int
    gone: int
    refused: int
    uncertain: int
    offers: tuple[Offer, ...] = ()
    can_write: bool = False

    @property
    def subject(self) -> str:
        """The subject in the reader's language, or in the first that has one."""
        return spoken.to_reader(self.subjects)

    @property
    def version(self) -> str:
        """Name what was read, so that nobody approves other words than those on their page."""
        return versions.of(self.subjects, self.words)

    @property
    def all(self) -> int:
        """How many mails there are in all."""
        return self.waiting + self.gone + self.refused + self.uncertain


@dataclass(frozen=True)
class WaitingCard:
    """How many signatures are under way, for the desk: unconfirmed, to be counted, set aside and struck by reason."""

    pending: int
    to_count: int
    mails: int
    aside: tuple["GroupCard", ...] = ()
    struck: tuple["GroupCard", ...] = ()


@dataclass(frozen=True)
class GroupCard:
    """Signatures set aside for one reason, from one unnamed domain where that is the reason."""

    suspicion: int
    label: str
    group: str
    count: int


@dataclass(frozen=True)
class SheetCard:
    """Paper sheets as the desk sees them."""

    ref: str
    count: int
    country: str
    scan_hash: str
    received_on: date
    state: str
    is_mine: bool


@dataclass(frozen=True)
class DeliveryCard:
    """One delivery with its reply due date."""

    ref: str
    delivered_on: date
    channel: str
    office: str
    incoming_number: str
    reply_due_on: date | None
    answered_on: date | None
    is_overdue: bool
