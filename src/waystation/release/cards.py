"""What the release room hands out."""

from dataclasses import dataclass
from datetime import date

from waystation.foundation.kernel.machine import Offer


@dataclass(frozen=True)
class Line:
    """One measure of a proposal: the raw count, what would be said, or why it is held back."""

    measure: str
    label: str
    count: int
    held_back: str
    shown: int | None


@dataclass(frozen=True)
class ProposalCard:
    """A proposal as a supervisor sees it, with the moves that are possible for them now."""

    ref: str
    state: str
    state_label: str
    as_of: date
    proposed_by: str
    note: str
    lines: tuple[Line, ...]
    epsilon: int
    within: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class AllowanceCard:
    """What somebody asked to add to the noise budget, in thousandths of epsilon."""

    ref: str
    state: str
    state_label: str
    thousandths: int
    asked_on: date
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class BudgetCard:
    """The noise budget: granted and spent, in thousandths of epsilon."""

    granted: int
    spent: int
    allowances: tuple[AllowanceCard, ...]

    @property
    def left(self) -> int:
        """What may still be spent."""
        return self.granted - self.spent
