"""A new house gets today's tables at once: they are the ones that the history of changes leads to."""

import json

import pytest
from django.db import connection

from installations import Own, postgres_database

# In SQLite a table is the sentence that made it: its parts, without their order, and its indexes.
TOLD = """
import json
from django.apps import apps
from django.db import connection

def parts(sentence):
    depth, part = 0, ""
    for letter in sentence[sentence.index("(") + 1 : sentence.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()

def in_sqlite(cursor, table):
    cursor.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
    return [part for kind, sql in cursor.fetchall() for part in (parts(sql) if kind == "table" else [sql])]

def in_postgresql(cursor, table):
    cursor.execute(
        "SELECT column_name, data_type, character_maximum_length, is_nullable, is_identity "
        "FROM information_schema.columns WHERE table_name = %s", [table]
    )
    columns = [str(row) for row in cursor.fetchall()]
    cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass", [table])
    rules = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT regexp_replace(indexdef, 'INDEX \\S+', 'INDEX') FROM pg_indexes WHERE tablename = %s", [table])
    return columns + rules + [row[0] for row in cursor.fetchall()]

with connection.cursor() as cursor:
    told = in_sqlite if connection.vendor == "sqlite" else in_postgresql
    ours = [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("waystation.")]
    found = {table: sorted(told(cursor, table)) for table in ours}
    print(json.dumps([found, sorted(connection.introspection.table_names(cursor))]))
"""
WALKED = "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
AT_ONCE = """
from waystation.site.tables import bring_up_to_date, waiting_changes
bring_up_to_date()
assert not waiting_changes()
"""

FORGET_AND_SERVE = """
import argparse, contextlib, io
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from waystation.site.commands import serve
newest = MigrationLoader(connection).graph.leaf_nodes("care")[0]
MigrationRecorder(connection).record_unapplied(*newest)
with contextlib.redirect_stderr(io.StringIO()) as said:
    code = serve.run(argparse.Namespace())
MigrationRecorder(connection).record_applied(*newest)
print(code, said.getvalue())
"""


@pytest.fixture(scope="module")
def at_once(tmp_path_factory, django_db_setup):
    """A house whose tables were made at once, and what was said of them."""
    house = fresh(tmp_path_factory.mktemp("tables") / "at-once")
    return house, json.loads(house.python(AT_ONCE + TOLD))


def fresh(folder):
    folder.mkdir()
    return Own(folder, postgres_database() if connection.vendor == "postgresql" else "")


def test_tables_made_at_once_are_those_of_the_history(at_once, tmp_path):
    history, every_table = json.loads(fresh(tmp_path / "walked").python(WALKED + TOLD))
    _house, (present, tables) = at_once
    assert tables == every_table
    assert len(present) > 60
    for table, said in present.items():
        assert said == history[table], table


def test_once_made_no_step_of_the_history_is_left_and_all_of_it_may_be_repeated(at_once):
    house, _told = at_once
    plan = "from django.core.management import call_command; call_command('migrate', plan=True)\n"
    assert "No planned migration operations" in house.python(AT_ONCE + plan)


def test_a_house_whose_tables_wait_is_not_opened(at_once):
    house, _told = at_once
    assert house.python(FORGET_AND_SERVE) == "78 Changes of the tables wait (1): run `waystation upgrade`."
