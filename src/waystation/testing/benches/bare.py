"""The bare database, for comparison: the same amount of rows in batches, each batch durable, and nothing around it."""

import secrets
import sqlite3
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from waystation.foundation.kernel.references import new_ref

BATCH = 100
SECONDS = 1.5
ROW_BYTES = 600


def bare_group_commit(*, rows_of: int, flush_ms: float = 0.0) -> float:
    """Return how many times a second ``rows_of`` rows can be written, a hundred times at once, durable each time.

    ``flush_ms`` is how much longer each commit takes, where a slow disk is acted.
    """
    if connection.vendor == "sqlite":
        return _sqlite(rows_of, flush_ms / 1000)
    return _postgresql(rows_of, flush_ms / 1000)


def _sqlite(rows_of: int, pause: float) -> float:
    path = Path(settings.DATA_FOLDER) / "bare.sqlite3"
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE bare (ref TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID")
        end, done, begun = time.monotonic() + SECONDS, 0, time.monotonic()
        while time.monotonic() < end:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO bare VALUES (?, ?)", _rows(BATCH * rows_of))
            database.execute("COMMIT")
            time.sleep(pause)
            done += BATCH
        return done / (time.monotonic() - begun)
    finally:
        database.close()
        for file in path.parent.glob("bare.sqlite3*"):
            file.unlink()


def _postgresql(rows_of: int, pause: float) -> float:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (ref TEXT PRIMARY KEY, body BYTEA)")
        end, done, begun = time.monotonic() + SECONDS, 0, time.monotonic()
        while time.monotonic() < end:
            cursor.executemany("INSERT INTO bare VALUES (%s, %s)", _rows(BATCH * rows_of))
            time.sleep(pause)
            done += BATCH
        rate = done / (time.monotonic() - begun)
        cursor.execute("DROP TABLE bare")
    return rate


def _rows(number: int) -> list[tuple[str, bytes]]:
    body = secrets.token_bytes(ROW_BYTES)
    return [(new_ref(), body) for _ in range(number)]
