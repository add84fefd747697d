"""`waystation restore`: bring a backup back into an empty data folder; nothing is ever overwritten."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any


def register(subparsers: Any) -> None:
    """Say what `restore` understands."""
    parser = subparsers.add_parser("restore", help=__doc__)
    parser.add_argument("backup", type=Path, help="the age file")
    parser.add_argument("--identity", type=Path, required=True, help="a file as age-keygen writes it")


def run(chosen: argparse.Namespace) -> int:
    """Bring it back and say what comes next; 0 done, 1 with a sentence if it was not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")
    import django

    django.setup()
    trouble = _bring_back(chosen.backup, chosen.identity)
    if trouble:
        sys.stderr.write(trouble + "\n")
        return 1
    sys.stdout.write(
        "Restored. Put the copy of the keys folder back as `keys` in the data folder, then run "
        "`waystation check` and `waystation doctor`.\n"
    )
    return 0


def _bring_back(backup: Path, identity: Path) -> str:
    """Return what stood in the way, in a sentence; nothing when it is done."""
    from waystation.foundation.vault import api as vault
    from waystation.site import backups
    from waystation.site.database import database

    data = Path(os.environ.get("WAYSTATION_DATA", "var")).resolve()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = database(os.environ.get("DATABASE_URL", ""), data, under_test=False)
    try:
        with backup.open("rb") as source:
            backups.restore(source, identity=identity, data=data, database=target)
    except vault.IdentityUnfit:
        return "The backup does not open with this identity, or it was damaged. Nothing was written."
    except backups.NotPossible as why:
        return str(why)
    except OSError as error:
        return f"{error.filename or 'The disk'}: {error.strerror}."
    return ""
