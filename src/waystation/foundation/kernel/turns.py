"""Taking turns at SQLite, which lets one process write at a time and has all others ask again and again, longer and longer.

Several fronts that write thousands of signatures a second would starve one another by that. Here they wait in a queue of
the system's, which also lets go of the turn of a process that dies. It is a courtesy: what keeps the rows right is the
database's own lock, which everybody else takes alone.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

from django.db import connection

_here = Lock()  # a file's lock is the process's, whichever thread took it


@contextmanager
def turn() -> Iterator[None]:
    """Hold the only turn to write, for one transaction; where many may write at once nobody waits.

    Nor does whoever is in a transaction already: they would wait for a turn while its holder waits for them.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    file = _file(str(Path(str(connection.settings_dict["NAME"])).parent))
    with _here:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


@cache
def _file(folder: str) -> int:
    """Open what is locked: the database's folder, because to open and close the database itself would lose its locks."""
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
