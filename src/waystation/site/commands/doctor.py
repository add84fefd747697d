"""`waystation doctor`: whether anything stored was altered, lost or is stuck; opens nothing."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from waystation.foundation.kernel import clock
from waystation.site import rounds


def register(subparsers: Any) -> None:
    """Say what `doctor` understands."""
    parser = subparsers.add_parser("doctor", help=__doc__)
    parser.add_argument("--json", action="store_true", help="for machines")


def run(chosen: argparse.Namespace) -> int:
    """Go round and say what was found; 0 when all is well, 1 when something is wrong."""
    findings = rounds.go_round(clock.now())
    wrong = [finding for finding in findings if finding.is_wrong]
    if chosen.json:
        told = {"is_well": not wrong, "findings": [asdict(finding) for finding in findings]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    else:
        for finding in findings:
            where = " ".join(part for part in (finding.table, finding.ref) if part)
            sys.stdout.write(f"{'WRONG' if finding.is_wrong else 'note '}  {where}: {finding.sentence}\n")
        sys.stdout.write(f"{len(wrong)} things are wrong.\n" if wrong else "All is well.\n")
    return 1 if wrong else 0
