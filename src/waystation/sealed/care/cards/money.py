"""Money asked for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import get_format

from waystation.foundation.kernel.machine import Offer
from waystation.sealed.care.cards.base import Card
from waystation.sealed.care.rules import money


@dataclass(frozen=True, repr=False)
class MoneyCard(Card):
    """Money asked for a person."""

    ref: str
    case: str
    person: str
    alias: str
    state: str
    cents: int
    currency: str
    purpose: str
    text: str
    requester: str
    history: Sequence[Mapping[str, str]] = ()
    version: int = 0
    offers: Sequence[Offer] = ()

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return money.ASSISTANCE.states[self.state]

    @property
    def look(self) -> str:
        """Which of the site's tags shows the state."""
        return {money.SUBMITTED: "waiting", money.APPROVED: "good", money.REJECTED: "bad"}.get(
            self.state, "monitor"
        )

    @property
    def purpose_label(self) -> str:
        """What it is for, in words (a message identifier)."""
        return money.PURPOSES[self.purpose]

    @property
    def amount(self) -> str:
        """The amount in words and figures."""
        return money.words_of(self.cents, self.currency, point=get_format("DECIMAL_SEPARATOR"))
