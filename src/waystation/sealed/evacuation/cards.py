"""What the room hands out: plain frozen values, no tables and no keys; printing one shows its reference only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from waystation.foundation.kernel.cards import Card
from waystation.foundation.kernel.machine import Offer
from waystation.sealed.evacuation.rules import checks, journeys, plans

LOOKS = {
    plans.PROPOSED: "waiting",
    plans.APPROVED: "good",
    plans.RETURNED: "elevated",
    journeys.ARMED: "waiting",
    journeys.UNDER_WAY: "standard",
    journeys.ARRIVED: "good",
    journeys.TURNED_BACK: "elevated",
    journeys.DEPARTED: "standard",
    journeys.DIVERTED: "elevated",
    journeys.MISSED: "elevated",
    checks.DUE: "waiting",
    checks.LEVEL_1: "elevated",
    checks.LEVEL_2: "high",
    checks.LEVEL_3: "immediate",
    checks.OK: "good",
    checks.LATE_OK: "good",
    checks.RESOLVED: "good",
    checks.INCIDENT: "immediate",
}


@dataclass(frozen=True, repr=False)
class _Stateful(Card):
    state: str

    @property
    def look(self) -> str:
        """Which of the site's tags shows the state."""
        return LOOKS.get(self.state, "monitor")


@dataclass(frozen=True, repr=False)
class StepCard:
    """One thing that was done to a plan: the move, by whom, when, why."""

    move: str
    by: str
    at: datetime
    reason: str

    @property
    def label(self) -> str:
        """What was done, in words (a message identifier)."""
        labels = {step.name: step.label for step in plans.PLAN.transitions}
        return labels.get(self.move, plans.PLAN.states[plans.DRAFTED])


@dataclass(frozen=True, repr=False)
class PlanCard(_Stateful):
    """A plan; ``people`` maps each person to their alias; ``number`` counts the versions of the case's plans."""

    case: str
    alias: str
    number: int
    people: Mapping[str, str]
    fields: Mapping[str, str]
    authors: tuple[str, ...]
    history: tuple[StepCard, ...]
    drafted_on: date
    version: int
    offers: tuple[Offer, ...] = ()

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return plans.PLAN.states[self.state]

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Each part of the plan: label (a message identifier) and text."""
        return tuple((label, self.fields.get(name, "")) for name, label in plans.FIELDS.items())

    @property
    def may_change(self) -> bool:
        """True while it is a draft."""
        return self.state in plans.OPEN_TO_CHANGE


@dataclass(frozen=True, repr=False)
class LegCard(_Stateful):
    """One leg; an escort's card has no places but the meeting point."""

    journey: str
    departs_at: datetime
    arrives_at: datetime
    stops: Mapping[str, str]
    version: int
    offers: tuple[Offer, ...] = ()

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return journeys.LEG.states[self.state]

    @property
    def may_change(self) -> bool:
        """True while nobody has left."""
        return self.state in journeys.AHEAD

    @property
    def is_live(self) -> bool:
        """True unless it was cancelled."""
        return self.state != journeys.CANCELLED


@dataclass(frozen=True, repr=False)
class CheckInCard(_Stateful):
    """One check-in; ``alias`` is whom it is about."""

    journey: str
    alias: str
    due_at: datetime
    grace: int
    offers: tuple[Offer, ...] = ()

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return checks.CHECK_IN.states[self.state]

    @property
    def is_open(self) -> bool:
        """True until a person has ended it."""
        return self.state in checks.OPEN

    @property
    def is_raised(self) -> bool:
        """True once nothing was heard in time."""
        return self.state in checks.RAISED

    @property
    def answers(self) -> tuple[Offer, ...]:
        """The moves that need no words."""
        return tuple(offer for offer in self.offers if offer.name in {"answer", "postpone", "alarm"})

    @property
    def endings(self) -> tuple[Offer, ...]:
        """The moves that need a reason."""
        return tuple(offer for offer in self.offers if offer.name not in {"answer", "postpone", "alarm"})


@dataclass(frozen=True, repr=False)
class ReportCard(Card):
    """What somebody said or did on the way; ``by`` is empty for the holder of the twelve words."""

    journey: str
    at: datetime
    by: str
    machine: str
    what: str
    text: str
    is_silent: bool

    @property
    def label(self) -> str:
        """What was said or done, in words (a message identifier)."""
        if self.what in checks.SAID:
            return checks.SAID[self.what]
        machine = {"leg": journeys.LEG, "check_in": checks.CHECK_IN}.get(self.machine, journeys.JOURNEY)
        return {step.name: step.label for step in reversed(machine.transitions)}.get(self.what, "")


@dataclass(frozen=True, repr=False)
class JourneyCard(_Stateful):
    """A journey with its legs and check-ins in order of time; ``people`` maps each person to their alias."""

    case: str
    plan: str
    alias: str
    kind: str
    people: Mapping[str, str]
    starts_on: date
    owner: str
    escort: str
    receiver: str
    phrase: str
    alarm: str
    go_until: datetime | None
    is_owed: bool
    is_doubtful: bool
    version: int
    legs: tuple[LegCard, ...]
    check_ins: tuple[CheckInCard, ...]
    offers: tuple[Offer, ...] = ()

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return journeys.JOURNEY.states[self.state]

    @property
    def kind_label(self) -> str:
        """Where to, in words (a message identifier)."""
        return journeys.KINDS[self.kind]

    @property
    def is_open(self) -> bool:
        """True until it is over."""
        return self.state in journeys.OPEN

    @property
    def next_check_in(self) -> CheckInCard | None:
        """The first check-in that nobody has ended."""
        return next((check for check in self.check_ins if check.is_open), None)


@dataclass(frozen=True, repr=False)
class ErrandCard(_Stateful):
    """All an escort knows of a journey: alias, how many, what they need, where to meet, when word is expected."""

    alias: str
    head_count: int
    needs: str
    languages: str
    go_until: datetime | None
    legs: tuple[LegCard, ...]
    check_ins: tuple[CheckInCard, ...]

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return journeys.JOURNEY.states[self.state]


@dataclass(frozen=True, repr=False)
class CasePanel:
    """What evacuation shows on the page of a case."""

    case: str
    plans: Sequence[PlanCard]
    journeys: Sequence[JourneyCard]
    may_plan: bool


@dataclass(frozen=True, repr=False)
class TodayPanel:
    """What evacuation has due for this actor; check-ins that were missed come first."""

    raised: Sequence[CheckInCard] = ()
    due: Sequence[CheckInCard] = ()
    plans: Sequence[PlanCard] = ()
    owed: Sequence[JourneyCard] = ()
    doubtful: Sequence[JourneyCard] = ()
    errands: Sequence[ErrandCard] = ()

    def __bool__(self) -> bool:
        return bool(self.raised or self.due or self.plans or self.owed or self.doubtful or self.errands)


@dataclass(frozen=True, repr=False)
class MailboxPanel:
    """What the holder of the twelve words sees: when we next want to hear from them. The same whatever was said."""

    next_at: datetime | None
    has_word: bool
    once: str
