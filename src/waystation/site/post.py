"""Reads ``WAYSTATION_SMTP``: the mail server that carries notices, such as ``smtps://user:word@mail.example.org``."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from waystation.site.installation import InstallationUnreadable

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"smtp": 587, "smtps": 465}
_SENDS = "waystation.foundation.outbox.smtp.QuietBackend"
_SENDS_NOTHING = "django.core.mail.backends.dummy.EmailBackend"


class MailServerUnknown(InstallationUnreadable):
    """``WAYSTATION_SMTP`` is not an address of a mail server."""


@dataclass(frozen=True)
class MailServer:
    """What the framework is told: which backend, where, as whom, and how the line is encrypted."""

    backend: str = _SENDS_NOTHING
    host: str = ""
    port: int = 0
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False


def mail_server(url: str) -> MailServer:
    """Return the mail server named by an address; without one, notices are dropped.

    ``smtps://`` speaks TLS from the first byte (port 465). ``smtp://`` begins in clear and changes to TLS before
    anything is said (port 587), and fails where the server cannot; only on this very machine it stays in clear.

    :raises MailServerUnknown: another scheme, or no host.
    """
    if not url:
        return MailServer()
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise MailServerUnknown("WAYSTATION_SMTP is smtp://host:port or smtps://user:password@host:port")
    return MailServer(
        _SENDS,
        parts.hostname,
        parts.port or _PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and parts.hostname not in _LOOPBACK,
        tls=parts.scheme == "smtps",
    )
