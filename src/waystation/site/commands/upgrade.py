"""`waystation upgrade`: bring the tables to this version, after a backup and while nothing serves."""

import argparse
import sys
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.site.tables import bring_up_to_date


def register(subparsers: Any) -> None:
    """Say what `upgrade` understands: nothing further."""
    subparsers.add_parser("upgrade", help=__doc__)


def run(_chosen: argparse.Namespace) -> int:
    """Carry out the changes of the tables that wait, and name them; doing it twice changes nothing."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    for migration, _backwards in waiting:
        sys.stdout.write(f"{migration.app_label} {migration.name}\n")
    bring_up_to_date()
    adopted = staff.adopt_keys(at=clock.now())
    if adopted:
        sys.stdout.write(f"{adopted} keys from before are pinned from now on.\n")
    sys.stdout.write("The tables are those of this version. Now run `waystation check`.\n")
    return 0
