"""Reads ``DATABASE_URL``: SQLite in the data folder unless told otherwise, PostgreSQL when it grows."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from waystation.site.installation import InstallationUnreadable

# FULL: an answered "we have it" survives a power cut. secure_delete: an erased row leaves no bytes behind.
_SQLITE_OPENING = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
    "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;"
)
_SQLITE_OPENING_IN_TESTS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;"


class DatabaseAddressUnknown(InstallationUnreadable):
    """``DATABASE_URL`` names neither SQLite nor PostgreSQL."""


def database(url: str, folder: Path, *, under_test: bool) -> dict[str, Any]:
    """Return the framework's table of settings for one database.

    Parts that a PostgreSQL address leaves out come from libpq's own variables (``PGHOST`` …).

    :raises DatabaseAddressUnknown: the scheme is something else.
    """
    parts = urlsplit(url)
    if parts.scheme in {"", "sqlite"}:
        return _sqlite(parts.path or str(folder / "waystation.sqlite3"), folder, under_test=under_test)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")) or "postgres",
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": {} if under_test else {"pool": {"min_size": 1, "max_size": 12, "timeout": 20}},
        }
    raise DatabaseAddressUnknown("DATABASE_URL begins with sqlite:// or postgresql://")


def _sqlite(name: str, folder: Path, *, under_test: bool) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": _SQLITE_OPENING_IN_TESTS if under_test else _SQLITE_OPENING,
        },
        # A file, because threads that race for the last bed must meet real locks.
        "TEST": {"NAME": str(folder / "test.sqlite3")},
    }
