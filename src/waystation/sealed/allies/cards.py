"""What the room takes in and hands out: plain values, whose printing shows a reference and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from waystation.foundation.kernel.machine import Offer
from waystation.sealed.allies.rules.finding import Point


@dataclass(frozen=True)
class Receipt:
    """What somebody who offers help takes away; ``words`` are shown once."""

    ally: str
    entropy: bytes = field(repr=False)
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, repr=False)
class MessageCard:
    """One message; ``kind`` is offered, said, answered, withdrawn, forget or forget-back."""

    kind: str
    side: str
    text: str
    at: datetime
    author: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Thread:
    """A conversation as it was opened."""

    messages: tuple[MessageCard, ...]
    is_waiting: bool
    is_confirmed: bool
    forget_on: date | None


@dataclass(frozen=True, repr=False)
class Mailbox:
    """What the holder of the words sees: their messages, and whether they may still withdraw."""

    ally: str
    may_withdraw: bool
    is_withdrawn: bool
    thread: Thread


@dataclass(frozen=True, repr=False)
class AllyRow:
    """An offer as one line of the list of those who vet."""

    ref: str
    state: str
    kind: str
    called: str
    place: str
    received_on: date
    trusted_until_on: date | None
    is_waiting: bool
    concerns: int
    forget_on: date | None = None


@dataclass(frozen=True)
class AllyPage:
    """A page of the list; ``after`` is the reference to go on from, empty at the end."""

    rows: tuple[AllyRow, ...] = field(repr=False)
    after: str = ""


@dataclass(frozen=True, repr=False)
class Noted:
    """Something noted in the vetting: what kind of thing, who noted it, when, and the words."""

    kind: str
    by: str
    at: datetime
    text: str
    ref: str = ""
    codes: tuple[str, ...] = ()
    who: str = ""
    contact: str = ""


@dataclass(frozen=True, repr=False)
class ConcernCard:
    """A concern and, where it was cleared, by whom and why."""

    ref: str
    by: str
    at: datetime
    text: str
    is_open: bool
    cleared_by: str = ""
    cleared_text: str = ""


@dataclass(frozen=True, repr=False)
class Areas:
    """For what somebody is trusted: kinds of help, regions (none: everywhere), how close, until when."""

    kinds: tuple[str, ...]
    regions: tuple[str, ...]
    sensitivity: str
    until_on: date


@dataclass(frozen=True, repr=False)
class AllyCard:
    """An offer and its vetting, as those who vet see it."""

    row: AllyRow
    answers: Mapping[str, Any]
    language: str
    received_at: datetime
    is_marked: bool
    areas: Areas | None
    ties: tuple[Noted, ...]
    has_declared: bool
    checks: tuple[Noted, ...]
    references: tuple[Noted, ...]
    signs: tuple[Noted, ...]
    concerns: tuple[ConcernCard, ...]
    conflicts: tuple[Noted, ...]
    recommendation: Noted | None
    decision: Noted | None
    history: tuple[Noted, ...]
    thread: Thread
    offers: tuple[Offer, ...]
    bookings: int

    @property
    def ref(self) -> str:
        """The reference of the offer."""
        return self.row.ref


@dataclass(frozen=True, repr=False)
class BookingCard:
    """A booking; ``note`` is empty for colleagues who may only know that the days are taken."""

    ref: str
    ally: str
    state: str
    from_on: date
    to_on: date
    asked_by: str
    note: str
    is_mine: bool
    offers: tuple[Offer, ...] = ()
    called: str = ""


@dataclass(frozen=True, repr=False)
class HelperCard:
    """A trusted helper as colleagues who look for one see them."""

    ref: str
    kind: str
    called: str
    answers: Mapping[str, Any]
    areas: Areas
    conflicts: tuple[str, ...]
    bookings: tuple[BookingCard, ...] = ()


@dataclass(frozen=True, repr=False)
class Suggestion:
    """A helper who fits: why, and what is not known."""

    ref: str
    called: str
    place: str
    sensitivity: str
    why: tuple[Point, ...]
    not_known: tuple[Point, ...]
    has_conflicts: bool


@dataclass(frozen=True, repr=False)
class Findings:
    """What a search gave; ``unvetted`` counts those who would fit and are not vetted yet, for those who vet only."""

    suggestions: tuple[Suggestion, ...]
    looked_at: int
    unvetted: int | None


@dataclass(frozen=True, repr=False)
class Today:
    """What waits for the actor."""

    new: int = 0
    second: tuple[AllyRow, ...] = ()
    expiring: tuple[AllyRow, ...] = ()
    suspended: tuple[AllyRow, ...] = ()
    unanswered: tuple[AllyRow, ...] = ()
    asked: tuple[BookingCard, ...] = ()
    fallen: tuple[BookingCard, ...] = ()
