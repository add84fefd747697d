"""Cards of the desk across cases: lists, searches, what is due."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from waystation.foundation.kernel.cards import Card
from waystation.foundation.library import api as library
from waystation.sealed.casework.rules import tasks
from waystation.sealed.casework.rules.levels import LEVELS
from waystation.sealed.casework.rules.overlays import OVERLAYS
from waystation.sealed.casework.rules.phases import APPROVAL_KINDS, PHASES


@dataclass(frozen=True, repr=False)
class CaseRow(Card):
    """A case in a list: what it is called by the reader, and one phase with overlays for each member."""

    alias: str
    name: str
    phase: str
    level: str
    opened_on: date
    heard_on: date
    next_step_on: date | None
    owner: str
    members: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def called(self) -> str:
        """The best word the reader may use for the case."""
        return self.name or self.alias

    @property
    def level_label(self) -> str:
        """The level in words, to be translated."""
        return LEVELS[self.level]

    @property
    def phase_label(self) -> str:
        """The phase in words, to be translated."""
        return PHASES[self.phase]

    @property
    def member_labels(self) -> tuple[tuple[str, tuple[tuple[str, str], ...], int], ...]:
        """Phase, what has befallen them (sign and words), and how many are so, to be translated."""
        counted = Counter(self.members)
        return tuple(
            (PHASES[phase], tuple((OVERLAYS[kind].sign, OVERLAYS[kind].label) for kind in kinds), count)
            for (phase, kinds), count in counted.items()
        )


@dataclass(frozen=True, repr=False)
class CaseList:
    """One page of cases; ``after`` continues it and is empty at the end."""

    rows: tuple[CaseRow, ...]
    after: str


@dataclass(frozen=True)
class CaseFilter:
    """What the list shows: codes and numbers only, so that it may stand in an address."""

    state: str = "open"
    phase: str = ""
    level: str = ""
    overlay: str = ""
    is_mine: bool = False
    has_no_step: bool = False
    silent_days: int = 0
    order: str = "opened"


@dataclass(frozen=True, repr=False)
class ViewCard(Card):
    """A filter somebody keeps, with the columns they want; the name is theirs alone."""

    name: str
    query: str


@dataclass(frozen=True, repr=False)
class FoundCard(Card):
    """A case or person that a search came upon; ``case`` is where to go."""

    kind: str
    case: str
    name: str
    alias: str
    phase: str

    @property
    def phase_label(self) -> str:
        """The phase in words, to be translated."""
        return PHASES[self.phase]


@dataclass(frozen=True, repr=False)
class DueCard(Card):
    """One thing that waits for the reader today."""

    what: str
    case: str
    called: str
    kind: str
    text: str
    due_on: date
    is_overdue: bool

    @property
    def kind_label(self) -> str:
        """What it is, to be translated."""
        if self.what == "overlay":
            return OVERLAYS[self.kind].label
        return APPROVAL_KINDS[self.kind] if self.what == "approval" else tasks.KINDS[self.kind]


@dataclass(frozen=True, repr=False)
class Today:
    """What is due for one reader, and beside it what is in danger of being forgotten."""

    tasks: tuple[DueCard, ...] = ()
    overlays: tuple[DueCard, ...] = ()
    approvals: tuple[DueCard, ...] = ()
    without_step: int = 0
    silent: int = 0
    silent_days: int = 0
    is_cut: bool = False

    def __bool__(self) -> bool:
        """True when there is anything to show."""
        return bool(self.tasks or self.overlays or self.approvals or self.without_step or self.silent)


@dataclass(frozen=True, repr=False)
class LawCard:
    """News of a law, with those of the reader's cases it concerns: reference and name of a few, and how many."""

    notice: library.NoticeCard
    cases: tuple[tuple[str, str], ...]
    count: int

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.cases)


@dataclass(frozen=True, repr=False)
class LawNews:
    """The latest news of laws that concern somebody the reader works for; ``untold`` cases do not say where they are from."""

    laws: tuple[LawCard, ...] = ()
    untold: int = 0

    def __bool__(self) -> bool:
        """True when there is anything to show."""
        return bool(self.laws or self.untold)
