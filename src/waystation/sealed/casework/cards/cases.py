"""Cards of cases: what the reader holds of them, the timeline, the whole file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from waystation.foundation.kernel.cards import Card
from waystation.foundation.kernel.machine import Offer
from waystation.sealed.casework.cards.persons import ConsentCard, OverlayCard, PersonCard
from waystation.sealed.casework.cards.work import ApprovalCard, TaskCard
from waystation.sealed.casework.rules.levels import LEVELS
from waystation.sealed.casework.rules.phases import PHASES
from waystation.sealed.casework.rules.sections import FIELDS, SECTIONS


@dataclass(frozen=True, repr=False)
class CaseCard(Card):
    """A case as the actor may know it; ``sections`` are the kinds they hold."""

    request: str
    team: str
    alias: str
    phase: str
    level: str
    base_level: str
    opened_on: date
    closed_on: date | None
    heard_on: date
    next_step_on: date | None
    sections: frozenset[str]
    is_restricted: bool

    @property
    def phase_label(self) -> str:
        """The phase in words, to be translated."""
        return PHASES[self.phase]

    @property
    def level_label(self) -> str:
        """The level in words, to be translated."""
        return LEVELS[self.level]


@dataclass(frozen=True, repr=False)
class SheetCard(Card):
    """One section's own sheet: its fields as written, and the version an edit must name."""

    case: str
    kind: str
    fields: Mapping[str, str]
    version: int

    @property
    def label(self) -> str:
        """Which section, to be translated."""
        return SECTIONS[self.kind]

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Each field that has something in it: label, to be translated, and text."""
        return tuple((FIELDS[self.kind][name], text) for name, text in self.fields.items() if text)


@dataclass(frozen=True, repr=False)
class AssignmentCard(Card):
    """Who works on a case in a role."""

    role: str
    line: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, repr=False)
class EntryCard(Card):
    """One line of the timeline, opened."""

    case: str
    person: str
    kind: str
    section: str
    at: datetime
    by: str
    text: str
    detail: Mapping[str, str]


@dataclass(frozen=True, repr=False)
class TimelinePage:
    """A stretch of the timeline, newest first; ``older`` continues it and is empty at the beginning of the case."""

    entries: tuple[EntryCard, ...]
    older: str


@dataclass(frozen=True, repr=False)
class CaseFile(Card):
    """A whole case as its page shows it, opened and written into the ledger.

    By person: ``walked`` are the phases they have been in, ``offers`` the moves the actor may make and those they
    may ask a second person for, ``consents`` what they allow.
    """

    case: CaseCard
    persons: tuple[PersonCard, ...]
    sheets: tuple[SheetCard, ...]
    overlays: tuple[OverlayCard, ...]
    assignments: tuple[AssignmentCard, ...]
    walked: Mapping[str, frozenset[str]]
    offers: Mapping[str, tuple[tuple[Offer, ...], tuple[Offer, ...]]]
    tasks: tuple[TaskCard, ...]
    approvals: tuple[ApprovalCard, ...]
    consents: Mapping[str, tuple[ConsentCard, ...]]
    timeline: TimelinePage
