"""`waystation work`: the worker alone, for installations whose processes are kept by the system."""

import argparse
from typing import Any

from waystation.site.serving import main


def register(subparsers: Any) -> None:
    """Say what `work` understands: nothing further."""
    subparsers.add_parser("work", help=__doc__)


def run(_chosen: argparse.Namespace) -> int:
    """Carry out jobs and send notices until told to stop; return 0, or 78 when the configuration is refused."""
    return main(["work"])
