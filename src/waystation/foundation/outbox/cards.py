"""What the outbox hands out and takes in: plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

Handler = Callable[[Mapping[str, str], datetime], object]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Alone:
    """A handler that runs outside any transaction and makes its own: it may talk to a mail server, or take long.

    It runs at least once, may be begun again after a crash, and holds up nobody who writes.
    """

    act: Handler

    def __call__(self, payload: Mapping[str, str], at: datetime) -> object:
        """Carry the job out."""
        return self.act(payload, at)


@dataclass(frozen=True)
class Trouble:
    """A job that failed for good: which kind, how often it was tried, the name of the last error, since which day."""

    ref: str
    kind: str
    attempts: int
    error: str
    failed_on: date


@dataclass(frozen=True)
class Post:
    """How notices leave: who looks up a line's address, the sender, and the desk's address named in the text.

    ``address_of`` returns a line's mail address and language, or None for one that wants no mail or has left; the
    notice is then dropped.
    """

    address_of: Callable[[str], tuple[str, str] | None]
    sender: str
    desk_address: str


@dataclass(frozen=True)
class Recurring:
    """A job that runs once in every period, however many workers there are and however often they start."""

    kind: str
    every: timedelta


@dataclass(frozen=True)
class Claimed:
    """A job this worker holds: ``token`` names this one holding, and only its holder may finish the job."""

    ref: str
    token: str
    kind: str
    payload: Mapping[str, str] = field(repr=False)
    attempts: int
