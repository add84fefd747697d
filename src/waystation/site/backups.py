"""Backups: a consistent copy of the database and every sealed file, streamed into one age file, without the keys.

Inside is a tar of ``installation.toml``, ``database.sqlite3`` or ``database.dump``, ``files/…`` and the library's
``archive/…``. Bodies in it stay sealed as they are; whoever has the age identity but not the epoch key opens none of them.
"""

import io
import os
import shutil
import sqlite3
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from waystation.foundation.library import api as library
from waystation.foundation.vault import api as vault
from waystation.site import installation as installations

SQLITE, POSTGRES, CONFIGURATION = ("database.sqlite3", "database.dump", installations.FILE_NAME)
FOLDERS = ("files", library.ARCHIVE)  # sealed files; copies of public pages
PIECE = 256 * 1024
ATTEMPTS = 300


class NotPossible(Exception):
    """A backup or a restore that cannot be done; the message says why and what to do."""


def write(out: IO[bytes], *, to: str, data: Path, database: dict[str, Any]) -> None:
    """Write a backup of a data folder and its database to an age recipient, while people work.

    :raises NotPossible: the database gives no consistent copy.
    :raises vault.RecipientUnknown: the recipient makes no sense.
    """
    vault.seal_stream(io.BufferedReader(_Pieces(_archive(data, database)), PIECE), out, to=to)


def restore(source: IO[bytes], *, identity: Path, data: Path, database: dict[str, Any]) -> None:
    """Bring a backup back into an empty data folder and an empty database; nothing is ever overwritten.

    The whole file is opened into a scratch file, noise on disk, before anything of it is written.

    :raises NotPossible: something is there already, or the backup is of another kind of database.
    :raises vault.IdentityUnfit: it does not open with this identity, or was damaged.
    """
    sqlite = Path(database["NAME"]) if "sqlite" in database["ENGINE"] else None
    if sqlite is not None and sqlite.exists():
        raise NotPossible("There is a database here already. Nothing was changed: choose an empty folder.")
    for name in (CONFIGURATION, *FOLDERS):
        if (data / name).exists():
            raise NotPossible(f"There is {name} in the data folder already. Nothing was changed.")
    with vault.scratch_file() as opened:
        vault.open_stream(source, opened, identity=identity)
        opened.seek(0)
        with tarfile.open(fileobj=opened, mode="r:") as archive:
            members = archive.getmembers()
            wanted = POSTGRES if sqlite is None else SQLITE
            if wanted not in {member.name for member in members}:
                raise NotPossible(
                    "The backup is of the other kind of database: set or unset DATABASE_URL as it was."
                )
            for member in members:
                _put_back(archive, member, data=data, sqlite=sqlite, database=database)


def _put_back(
    archive: tarfile.TarFile,
    member: tarfile.TarInfo,
    *,
    data: Path,
    sqlite: Path | None,
    database: dict[str, Any],
) -> None:
    content = archive.extractfile(member)
    parts = Path(member.name).parts
    if content is None or ".." in parts or Path(member.name).is_absolute():
        raise NotPossible("The backup holds something no backup of ours holds.")
    if member.name == POSTGRES:
        _restore_postgres(content, database)
        return
    path = sqlite if member.name == SQLITE and sqlite is not None else data / member.name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(content, file, PIECE)


def _archive(data: Path, database: dict[str, Any]) -> Iterator[bytes]:
    found = installations.read(data)
    if found is None:
        raise NotPossible("There is no installation in this data folder.")
    text = installations.spell(installations.renewed(found)).encode()
    yield from _member(CONFIGURATION, io.BytesIO(text), len(text))
    # The database before the files: what comes meanwhile is a file too many, never one too few.
    if "sqlite" in database["ENGINE"]:
        with _still(Path(database["NAME"])) as (file, size):
            yield from _member(SQLITE, file, size)
    else:
        with vault.scratch_file() as dump:
            _dump_postgres(dump, database)
            size = dump.seek(0, io.SEEK_END)
            dump.seek(0)
            yield from _member(POSTGRES, dump, size)
    for path in sorted(path for folder in FOLDERS for path in (data / folder).glob("*/*")):
        try:
            kept = path.open("rb")
        except FileNotFoundError:
            continue  # erased since the listing
        with kept:
            yield from _member(str(path.relative_to(data)), kept, os.fstat(kept.fileno()).st_size)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _member(name: str, content: IO[bytes], size: int) -> Iterator[bytes]:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    yield header.tobuf(tarfile.PAX_FORMAT)
    left = size
    while left:
        piece = content.read(min(PIECE, left))
        if not piece:
            raise NotPossible(f"{name} became shorter while it was read: run the backup again.")
        left -= len(piece)
        yield piece
    yield bytes(-size % tarfile.BLOCKSIZE)


@contextmanager
def _still(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """Hold an SQLite file still without holding anybody up, and give it to be read.

    Everything is moved from the write-ahead log into the file, then a reader is opened on the empty log. While that
    reader stays, writers go on in the log and nobody may touch the file (sqlite.org/walformat.html, WAL_READ_LOCK(0)):
    so its bytes are one consistent state, and no second copy of it ever lies on the disk.
    """
    log = path.with_name(path.name + "-wal")
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        for _ in range(ATTEMPTS):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
            if not log.exists() or log.stat().st_size == 0:
                break
            connection.execute("ROLLBACK")
            time.sleep(0.1)
        else:
            raise NotPossible("The database is too busy for a backup now: try again in a quiet hour.")
        # Closed after the connection: closing a file lets go of every lock this process has on it.
        with path.open("rb") as file:
            yield file, os.fstat(file.fileno()).st_size
            connection.close()
    finally:
        connection.close()


def _dump_postgres(out: IO[bytes], database: dict[str, Any]) -> None:
    command = ["pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
    with _postgres_tool(command, database, stdout=subprocess.PIPE) as process:
        if process.stdout is not None:
            shutil.copyfileobj(process.stdout, out, PIECE)
    if process.returncode:
        raise NotPossible("pg_dump could not read the database; what it said stands above.")


def _restore_postgres(content: IO[bytes], database: dict[str, Any]) -> None:
    from django.db import connection

    if connection.introspection.table_names():
        raise NotPossible(
            "There are tables in this database already. Nothing was changed: give an empty one."
        )
    command = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--dbname", database["NAME"]]
    with _postgres_tool(command, database, stdin=subprocess.PIPE) as process:
        if process.stdin is not None:
            shutil.copyfileobj(content, process.stdin, PIECE)
            process.stdin.close()
    if process.returncode:
        raise NotPossible("pg_restore could not write the database; what it said stands above.")


def _postgres_tool(command: list[str], database: dict[str, Any], **pipes: Any) -> "subprocess.Popen[bytes]":
    named = {
        "PGDATABASE": "NAME",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGHOST": "HOST",
        "PGPORT": "PORT",
    }
    given = {name: str(database[setting]) for name, setting in named.items() if database.get(setting)}
    try:
        return subprocess.Popen(command, env={**os.environ, **given}, **pipes)  # noqa: S603 - our own words
    except FileNotFoundError:
        raise NotPossible(
            f"{command[0]} is not installed: it comes with PostgreSQL's client tools."
        ) from None


class _Pieces(io.RawIOBase):
    """Lets pieces that come one by one be read as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what comes next."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken
