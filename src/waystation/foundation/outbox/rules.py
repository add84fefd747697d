"""Pure decisions of the outbox: what a job may carry, when it is due, how long a failure waits."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from waystation.foundation.kernel.references import is_ref

# The names of Django's own task results, so that the outbox can give way to them.
READY, RUNNING, FAILED = "ready", "running", "failed"
STATES = (READY, RUNNING, FAILED)

KIND_LENGTH = 40
KEY_LENGTH = 80
ERROR_LENGTH = 80

LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 72  # about three days of trying, so that a long week-end without mail loses nothing
CRASHES_FORGIVEN = 2  # a job that was running when its worker died twice waits like any other failure
LEASE = timedelta(minutes=2)

_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_FIELD = re.compile(r"[a-z][a-z_]{0,23}")
_MANY_DIGITS = re.compile(r"[0-9]{5}")
_KIND = re.compile(rf"[a-z][a-z_:.-]{{0,{KIND_LENGTH - 1}}}")


class PayloadTooTelling(ValueError):
    """A payload or key holds something other than references and short codes; the message says where, not what."""


def up_to_the_minute(at: datetime) -> datetime:
    """Round a time up to the whole minute, in UTC: a job's row never tells the second somebody did something.

    :raises ValueError: the time does not say its zone.
    """
    if at.tzinfo is None:
        raise ValueError("a due time needs its zone")
    whole = at.astimezone(UTC).replace(second=0, microsecond=0)
    return whole if whole == at else whole + _MINUTE


def down_to_the_hour(at: datetime) -> datetime:
    """Round a time down to the whole hour, in UTC."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def back_off(attempts: int) -> timedelta:
    """Return how long a job waits after that many attempts: one minute, doubling, at most an hour."""
    return min(_MINUTE * int(2 ** min(attempts - 1, 10)), LONGEST_WAIT)


def period_start(at: datetime, every: timedelta) -> datetime:
    """Return the start of the period a moment lies in; periods are counted from 1970 so that all workers agree."""
    return _EPOCH + ((at - _EPOCH) // every) * every


def is_short_code(text: str) -> bool:
    """Say whether the text is a code of ours: short, lower case, and no run of digits a telephone could hide in."""
    return _CODE.fullmatch(text) is not None and _MANY_DIGITS.search(text) is None


def check_kind(kind: str) -> None:
    """Refuse a kind that could not be the name of a handler.

    :raises ValueError: it could not.
    """
    if _KIND.fullmatch(kind) is None:
        raise ValueError("the kind of a job is a short lower-case name")


def check_payload(payload: Mapping[str, object]) -> None:
    """Refuse anything but references and short codes: jobs lie in clear (T-11).

    :raises PayloadTooTelling: a name or a value is something else.
    """
    for field, value in payload.items():
        if _FIELD.fullmatch(field) is None:
            raise PayloadTooTelling("a field of the payload is not a plain name")
        if not isinstance(value, str) or not (is_ref(value) or is_short_code(value)):
            raise PayloadTooTelling(f"{field} is neither a reference nor a short code")


def check_key(key: str) -> None:
    """Refuse a key whose parts, between colons, are anything but references and short codes.

    :raises PayloadTooTelling: one is.
    """
    if len(key) > KEY_LENGTH or not all(is_ref(part) or is_short_code(part) for part in key.split(":")):
        raise PayloadTooTelling("the key is not made of references and short codes")
