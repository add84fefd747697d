"""Bringing the tables up to date: a new house gets today's at once, an older one walks the migrations it has not lived."""

from typing import cast

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model


def waiting_changes() -> list[Migration]:
    """Return the changes of the tables that this version brings and the database has not lived yet, in their order."""
    executor = MigrationExecutor(connection)
    return [change for change, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def bring_up_to_date() -> None:
    """Bring the database's tables to this version; doing it twice changes nothing, stopping half way leaves no half.

    Walking the whole history on an empty database would take six seconds to end where the models already are. A test
    compares both ways.
    """
    if not connection.introspection.table_names():
        _make_at_once()
    call_command("migrate", verbosity=0, interactive=False)


def _make_at_once() -> None:
    # One transaction, the history included: what is interrupted leaves an empty database, which begins again.
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
        editor.create_model(cast("type[Model]", MigrationRecorder.Migration))
        recorder = MigrationRecorder(connection)
        for room, name in MigrationLoader(connection).disk_migrations:
            recorder.record_applied(room, name)
