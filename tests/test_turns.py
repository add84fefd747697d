"""Fronts that write to one SQLite wait for one another in a queue, and a dead one holds up nobody."""

import fcntl
import os
import threading
from pathlib import Path

import pytest
from django.db import connection

from waystation.foundation.kernel.turns import turn


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="elsewhere many write at once")
def test_a_front_waits_for_its_turn_until_the_other_has_written_or_died():
    other = os.open(Path(connection.settings_dict["NAME"]).parent, os.O_RDONLY)  # as another process holds it
    fcntl.flock(other, fcntl.LOCK_EX)
    has_turn = threading.Event()

    def write():
        with turn():
            has_turn.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert not has_turn.wait(0.1)
    os.close(other)  # what the system does with everything of a process that was killed
    assert has_turn.wait(10)
    writer.join()
