"""What the release room hands out."""

from dataclasses import dataclass
from datetime import date

from waystation.foundation.kernel.machine import Offer


@dataclass(frozen=True)
class Line:
    """One measure of a proposal: the raw count, and whether it may be said."""

    measure: str
    label: str
    count: int
    held_back: str


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
    offers: tuple[Offer, ...]
