"""Cards of tasks and approvals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from waystation.foundation.kernel.cards import Card
from waystation.foundation.kernel.machine import Offer
from waystation.sealed.casework.rules import approvals, tasks
from waystation.sealed.casework.rules.endings import END_REASONS
from waystation.sealed.casework.rules.phases import APPROVAL_KINDS


@dataclass(frozen=True, repr=False)
class TaskCard(Card):
    """A task; ``text`` is empty for one the house opened itself, whose ``kind`` says what to do."""

    case: str
    person: str
    kind: str
    section: str
    state: str
    due_on: date
    owner: str
    text: str
    outcome: str
    version: int
    history: tuple[Mapping[str, str], ...]
    offers: tuple[Offer, ...] = ()

    @property
    def kind_label(self) -> str:
        """What sort of task, to be translated."""
        return tasks.KINDS[self.kind]

    @property
    def state_label(self) -> str:
        """Where it stands, to be translated."""
        return tasks.STATES[self.state]

    @property
    def is_live(self) -> bool:
        """True while something can be done about it."""
        return self.state in tasks.LIVE


@dataclass(frozen=True, repr=False)
class ApprovalCard(Card):
    """Something a second person has to agree to; ``may_decide`` is false for whoever asked."""

    case: str
    person: str
    kind: str
    state: str
    move: str
    end_reason: str
    reason: str
    asked_by: str
    asked_on: date
    may_decide: bool

    @property
    def kind_label(self) -> str:
        """What is to be agreed to, to be translated."""
        return APPROVAL_KINDS[self.kind]

    @property
    def state_label(self) -> str:
        """Where it stands, to be translated."""
        return approvals.APPROVAL.states[self.state]

    @property
    def end_label(self) -> str:
        """How it would have ended, to be translated; empty where it is no ending."""
        return END_REASONS.get(self.end_reason, "")
