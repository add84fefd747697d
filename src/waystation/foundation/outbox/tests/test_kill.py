"""Writers and workers are killed with SIGKILL again and again: every effect happens exactly once, none is lost."""

import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

import pytest

import waystation

ROUNDS = 5
SOURCE = Path(waystation.__file__).parent.parent


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite://{tmp_path}/house.sqlite3"


@pytest.fixture
def postgresql_url():
    import psycopg

    name = f"killed_{secrets.token_hex(4)}"
    with psycopg.connect(dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    yield f"postgresql:///{name}"
    with psycopg.connect(dbname="postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def start(role, folder, url):
    kept = {name: os.environ[name] for name in os.environ if name.startswith("PG") or name == "PATH"}
    env = {**kept, "PYTHONPATH": str(SOURCE), "WAYSTATION_DATA": str(folder), "DATABASE_URL": url}
    command = [sys.executable, "-m", "waystation.foundation.outbox.tests.under_fire", role]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def finish(role, folder, url):
    child = start(role, folder, url)
    said, _ = child.communicate(timeout=120)
    assert child.returncode == 0, role
    return said


@pytest.mark.parametrize(
    "database",
    [
        "sqlite_url",
        pytest.param(
            "postgresql_url",
            marks=pytest.mark.skipif("PGHOST" not in os.environ, reason="no PostgreSQL here (pg_virtualenv)"),
        ),
    ],
)
def test_whatever_is_killed_every_change_takes_effect_once(database, request, tmp_path):
    url = request.getfixturevalue(database)
    finish("prepare", tmp_path, url)
    for _ in range(ROUNDS):
        children = [start(role, tmp_path, url) for role in ("write", "work", "work")]
        for child in children:
            assert child.stdout.readline() == "ready\n"
        secrets.SystemRandom().shuffle(children)
        for child in children:
            time.sleep(0.05 + secrets.randbelow(250) / 1000)
            child.kill()
            child.communicate()
    found = json.loads(finish("drain", tmp_path, url))
    print({name: len(value) if isinstance(value, list) else value for name, value in found.items()})
    assert len(found["change"]) > ROUNDS
    assert found["effect"] == found["change"]
    assert found["jobs"] == 0
