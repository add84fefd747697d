"""What a thief finds on the machine: every column, the database's own files, and a backup opened with its identity."""

import io
import tarfile
from dataclasses import replace
from pathlib import Path

import pyrage
from django.conf import settings as now_set
from django.db import connection

from waystation.foundation.vault import api as vault
from waystation.site import backups
from waystation.site import installation as installations

from markers import search


def columns():
    """Yield every column of every table of the database: table, name, the values in it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            for at, name in enumerate(names):
                yield table, name, [row[at] for row in rows]


def as_bytes(value) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode()


def backup_leaks(needles, tmp_path):
    """Search a backup as it lies there, and opened as whoever has its identity opens it."""
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "identity").write_text(str(identity))
    if installations.read(now_set.DATA_FOLDER) is None:
        installations.write(now_set.DATA_FOLDER, replace(now_set.INSTALLATION, mode="demo"))
    database = dict(now_set.DATABASES["default"], **connection.settings_dict)
    sealed, opened = io.BytesIO(), io.BytesIO()
    backups.write(sealed, to=str(identity.to_public()), data=now_set.DATA_FOLDER, database=database)
    sealed.seek(0)
    vault.open_stream(sealed, opened, identity=tmp_path / "identity")
    opened.seek(0)
    with tarfile.open(fileobj=opened) as archive:
        names = [member.name for member in archive.getmembers()]
    assert len([name for name in names if name.startswith("files/")]) >= 2
    assert not [name for name in names if name.endswith(".key")]
    both = sealed.getvalue() + opened.getvalue()
    return [f"backup: {hit}" for hit in search(both, needles)]


def database_file_leaks(needles):
    """Search the database's own files, with what it has not yet tidied away."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        files = [file for file in path.parent.glob(path.name + "*") if file.is_file()]
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            folder = Path(cursor.fetchone()[0])
        files = [path for part in ("base", "pg_wal") for path in (folder / part).rglob("*") if path.is_file()]
        assert files, "the server's files cannot be read by the tests"
    assert sum(len(_content(path)) for path in files) > 100_000
    return [f"{path.name}: {hit}" for path in files for hit in search(_content(path), needles)]


def _content(path):
    """Read a file; one that the server has tidied away in the meantime holds nothing."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
