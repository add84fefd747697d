"""One mail to each of many, at most once: each parcel is marked before it is handed over, so that a run that dies doubles none.

A mail server says "taken" after it has taken a mail; if the worker or the line dies in between, nobody on this side can
know whether it did. So one that is found marked is not sent again (docs/adr/0012-at-most-once.md).
"""

import time
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol, TypeVar

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from waystation.foundation.outbox.handing import Handed, hand_over

LONGEST_RUN = 8.0  # seconds; other jobs have their turn in between


class Fate(Enum):
    """What becomes of a parcel: what the server may answer, and what else may happen."""

    TAKEN = Handed.TAKEN.value
    NOBODY = Handed.NOBODY.value
    NOT_NOW = Handed.NOT_NOW.value
    UNKNOWN = "unknown"
    NOT_WANTED = "not_wanted"


class HasRef(Protocol):
    """A row with a reference."""

    ref: str


Parcel = TypeVar("Parcel", bound=HasRef)


def send_parcels(
    *,
    waiting: Callable[[set[str]], Sequence[Parcel]],
    take: Callable[[Parcel], bool],
    send: Callable[[Parcel, BaseEmailBackend], Fate],
    settle: Callable[[Parcel, Fate], None],
    goes_on: Callable[[], bool],
) -> set[str]:
    """Send parcels for a few seconds, and return those that the server did not want now.

    ``waiting`` gives the next few but those it is told; ``take`` marks one, committed, and says whether it was free;
    ``settle`` writes down what became of it, and leaves the mark on what is unknown. Nothing more is sent once the
    line broke, or ``goes_on`` says no.
    """
    end, put_off = time.monotonic() + LONGEST_RUN, set[str]()
    connection = get_connection()
    connection.open()
    try:
        while time.monotonic() < end and (batch := waiting(put_off)):
            for parcel in batch:
                if not take(parcel):
                    continue
                fate = send(parcel, connection)
                settle(parcel, fate)
                if fate is Fate.NOT_NOW:
                    put_off.add(parcel.ref)
                elif fate is Fate.UNKNOWN:
                    return put_off
            if not goes_on():
                break
    finally:
        connection.close()
    return put_off


def fate_of(mail: EmailMessage, connection: BaseEmailBackend) -> Fate:
    """Hand one mail to the server and say what became of it."""
    try:
        return Fate(hand_over(mail, connection).value)
    except OSError:
        return Fate.UNKNOWN  # the line broke, and whether before or after the server took it nobody can say


def stoppable(mail: EmailMessage, *, link: str, name: str, language: str) -> dict[str, str]:
    """Return the headers of a mail that can be stopped with one press (RFC 8058).

    ``name`` is the same at every try: a server that did take it the first time can know it again.
    """
    return {
        **mail.extra_headers,
        "Message-ID": f"<{name}@{mail.extra_headers['Message-ID'].partition('@')[2]}",
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Language": language,
    }
