"""Writers and workers are killed with SIGKILL again and again: every effect happens exactly once, none is lost."""

import json
import os
import secrets
import time
from pathlib import Path

import pytest

import waystation
from waystation.testing.nursery import Nursery

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


def nursery(folder, url):
    kept = {name: os.environ[name] for name in os.environ if name.startswith("PG") or name == "PATH"}
    env = {**kept, "PYTHONPATH": str(SOURCE), "WAYSTATION_DATA": str(folder), "DATABASE_URL": url}
    return Nursery("waystation.foundation.outbox.tests.under_fire", folder, env)


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
    with nursery(tmp_path, url) as house:
        house.start("prepare").finish()
        for _ in range(ROUNDS):
            children = [house.start(role) for role in ("write", "work", "work")]
            for child in children:
                child.until("ready\n")
            secrets.SystemRandom().shuffle(children)
            for child in children:
                time.sleep(0.05 + secrets.randbelow(250) / 1000)
                child.kill()
        found = json.loads(house.start("drain").finish())
    print({name: len(value) if isinstance(value, list) else value for name, value in found.items()})
    assert len(found["change"]) > ROUNDS
    assert found["effect"] == found["change"]
    assert found["jobs"] == 0
