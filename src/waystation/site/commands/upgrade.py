"""`waystation upgrade`: bring the tables to this version, after a backup and while nothing serves."""

import argparse
import sys
from typing import Any

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.site.tables import bring_up_to_date, waiting_changes


def register(subparsers: Any) -> None:
    """Say what `upgrade` understands: nothing further."""
    subparsers.add_parser("upgrade", help=__doc__)


def run(_chosen: argparse.Namespace) -> int:
    """Carry out the changes of the tables that wait, and name them; doing it twice changes nothing."""
    for change in waiting_changes():
        sys.stdout.write(f"{change.app_label} {change.name}\n")
    bring_up_to_date()
    adopted = staff.adopt_keys(at=clock.now())
    if adopted:
        sys.stdout.write(f"{adopted} keys from before are pinned from now on.\n")
    sys.stdout.write("The tables are those of this version. Now run `waystation check`.\n")
    return 0
