"""`waystation bench`: measure this machine; each bench works on a temporary installation of its own."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from waystation.site import installation as installations
from waystation.site.commands.founding import lay_ground

# Benches of one module: where their `run()` is.
MODULES = {
    "vault": "waystation.foundation.vault.bench",
    "ledger": "waystation.foundation.ledger.bench",
    "petition": "waystation.outreach.petitions.bench",
    "letters": "waystation.outreach.letters.bench",
    "names": "waystation.engines.names.bench",
    "placement": "waystation.engines.placement.bench",
    "clocks": "waystation.engines.clocks.bench",
    "forecast": "waystation.engines.forecast.bench",
    "estimation": "waystation.engines.estimation.bench",
}


def register(subparsers: Any) -> None:
    """Say what `bench` understands."""
    parser = subparsers.add_parser("bench", help=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    intake = parts.add_parser("intake", help="whole forms over HTTP against the real front")
    intake.add_argument("--requests", type=int, default=1000)
    intake.add_argument("--clients", type=int, default=32)
    intake.add_argument("--kill", action="store_true", help="kill the front half way and start it again")
    _may_have_fronts(intake)
    intake.add_argument("--no-worker", action="store_true", help="without the worker beside it")
    desk = parts.add_parser("desk", help="lists, search, a case, Today and signing in over sealed rows")
    desk.add_argument("--cases", type=int, default=5000)
    desk.add_argument("--requests", type=int, default=30000)
    desk.add_argument(
        "--keep", default="", help="build in this folder, and measure again what was built there"
    )
    _register_crowds(parts)
    for name in _modules():
        part = parts.add_parser(name, help=f"the {name} by itself")
        if name == "petition":
            part.add_argument("--signatures", type=int, default=2_000_000)
        if name == "placement":
            part.add_argument("--size", choices=("small", "middle", "whole"), default="whole")
        if MODULES[name].startswith("waystation.engines."):
            part.add_argument(
                "--seed", type=_seed, default=1, help="other invented people, drawn from this seed"
            )
    for part in parts.choices.values():
        part.add_argument("--json", action="store_true", help="for machines")


def _register_crowds(parts: Any) -> None:
    """Say what the benches of petitions over HTTP understand."""
    sign = parts.add_parser("sign", help="people sign a petition over HTTP, as fast as the front answers")
    sign.add_argument("--seconds", type=float, default=30.0)
    sign.add_argument("--clients", type=int, default=48)
    sign.add_argument("--lane", choices=("plain", "fast"), default="plain")
    sign.add_argument(
        "--server",
        choices=("granian", "waitress"),
        default="granian",
        help="what serves the plain lane: granian behind a proxy, or the ordinary server",
    )
    sign.add_argument("--database", default="", help="postgresql://… instead of SQLite; it must be empty")
    sign.add_argument(
        "--flush-ms", type=float, default=0.0, help="as if each flush of the disk took so much longer"
    )
    _may_have_fronts(sign)
    sign.add_argument("--kill", action="store_true", help="kill a front half way and start it again")
    pages = parts.add_parser("pages", help="people read a petition's published pages over HTTP")
    pages.add_argument("--seconds", type=float, default=10.0)
    pages.add_argument("--clients", type=int, default=48)


def _may_have_fronts(part: Any) -> None:
    part.add_argument("--fronts", type=int, default=1, help="how many processes serve the front, on one port")


def run(chosen: argparse.Namespace) -> int:
    """Measure and print figures by name; return 0."""
    measured = _measure(chosen)
    if chosen.json:
        sys.stdout.write(json.dumps(measured, ensure_ascii=False, indent=1) + "\n")
    else:
        _print(measured)
    return 0


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**63:
        raise argparse.ArgumentTypeError("must be a whole number from 0")
    return value


def _measure(chosen: argparse.Namespace) -> dict[str, Any]:
    with ExitStack() as ends:
        folder = getattr(chosen, "keep", "") or ends.enter_context(
            tempfile.TemporaryDirectory(prefix="waystation-bench-")
        )
        _lay_ground(Path(folder), getattr(chosen, "database", ""))
        if chosen.part in MODULES:
            options = {
                name: getattr(chosen, name) for name in ("seed", "signatures", "size") if name in chosen
            }
            found: dict[str, Any] = import_module(MODULES[chosen.part]).run(**options)
            return found
        from waystation.foundation.kernel import clock
        from waystation.testing.cast import at_work

        return _HOUSE[chosen.part](at_work(clock.now()), chosen)


def _modules() -> list[str]:
    return [name for name, module in MODULES.items() if _is_built(module)]


def _is_built(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _lay_ground(data: Path, database: str = "") -> None:
    """Make a temporary installation on SQLite, whatever the environment says, unless another database was named."""
    for name in ("DATABASE_URL", "WAYSTATION_KEYS", "WAYSTATION_DOOR"):
        os.environ.pop(name, None)
    if database:
        os.environ["DATABASE_URL"] = database
    lay_ground(data, installations.new(mode="demo", organisation="Bench", languages=("en", "ru")))
    from waystation.site import separation

    separation.lay_out_front_keys(data)


def _intake(cast: Any, chosen: argparse.Namespace) -> dict[str, Any]:
    from waystation.testing.benches import intake

    return intake.run(
        cast,
        requests=chosen.requests,
        clients=chosen.clients,
        kill=chosen.kill,
        worker=not chosen.no_worker,
        fronts=chosen.fronts,
    )


def _desk(cast: Any, chosen: argparse.Namespace) -> dict[str, Any]:
    from waystation.testing.benches import desk

    return desk.run(cast, cases=chosen.cases, requests=chosen.requests)


def _sign(cast: Any, chosen: argparse.Namespace) -> dict[str, Any]:
    from waystation.site import separation
    from waystation.testing.benches import sign

    return sign.run(
        cast,
        seconds=chosen.seconds,
        clients=chosen.clients,
        lane=chosen.lane,
        hand_out_keys=separation.lay_out_front_keys,
        kill=chosen.kill,
        server=chosen.server,
        flush_ms=chosen.flush_ms,
        fronts=chosen.fronts,
    )


def _pages(cast: Any, chosen: argparse.Namespace) -> dict[str, Any]:
    from waystation.site import publishing, separation
    from waystation.testing.benches import pages

    return pages.run(
        cast,
        seconds=chosen.seconds,
        clients=chosen.clients,
        hand_out_keys=separation.lay_out_front_keys,
        publish=publishing.publish,
    )


# Benches over a house with the cast at work.
_HOUSE: dict[str, Callable[[Any, argparse.Namespace], dict[str, Any]]] = {
    "intake": _intake,
    "desk": _desk,
    "sign": _sign,
    "pages": _pages,
}


def _print(measured: dict[str, Any], indent: str = "") -> None:
    for name, value in measured.items():
        if isinstance(value, dict):
            sys.stdout.write(f"{indent}{name}\n")
            _print(value, indent + "  ")
        else:
            sys.stdout.write(f"{indent}{name:28} {value}\n")
