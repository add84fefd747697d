"""The clock: read at the doors and passed inwards, so that rules and operations never read it themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_fixed: ContextVar[datetime | None] = ContextVar("fixed_time", default=None)


def now() -> datetime:
    """Return the present moment in UTC, or the moment set by :func:`fixed`."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """Return the present day in UTC."""
    return now().date()


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Hold the clock at one moment, for tests and for the demonstration's history."""
    token = _fixed.set(at)
    try:
        yield
    finally:
        _fixed.reset(token)
