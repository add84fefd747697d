"""`waystation demo`: invented people, both doors, on this machine only; starts again on the same data."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from waystation.site import installation as installations
from waystation.site.commands.founding import lay_ground

HOST = "127.0.0.1"
NOT_A_DEMO = "This data folder holds a real installation. Choose another with WAYSTATION_DATA."


def register(subparsers: Any) -> None:
    """Say what `demo` understands."""
    parser = subparsers.add_parser("demo", help=__doc__)
    parser.add_argument("--front", type=int, default=8000, metavar="PORT", help="port of the front")
    parser.add_argument("--desk", type=int, default=8001, metavar="PORT", help="port of the desk")
    parser.add_argument("--no-serve", action="store_true", help="build only")
    parser.add_argument("--json", action="store_true", help="print the totals for machines")


def run(chosen: argparse.Namespace) -> int:
    """Build the demonstration unless it is there, say how to look at it, and serve it."""
    data = Path(os.environ.get("WAYSTATION_DATA", "var")).resolve()
    found = installations.read(data)
    if found is not None and found.mode != "demo":
        sys.stderr.write(NOT_A_DEMO + "\n")
        return 1
    wanted = installations.new(mode="demo", organisation="Waystation", languages=("en", "ru"))
    lay_ground(data, wanted)
    from waystation.testing import story

    told = story.tell(progress=_progress)
    if chosen.json:
        sys.stdout.write(json.dumps(told.totals, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(_introduction(told, chosen.front, chosen.desk))
    sys.stdout.flush()
    if chosen.no_serve:
        return 0
    from waystation.site.keeper import keep_house
    from waystation.site.serving import stop_when_told

    listen = {"front": f"{HOST}:{chosen.front}", "desk": f"{HOST}:{chosen.desk}"}
    return keep_house(data, listen, stop_when_told())


def _progress(words: str) -> None:
    sys.stderr.write(words + "\n")


def _introduction(told: Any, front: int, desk: int) -> str:
    from waystation.testing import cast

    logins = "\n".join(f"    {part.login:7} {part.what}" for part in (cast.FOUNDER, *cast.PARTS))
    return (
        f"\n  Front   http://{HOST}:{front}/en/   http://{HOST}:{front}/ru/\n"
        f"  Desk    http://{HOST}:{desk}/\n\n"
        f"  Everyone's passphrase: {cast.PASSPHRASE}\n{logins}\n\n"
        f"  Twelve words to come back with:\n    {told.words}\n\n"
        "  In this demonstration nobody is asked for a second factor. Invented people only.\n"
        "  Stop with Ctrl-C; the same command starts it again on the same data.\n\n"
    )
