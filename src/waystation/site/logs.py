"""What may be logged: where in our code, which kind of trouble, which reference; never what somebody wrote."""

import logging
import traceback
from datetime import UTC, datetime

from waystation.foundation.kernel.references import is_ref

_HIDDEN = "…"


class ReticentFormatter(logging.Formatter):
    """Keeps our own fixed sentences, references and numbers; drops every other value (T-11).

    Other people's libraries put addresses, user agents and typed text into their messages and into the text of
    exceptions, so of them only the logger's name and the place are kept. The day, not the time: a log that
    tells when somebody opened a page tells who.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, and the places of a traceback where there is one."""
        day = datetime.fromtimestamp(record.created, UTC).date().isoformat()
        request = getattr(record, "request", None)
        reference = getattr(request, "error_reference", "")
        parts = [day, record.levelname, record.name, _sentence(record), reference]
        line = " ".join(part for part in parts if part)
        return line + _trouble(record)


def _sentence(record: logging.LogRecord) -> str:
    if not record.name.startswith("waystation"):
        return f"{record.module}:{record.lineno}"
    if not record.args:
        return str(record.msg)
    arguments = record.args if isinstance(record.args, tuple) else tuple(record.args.values())
    try:
        return str(record.msg) % tuple(_shown(argument) for argument in arguments)
    except (TypeError, ValueError):
        return str(record.msg)


def _shown(argument: object) -> object:
    if isinstance(argument, int | float) or (isinstance(argument, str) and is_ref(argument)):
        return argument
    return _HIDDEN


def _trouble(record: logging.LogRecord) -> str:
    """Name the kinds of exception and the lines they passed through; their messages may quote a person."""
    if not record.exc_info or record.exc_info[1] is None:
        return ""
    lines = []
    error: BaseException | None = record.exc_info[1]
    while error is not None:
        lines.append(f"  {type(error).__module__}.{type(error).__qualname__}")
        frames = traceback.extract_tb(error.__traceback__)
        lines += [f"    {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        error = error.__cause__ or error.__context__
    return "\n" + "\n".join(lines)


def logging_settings() -> dict[str, object]:
    """Return the logging table: everything through the reticent formatter, page requests not at all."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"reticent": {"()": ReticentFormatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "reticent"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "waystation": {"level": "INFO"},
            "django": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "django.security": {"level": "CRITICAL"},
            "waitress.queue": {"level": "CRITICAL"},
        },
    }
