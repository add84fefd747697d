"""Houses: the card, the address, verdicts, worries, beds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from waystation.sealed.care.cards.base import Card
from waystation.sealed.care.rules import houses


@dataclass(frozen=True, repr=False)
class HouseCard(Card):
    """A safe house as its team and its host know it; the address is not here."""

    ref: str
    state: str
    code_name: str
    places: int
    suits: str
    host: str | None
    version: int
    is_address_doubtful: bool = False
    helper: str = ""

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return houses.HOUSE.states[self.state]

    @property
    def look(self) -> str:
        """Which of the site's tags shows the state."""
        return {houses.ACTIVE: "good", houses.COMPROMISED: "immediate", houses.PAUSED: "waiting"}.get(
            self.state, "monitor"
        )

    @property
    def takes_guests(self) -> bool:
        """True while beds can be held here."""
        return self.state in houses.TAKES_HOLDS


@dataclass(frozen=True, repr=False)
class AddressCard(Card):
    """Where a house is; handed out only by an operation that leaves a trace."""

    house: str
    address: str
    contact: str
    way: str
    version: int
    is_doubtful: bool = False
    changed_by: str = ""


@dataclass(frozen=True, repr=False)
class VerdictCard(Card):
    """What one person found when looking at a house."""

    by: str
    verdict: str
    text: str
    at: datetime

    @property
    def label(self) -> str:
        """The verdict in words (a message identifier)."""
        return houses.VERDICTS[self.verdict]


@dataclass(frozen=True, repr=False)
class WorryCard(Card):
    """What worries a host, for the house's team."""

    ref: str
    house: str
    house_name: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, repr=False)
class BlockCard(Card):
    """Some nights on which a bed is out of use."""

    ref: str
    bed: str
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, repr=False)
class BedCard(Card):
    """One bed of a house."""

    ref: str
    house: str
    label: str
    note: str
    blocks: Sequence[BlockCard] = ()
