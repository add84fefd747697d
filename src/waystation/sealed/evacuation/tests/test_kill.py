"""Workers are killed with SIGKILL while nobody is heard from: the ladder is climbed on time all the same, each rung once."""

import json
import os
import secrets
import time
from pathlib import Path

import pytest

import waystation
from waystation.testing.nursery import Nursery

SOURCE = Path(waystation.__file__).parent.parent
PATIENCE = 15


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
    return Nursery("waystation.sealed.evacuation.tests.under_fire", folder, env)


def finish(house, role):
    return json.loads(house.start(role).finish().splitlines()[-1])


def killed_after(house, minutes, seconds):
    child = house.start("work", minutes)
    child.until("ready\n")
    time.sleep(seconds)
    child.kill()


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
def test_a_killed_worker_does_not_keep_the_ladder_from_being_climbed(database, request, tmp_path):
    url = request.getfixturevalue(database)
    with nursery(tmp_path, url) as house:
        names, found = climb(house)
    assert found["overlays"] == ["lost_contact"]
    called = {names[line] for line in found["called"]}
    assert called == {"noor", "pavel", "ruth", "olga", "karim"}


def climb(house):
    """Have workers killed on every rung; return who is who, and how it stands in the end."""
    names = finish(house, "prepare")
    # Due after 120 minutes, missed after 150, second level after 170, third after 190.
    for minutes, state in ((151, "level_1"), (171, "level_2"), (191, "level_3")):
        killed_after(house, minutes, secrets.randbelow(150) / 1000)
        # The rung is climbed at its minute; the mail about it leaves within the minutes after, killed or not.
        for later in range(1, PATIENCE):
            killed_after(house, minutes + later, 1)
            found = finish(house, "look")
            assert found["state"] == state
            if found["waiting"] == waits(state):
                break
        else:
            pytest.fail(str(found))
    return names, found


def waits(state):
    """The decision to go, which lapses later, and the steps that are still ahead."""
    return {"level_1": 3, "level_2": 2, "level_3": 1}[state]
