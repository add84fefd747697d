"""Handing one mail to the mail server, what its answer means for the mail, and one sender at a time in the whole house."""

import hashlib
import smtplib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from threading import Lock

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

NO_SUCH_ADDRESS = frozenset({501, 550, 551, 553})  # RFC 5321, section 4.2.3


class Handed(Enum):
    """What became of a mail: the server took it, nobody has such an address, or the server does not want it now."""

    TAKEN = "taken"
    NOBODY = "nobody"
    NOT_NOW = "not_now"

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do for the mail: it has left, or there is nobody to tell."""
        return self is not Handed.NOT_NOW


def hand_over(mail: EmailMessage, connection: BaseEmailBackend) -> Handed:
    """Hand a mail to the server over an open connection and say what became of it.

    :raises OSError: the line broke (every other error of :mod:`smtplib` is one too): whether the server took the mail
        before, nobody on this side can know.
    """
    mail.connection = connection
    try:
        mail.send(fail_silently=False)
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = {code for code, _words in refusal.recipients.values()}
        return Handed.NOBODY if codes <= NO_SUCH_ADDRESS else Handed.NOT_NOW
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused):
        return Handed.NOT_NOW  # it said no, after reading or before
    except ValueError:
        return Handed.NOBODY  # an address or a subject that no mail can carry
    return Handed.TAKEN


_held: defaultdict[str, Lock] = defaultdict(Lock)


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Hold a name while nobody else in the house does, and say whether it is ours: two senders would send the same mails.

    Threads of one worker are kept apart in memory, workers of one house by PostgreSQL; with SQLite there is one worker.
    """
    if not _held[name].acquire(blocking=False):
        yield False
        return
    try:
        is_ours = connection.vendor != "postgresql" or _ask("pg_try_advisory_lock", name)
        try:
            yield is_ours
        finally:
            if is_ours and connection.vendor == "postgresql":
                _ask("pg_advisory_unlock", name)
    finally:
        _held[name].release()


def _ask(function: str, name: str) -> bool:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [number])
        return bool(cursor.fetchone()[0])
