"""`waystation check`: whether settings, keys, tables and database fit together, and what to do if not."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from waystation.site import checkup


def register(subparsers: Any) -> None:
    """Say what `check` understands."""
    parser = subparsers.add_parser("check", help=__doc__)
    parser.add_argument("--json", action="store_true", help="for machines")


def run(chosen: argparse.Namespace) -> int:
    """Look and say what was found; 0 when all is well, 1 when something is not."""
    looked = checkup.look()
    is_well = all(each.is_well for each in looked)
    if chosen.json:
        found = {"is_well": is_well, "looked": [asdict(each) for each in looked]}
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    else:
        for each in looked:
            sys.stdout.write(f"{'ok   ' if each.is_well else 'WRONG'}  {each.what:9} {each.sentence}\n")
    return 0 if is_well else 1
