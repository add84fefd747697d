"""Referrals, appointments, closed notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from waystation.foundation.kernel.machine import Offer
from waystation.sealed.care.cards.base import Card
from waystation.sealed.care.rules import help as help_rules


@dataclass(frozen=True, repr=False)
class ReferralCard(Card):
    """A person sent to the medical team."""

    ref: str
    case: str
    person: str
    alias: str
    state: str
    kind: str
    urgency: str
    text: str
    answer: str
    version: int
    offers: Sequence[Offer] = ()

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return help_rules.REFERRAL.states[self.state]

    @property
    def look(self) -> str:
        """Which of the site's tags shows the state."""
        return {help_rules.SENT: "waiting", help_rules.ACCEPTED: "good", help_rules.REJECTED: "bad"}.get(
            self.state, "monitor"
        )

    @property
    def kind_label(self) -> str:
        """What help is asked for, in words (a message identifier)."""
        return help_rules.HELP_KINDS[self.kind]

    @property
    def urgency_label(self) -> str:
        """How soon, in words (a message identifier)."""
        return help_rules.URGENCIES[self.urgency]


@dataclass(frozen=True, repr=False)
class AppointmentCard(Card):
    """A meeting with a doctor or psychologist, for the medical team's eyes."""

    ref: str
    case: str
    person: str
    alias: str
    state: str
    starts_at: datetime
    place: str
    note: str
    with_line: str
    version: int
    offers: Sequence[Offer] = ()

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return help_rules.APPOINTMENT.states[self.state]


@dataclass(frozen=True, repr=False)
class NoteCard(Card):
    """A closed note of the medical team."""

    ref: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, repr=False)
class HelpPage(Card):
    """What the medical team sees of one person: who, appointments, closed notes, the referrals that led here."""

    case: str
    person: str
    alias: str
    referrals: Sequence[ReferralCard]
    appointments: Sequence[AppointmentCard]
    notes: Sequence[NoteCard]
