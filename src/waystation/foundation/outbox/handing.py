"""Handing one mail to the mail server, and what its answer means for the mail."""

import smtplib
from enum import Enum

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

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
