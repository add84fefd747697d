"""Cards of persons: who they are to the reader, what has befallen them, what they allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from waystation.foundation.kernel.cards import Card
from waystation.foundation.kernel.machine import Offer
from waystation.sealed.casework.rules import consents
from waystation.sealed.casework.rules.endings import END_REASONS
from waystation.sealed.casework.rules.overlays import OVERLAYS
from waystation.sealed.casework.rules.persons import ROLES
from waystation.sealed.casework.rules.phases import PHASES


@dataclass(frozen=True, repr=False)
class OverlayCard(Card):
    """Something that has befallen a person and is not over."""

    person: str
    kind: str
    opened_on: date
    due_on: date
    owner: str

    @property
    def label(self) -> str:
        """What has befallen them, to be translated."""
        return OVERLAYS[self.kind].label

    @property
    def sign(self) -> str:
        """The one sign of it in the journey strip."""
        return OVERLAYS[self.kind].sign


@dataclass(frozen=True, repr=False)
class PersonCard(Card):
    """A person as the actor may know them: ``name`` is None where identity is not held, ``is_minor`` None where
    neither identity nor logistics is; ``overlays`` are the open kinds."""

    case: str
    unit: str
    alias: str
    name: str | None
    phase: str
    end_reason: str
    overlays: tuple[str, ...]
    is_minor: bool | None
    role: str

    @property
    def phase_label(self) -> str:
        """The phase in words, to be translated."""
        return PHASES[self.phase]

    @property
    def end_label(self) -> str:
        """How it ended in words, to be translated; empty while it has not."""
        return END_REASONS.get(self.end_reason, "")

    @property
    def role_label(self) -> str:
        """Who they are in the unit, to be translated."""
        return ROLES[self.role]

    @property
    def overlay_labels(self) -> tuple[tuple[str, str], ...]:
        """Sign and words of each open overlay, to be translated."""
        return tuple((OVERLAYS[kind].sign, OVERLAYS[kind].label) for kind in self.overlays)

    @property
    def head(self) -> bool:
        """True for the person the unit is known by."""
        return self.role == "head"

    @property
    def called(self) -> str:
        """The best word the actor may use for them."""
        return self.name or self.alias


@dataclass(frozen=True)
class CheckCard:
    """One line of a person's checklist: the mark, whether it is placed, whether the actor may set it by hand."""

    kind: str
    label: str
    is_placed: bool
    may_set: bool


@dataclass(frozen=True, repr=False)
class ConsentCard(Card):
    """A consent, and whether it still counts."""

    person: str
    state: str
    purpose: str
    audiences: tuple[str, ...]
    excluded: tuple[str, ...]
    identifiability: str
    given_on: date
    until: date | None
    note: str
    version: int

    @property
    def purpose_label(self) -> str:
        """What for, to be translated."""
        return consents.PURPOSES[self.purpose]

    @property
    def audience_labels(self) -> tuple[str, ...]:
        """With whom, to be translated; a single counterpart stays a reference."""
        return tuple(consents.AUDIENCES.get(audience, audience) for audience in self.audiences)

    @property
    def excluded_labels(self) -> tuple[str, ...]:
        """With whom not, to be translated."""
        return tuple(consents.AUDIENCES.get(audience, audience) for audience in self.excluded)

    @property
    def degree_label(self) -> str:
        """How recognisable, to be translated."""
        return consents.IDENTIFIABILITY[self.identifiability]

    @property
    def state_label(self) -> str:
        """Whether it stands, to be translated."""
        return consents.STATES[self.state]

    @property
    def stands(self) -> bool:
        """True while it counts."""
        return self.state == "given"


@dataclass(frozen=True, repr=False)
class PersonSheetCard(Card):
    """Everything the actor holds about a person: identity and logistics fields, checklist, consents, moves."""

    person: PersonCard
    identity: Mapping[str, str] | None
    logistics: Mapping[str, str] | None
    scripts: Mapping[str, str]
    version: str
    marks: frozenset[str]
    checklist: tuple[CheckCard, ...]
    overlays: tuple[OverlayCard, ...]
    consents: tuple[ConsentCard, ...] | None
    offers: tuple[Offer, ...]
    asks: tuple[Offer, ...]
