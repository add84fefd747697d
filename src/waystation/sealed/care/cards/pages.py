"""Pages put together from several cards: a house, and what other pages show of care."""

from collections.abc import Sequence
from dataclasses import dataclass

from waystation.foundation.kernel.machine import Offer
from waystation.sealed.care.cards.base import Card
from waystation.sealed.care.cards.help import AppointmentCard, ReferralCard
from waystation.sealed.care.cards.houses import BedCard, HouseCard, VerdictCard, WorryCard
from waystation.sealed.care.cards.money import MoneyCard
from waystation.sealed.care.cards.stays import StayCard


@dataclass(frozen=True, repr=False)
class HousePage(Card):
    """All a keeper sees of a house: the card, its beds, who looked at it, who comes, and what can be done."""

    house: HouseCard
    beds: Sequence[BedCard]
    verdicts: Sequence[VerdictCard]
    worries: Sequence[WorryCard]
    stays: Sequence[StayCard]
    offers: Sequence[Offer]
    holds_address: bool
    address_lines: frozenset[str]


@dataclass(frozen=True, repr=False)
class CasePanel(Card):
    """What the case page shows of care: stays, referrals and money of the case, as far as the reader holds them."""

    case: str
    stays: Sequence[StayCard]
    referrals: Sequence[ReferralCard]
    money: Sequence[MoneyCard]
    may_book: bool
    may_refer: bool


@dataclass(frozen=True, repr=False)
class TodayPanel(Card):
    """What care has due for this actor today."""

    arrivals: Sequence[StayCard] = ()
    holds: Sequence[StayCard] = ()
    overstays: Sequence[StayCard] = ()
    lapsed: Sequence[StayCard] = ()
    wanted: Sequence[StayCard] = ()
    referrals: Sequence[ReferralCard] = ()
    appointments: Sequence[AppointmentCard] = ()
    money: Sequence[MoneyCard] = ()
    guests: Sequence[StayCard] = ()
    worries: Sequence[WorryCard] = ()

    def __bool__(self) -> bool:
        """False when nothing is due, so that the page leaves the panel out."""
        return any(
            (
                self.arrivals, self.holds, self.overstays, self.lapsed, self.wanted,
                self.referrals, self.appointments, self.money, self.guests, self.worries,
            )
        )  # fmt: skip
