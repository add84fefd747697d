"""The benches themselves: a small run of each that touches a server, so that their figures can be believed."""

import json
import os
import subprocess
import sys

import pytest

from waystation.site.tests.processes import plain_environment

KEYS = ["sent", "stored", "lost", "refused", "duplicates", "per_second", "cpu_ms_per_request"]


def bench(tmp_path, *words: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "waystation.cli", "bench", *words, "--json"],
        env=plain_environment(
            tmp_path, TMPDIR=str(tmp_path), DATABASE_URL=os.environ.get("DATABASE_URL", "")
        ),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir()), "a bench leaves nothing behind"
    return json.loads(done.stdout)


def test_what_was_acknowledged_is_there_although_the_front_was_killed_half_way(tmp_path):
    figures = bench(tmp_path, "intake", "--requests", "24", "--clients", "6", "--kill")
    assert list(figures) == KEYS
    assert figures["sent"] == figures["stored"] == 24
    assert figures["lost"] == figures["refused"] == figures["duplicates"] == 0


@pytest.mark.parametrize("words", [("plain",), ("fast", "--fronts", "2")], ids=" ".join)
def test_what_was_acknowledged_is_there_after_kill_9(tmp_path, words):
    figures = bench(tmp_path, "sign", "--seconds", "1", "--clients", "8", "--kill", "--lane", *words)
    assert figures["signed"] > 0
    assert figures["lost"] == figures["doubled"] == figures["errors"] == 0
