"""What the digest room hands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from waystation.foundation.kernel import spoken, versions
from waystation.foundation.kernel.machine import Offer


@dataclass(frozen=True)
class TextCard:
    """The words of a piece in one language; ``changed`` is what a correction under way says of itself."""

    language: str
    title: str
    excerpt: str = ""
    body: str = ""
    changed: str = ""


@dataclass(frozen=True)
class Details:
    """What stands beside the words: the source, a video, the topics by code."""

    link: str = ""
    publisher: str = ""
    source_on: str = ""
    video: str = ""
    topics: tuple[str, ...] = ()
    clipping: str = ""


@dataclass(frozen=True)
class TopicCard:
    """A topic with its name in the language of the page."""

    code: str
    name: str


@dataclass(frozen=True)
class CorrectionCard:
    """What was corrected, and when, to the day."""

    on: date
    note: str
    language: str


@dataclass(frozen=True)
class PieceCard:
    """A published piece in one language; ``html`` is safe. ``is_translated`` is False where its words are of another one."""

    ref: str
    kind: str
    text: TextCard
    html: str
    is_translated: bool
    languages: tuple[str, ...]
    details: Details
    source_on: date | None
    link_host: str
    video_host: str
    topics: tuple[TopicCard, ...]
    published_on: date
    changed_on: date | None
    corrections: tuple[CorrectionCard, ...] = ()


@dataclass(frozen=True)
class TakenBackCard:
    """A piece that was public once and is no more: only the days are left."""

    ref: str
    published_on: date
    changed_on: date | None


@dataclass(frozen=True)
class PageCard:
    """One page of entries, and where the next and the one before begin."""

    entries: tuple[PieceCard, ...]
    older: str = ""
    newer: str = ""


@dataclass(frozen=True)
class DeskCard:
    """A piece as the desk sees it, with the moves that are possible now."""

    ref: str
    kind: str
    state: str
    state_label: str
    author: str
    place: int
    texts: Mapping[str, TextCard]
    standing: Mapping[str, TextCard]
    details: Details
    published_on: date | None
    changed_on: date | None
    offers: tuple[Offer, ...] = ()
    can_write: bool = False

    @property
    def title(self) -> str:
        """The title in the reader's language, or in the first that has one."""
        return spoken.to_reader({language: text.title for language, text in self.texts.items()})

    @property
    def version(self) -> str:
        """Name what was read, so that nobody approves other words than those on their page."""
        return versions.of(self.texts, self.details)


@dataclass(frozen=True)
class LetterCard:
    """The mail edition in one language, as it leaves: subject, plain text, HTML."""

    language: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class EditionCard:
    """A mail edition as the desk sees it, with how far its sending has come."""

    ref: str
    state: str
    state_label: str
    author: str
    begun_on: date
    sent_on: date | None
    entries: tuple[str, ...]
    subjects: Mapping[str, str]
    openings: Mapping[str, str]
    waiting: int
    gone: int
    refused: int
    uncertain: int
    offers: tuple[Offer, ...] = ()
    can_write: bool = False
    letters: tuple[LetterCard, ...] = field(default=(), repr=False)

    @property
    def version(self) -> str:
        """Name what was read, so that nobody approves other words than those on their page."""
        return versions.of(self.entries, self.subjects, self.openings)

    @property
    def subject(self) -> str:
        """The subject in the reader's language, or in the first that has one."""
        return spoken.to_reader(self.subjects)

    @property
    def all(self) -> int:
        """How many mails there are in all."""
        return self.waiting + self.gone + self.refused + self.uncertain


@dataclass(frozen=True)
class ListCard:
    """How many read by mail, and how many have not confirmed yet."""

    confirmed: int
    pending: int


@dataclass(frozen=True)
class WaitingCard:
    """What waits for a colleague as the second person."""

    pieces: tuple[DeskCard, ...]
    editions: tuple[EditionCard, ...]
