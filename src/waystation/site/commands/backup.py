"""`waystation backup`: the database and the sealed files as one age file, without the keys, while people work."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from waystation.foundation.vault import api as vault
from waystation.site import backups


def register(subparsers: Any) -> None:
    """Say what `backup` understands."""
    parser = subparsers.add_parser("backup", help=__doc__)
    parser.add_argument("out", type=Path, help="the file to write; it must not exist yet")
    parser.add_argument("--to", required=True, metavar="RECIPIENT", help="an age recipient, age1…")


def run(chosen: argparse.Namespace) -> int:
    """Write it; 0 done, 1 with a sentence if it was not. A backup that broke off leaves no file."""
    data, database = Path(settings.DATA_FOLDER), settings.DATABASES["default"]
    try:
        handle = os.open(chosen.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        return _complain(f"{chosen.out} cannot be written: {error.strerror}.")
    is_whole = False
    try:
        with os.fdopen(handle, "wb") as out:
            backups.write(out, to=chosen.to, data=data, database=database)
            out.flush()
            os.fsync(out.fileno())
        is_whole = True
    except vault.RecipientUnknown:
        return _complain("--to is an age recipient, which begins with age1: make one with age-keygen.")
    except backups.NotPossible as why:
        return _complain(str(why))
    finally:
        if not is_whole:
            chosen.out.unlink()
    sys.stdout.write(
        f"{chosen.out.stat().st_size} bytes. The keys are not in it: keep a copy of the keys folder apart.\n"
    )
    return 0


def _complain(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1
