"""A whole installation of its own for one test: a data folder, a database, and the `waystation` command."""

import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

from waystation.site.tests.processes import plain_environment


@dataclass
class Own:
    """A data folder with its database; every command runs in a process of its own, as an operator runs it."""

    data: Path
    database: str = ""

    def variables(self, **more: str) -> dict[str, str]:
        """Return the environment of a process of this installation."""
        postgres = {name: value for name, value in os.environ.items() if name.startswith("PG")}
        own = {"DATABASE_URL": self.database} if self.database else {}
        return plain_environment(self.data, **postgres, **own, **more)

    def command(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run one `waystation` command."""
        line = [sys.executable, "-m", "waystation.cli", *words]
        return subprocess.run(
            line, env=self.variables(**more), capture_output=True, text=True, check=False, timeout=300
        )

    def json(self, *words: str) -> object:
        """Run a command that answers for machines."""
        return json.loads(self.command(*words, "--json").stdout)

    def python(self, code: str, **more: str) -> str:
        """Run a few lines in a process of this installation and return what they print."""
        opening = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'waystation.site.settings'; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", opening + code],
            env=self.variables(**more),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def postgres_database() -> str:
    """Create an empty database beside the tests' own on the server they run on; return its address."""
    import psycopg
    from django.db import connection

    name = f"own_{uuid.uuid4().hex[:12]}"
    settings = connection.settings_dict
    parts = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {part: settings[key] for part, key in parts.items() if settings.get(key)}
    with psycopg.connect(dbname="postgres", autocommit=True, **given) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    login = f"{given.get('user', '')}:{given.get('password', '')}@" if given.get("user") else ""
    host = f"{given.get('host', '')}{':' + str(given['port']) if given.get('port') else ''}"
    return f"postgresql://{login}{host}/{name}"
