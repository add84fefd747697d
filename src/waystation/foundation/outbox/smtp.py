"""Django's SMTP backend with one thing less: it does not tell the mail server what this machine is called."""

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from waystation.foundation.outbox.mailing import domain_of


def _greeting() -> str:
    return domain_of(settings.DEFAULT_FROM_EMAIL)


class _Plain(smtplib.SMTP):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "local_hostname": _greeting()})


class _Encrypted(smtplib.SMTP_SSL):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "local_hostname": _greeting()})


class QuietBackend(EmailBackend):
    """Sends as Django does, greeting the server with the sender's domain instead of the host name (T-12)."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return the class of connection, by whether TLS comes first."""
        return _Encrypted if self.use_ssl else _Plain
