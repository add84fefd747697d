"""What the room takes in and hands out: plain values, whose printing shows a reference and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from waystation.foundation.kernel.machine import Offer
from waystation.foundation.vault import api as vault


@dataclass(frozen=True, repr=False)
class Answers:
    """What somebody said when they asked for help; only ``happening`` is ever required."""

    happening: str
    danger: str = ""
    signs: tuple[str, ...] = ()
    place: str = ""
    people: str = ""
    adults: int | None = None
    children: int | None = None
    contact: str = ""
    contact_times: str = ""
    not_on_phone: str = ""
    who_reads: str = ""

    def as_body(self) -> dict[str, Any]:
        """Return what goes into a sealed body."""
        return {name: value for name, value in vars(self).items() if value not in ("", (), None)}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Answers":
        """Read them back."""
        return cls(**{"happening": "", **body, "signs": tuple(body.get("signs", ()))})


@dataclass(frozen=True, repr=False)
class Upload:
    """A file that was sealed on arrival and waits; ``key`` is held by the page that sent it."""

    ref: str
    key: bytes
    length: int
    name: str

    def staged(self) -> vault.Staged:
        """Return it as the vault knows it."""
        return vault.Staged(self.ref, self.key, self.length)


@dataclass(frozen=True)
class Receipt:
    """What the asker takes away. ``words`` are shown once; ``lost_files`` could not be kept."""

    request: str
    entropy: bytes = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
    level: str = field(repr=False)
    lost_files: int = 0


@dataclass(frozen=True, repr=False)
class Attachment:
    """A file in a conversation."""

    ref: str
    name: str
    length: int


@dataclass(frozen=True, repr=False)
class MessageCard:
    """One message as it is shown."""

    ref: str
    number: int
    kind: str
    side: str
    author: str
    text: str
    at: datetime
    attachments: tuple[Attachment, ...] = ()
    via: str = "words"
    answers: Answers | None = None
    is_danger: bool = False


@dataclass(frozen=True, repr=False)
class Thread:
    """A conversation as it could be opened and checked.

    ``missing`` messages should be there and are not; ``forged`` rows claim to belong here and do not (T-17).
    """

    messages: tuple[MessageCard, ...]
    missing: int
    forged: int
    waiting_since: datetime | None
    is_confirmed: bool
    forget_on: date | None

    @property
    def is_whole(self) -> bool:
        """True when nothing was taken out and nothing smuggled in."""
        return not self.missing and not self.forged

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Every file of the conversation, oldest first."""
        return tuple(attachment for message in self.messages for attachment in message.attachments)


@dataclass(frozen=True, repr=False)
class Mailbox:
    """What the holder of the words sees."""

    request: str
    state: str
    level: str
    thread: Thread
    look_again: str
    may_withdraw: bool


@dataclass(frozen=True)
class QueueRow:
    """A request as one line of the queue."""

    ref: str
    state: str
    level: str
    received_on: date
    claimed_by: str
    is_mine: bool
    received_at: datetime = field(repr=False)
    waiting_since: datetime | None = field(repr=False)
    due_at: datetime | None = field(repr=False)
    is_overdue: bool = field(repr=False)
    first_words: str = field(repr=False)
    place: str = field(repr=False)
    reasons: tuple[str, ...] = field(repr=False)
    people: int | None = field(repr=False)
    is_confirmed: bool = field(repr=False)
    is_marked: bool = field(repr=False)
    is_hostile_proposed: bool = field(repr=False)
    forget_on: date | None = field(repr=False)
    source: str = field(repr=False)
    language: str = field(repr=False)
    is_altered: bool = field(default=False, repr=False)


@dataclass(frozen=True)
class QueuePage:
    """A page of the queue; ``before`` and ``after`` are references to go on from, empty at an end."""

    rows: tuple[QueueRow, ...] = field(repr=False)
    before: str = ""
    after: str = ""


@dataclass(frozen=True, repr=False)
class Triage:
    """A level set by a person."""

    level: str
    by: str
    at: datetime
    reason: str = ""
    note: str = ""
    has_consent: bool = False


@dataclass(frozen=True, repr=False)
class Attempt:
    """One attempt to reach somebody."""

    channel: str
    at: datetime
    by: str
    note: str = ""


@dataclass(frozen=True, repr=False)
class Likeness:
    """Another request that shares a contact with this one."""

    ref: str
    state: str
    received_on: date
    shared: tuple[str, ...]
    first_words: str


@dataclass(frozen=True)
class RequestCard:
    """A request as its page shows it."""

    row: QueueRow
    answers: Answers = field(repr=False)
    provisional: str = field(repr=False)
    triage: Triage | None = field(repr=False)
    attempts: tuple[Attempt, ...] = field(repr=False)
    linked: tuple[str, ...] = field(repr=False)
    hostile_proposed_by: str = field(repr=False)
    hostile_reason: str = field(repr=False)
    end_reason: str = field(repr=False)
    thread: Thread = field(repr=False)
    offers: tuple[Offer, ...] = field(repr=False)

    @property
    def ref(self) -> str:
        """The reference of the request."""
        return self.row.ref

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.row.state

    @property
    def level(self) -> str:
        """How urgent it is."""
        return self.row.level

    @property
    def language(self) -> str:
        """The language it was written in."""
        return self.row.language
