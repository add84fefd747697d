"""`waystation serve`: the front, the desk and the worker under one parent, on this machine unless told otherwise."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection

from waystation.site.keeper import Fronts, keep_house
from waystation.site.serving import EX_CONFIG, LANES, LISTEN, SERVERS, stop_when_told
from waystation.site.tables import waiting_changes


def register(subparsers: Any) -> None:
    """Say what `serve` understands."""
    parser = subparsers.add_parser("serve", help=__doc__)
    parser.add_argument(
        "--front", default=LISTEN["front"], metavar="HOST:PORT", help="where the front listens"
    )
    parser.add_argument("--desk", default=LISTEN["desk"], metavar="HOST:PORT", help="where the desk listens")
    parser.add_argument(
        "--fronts", type=int, default=1, help="how many processes serve the front, on one port: one a core"
    )
    parser.add_argument("--lane", choices=LANES, default=LANES[0], help="fast: petitions at their peak")
    parser.add_argument(
        "--server", choices=SERVERS, default=SERVERS[0], help="granian: only behind a proxy that buffers"
    )


def run(chosen: argparse.Namespace) -> int:
    """Serve until told to stop; return 0, or 78 when the tables are not this version's or a door refuses its configuration."""
    waiting = _waiting()
    if waiting:
        sys.stderr.write(f"Changes of the tables wait ({waiting}): run `waystation upgrade`.\n")
        return EX_CONFIG
    data = Path(os.environ.get("WAYSTATION_DATA", "var"))
    fronts = Fronts(max(1, chosen.fronts), ("--lane", chosen.lane, "--server", chosen.server))
    return keep_house(data, {"front": chosen.front, "desk": chosen.desk}, stop_when_told(), fronts)


def _waiting() -> int:
    try:
        return len(waiting_changes())
    except OperationalError:
        return 0  # a database that is only just starting: the doors wait for it
    finally:
        connection.close()  # the parent keeps none
