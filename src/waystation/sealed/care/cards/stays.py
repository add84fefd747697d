"""Stays, the grid of nights, guests, and whom a compromise touches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from waystation.foundation.kernel.machine import Offer
from waystation.sealed.care.cards.base import Card
from waystation.sealed.care.cards.houses import BedCard, HouseCard
from waystation.sealed.care.rules import stays

STAY_TAGS = {
    stays.WANTED: "elevated",
    stays.HELD: "waiting",
    stays.CONFIRMED: "standard",
    stays.CHECKED_IN: "good",
    stays.AWAY: "monitor",
}
# How the site's sheet calls the cells of the grid.
CELL_LOOKS = {
    "free": "free",
    "blocked": "closed",
    stays.HELD: "held",
    stays.CONFIRMED: "confirmed",
    stays.CHECKED_IN: "stay",
    stays.AWAY: "away",
}


@dataclass(frozen=True, repr=False)
class StayCard(Card):
    """One person's stay. ``house`` and ``bed_label`` are empty where the reader does not hold the house."""

    ref: str
    case: str
    person: str
    alias: str
    state: str
    arrives_on: date
    leaves_on: date
    held_until_on: date | None
    bed: str | None
    bed_label: str
    house: str | None
    house_name: str
    note: str
    next_check_in_at: datetime | None
    version: int
    is_address_doubtful: bool = False
    offers: Sequence[Offer] = ()

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return stays.STAY.states[self.state]

    @property
    def look(self) -> str:
        """Which of the site's tags shows the state."""
        return STAY_TAGS.get(self.state, "")

    @property
    def next_offers(self) -> Sequence[Offer]:
        """What is likely to come next: the moves allowed now, without those that give up."""
        return tuple(offer for offer in self.offers if offer.allowed and offer.name in stays.LIKELY)

    @property
    def nights(self) -> int:
        """How many nights are booked."""
        return (self.leaves_on - self.arrives_on).days

    @property
    def is_live(self) -> bool:
        """True until the stay has come to an end."""
        return self.state in stays.LIVE


@dataclass(frozen=True, repr=False)
class Cell(Card):
    """A run of nights of one bed on the grid that look alike: free, blocked, or one stay."""

    kind: str
    starts_on: date
    nights: int
    label: str = ""
    alias: str = ""
    stay: str | None = None

    @property
    def look(self) -> str:
        """Which of the grid's looks the cell has."""
        return CELL_LOOKS.get(self.kind, "gone")


@dataclass(frozen=True, repr=False)
class GridBed(Card):
    """One line of the grid."""

    bed: BedCard
    cells: Sequence[Cell]


@dataclass(frozen=True, repr=False)
class GridHouse(Card):
    """One house on the grid, with how many of its beds are free on the first night shown."""

    house: HouseCard
    beds: Sequence[GridBed]
    free_first_night: int


@dataclass(frozen=True, repr=False)
class Due(Card):
    """What tonight asks for, whichever nights the grid shows."""

    wanted: Sequence[StayCard]
    arrivals: Sequence[StayCard]
    holds: Sequence[StayCard]
    away: Sequence[StayCard]
    overstays: Sequence[StayCard]
    lapsed: Sequence[StayCard]


@dataclass(frozen=True, repr=False)
class Tonight(Card):
    """The bed grid of some nights, and beside it what tonight asks for."""

    nights: Sequence[date]
    houses: Sequence[GridHouse]
    due: Due


@dataclass(frozen=True, repr=False)
class Guest(Card):
    """All that a host sees of a guest: alias, head count, needs, languages, the next check-in, and the nights.

    ``head_count`` is how many of the same case are in the house or about to come.
    """

    stay: StayCard
    head_count: int
    needs: str
    languages: str
    luggage: str


@dataclass(frozen=True, repr=False)
class HostHouse(Card):
    """A host's own house tonight."""

    house: HouseCard
    here: Sequence[Guest]
    coming: Sequence[Guest]


@dataclass(frozen=True, repr=False)
class Affected(Card):
    """Somebody the compromise of a house touches: there now, about to come, or there in the last thirty days.

    ``is_within_reach`` is false where the reader does not hold the case: a supervisor must warn them.
    """

    person: str
    case: str
    alias: str
    how: str
    stay: str
    from_on: date
    to_on: date
    is_within_reach: bool
    is_warned: bool
