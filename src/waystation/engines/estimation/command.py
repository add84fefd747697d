"""``waystation estimate TABLE`` and ``waystation estimate link LISTS…``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.engines.estimation.console import Progress, show, tell_report, whole
from waystation.engines.estimation.linkage import command as linking
from waystation.engines.estimation.methods import Settings
from waystation.engines.estimation.reading import read_table
from waystation.engines.estimation.report import METHODS, QUICK, estimate
from waystation.engines.estimation.table import TableUnreadable
from waystation.engines.estimation.terms import parse

if TYPE_CHECKING:
    _SubParsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

NOT_UNDERSTOOD = 2


def register(subparsers: "_SubParsers") -> None:
    """Add ``estimate`` to the command line."""
    parser = subparsers.add_parser("estimate", help="how many are on nobody's list")
    parser.add_argument(
        "what",
        nargs="+",
        metavar="TABLE",
        help="a table of counts (CSV: a column of 0 and 1 per list, and count); or link, and the files of lists",
    )
    parser.add_argument(
        "--methods",
        metavar="NAMES",
        help=f"of {', '.join(METHODS)}; or all (lcmcr takes a quarter of a minute)",
    )
    parser.add_argument("--model", action="append", default=[], metavar="A:B,C:D", help="also fit this model")
    parser.add_argument(
        "--empty-overlaps", default="auto", metavar="HOW",
        help="pairs that share nobody: strike (minus infinity), leave (no interaction), auto (strike to five lists)",
    )  # fmt: skip
    parser.add_argument("--anyway", action="store_true", help="compute even where the verdict is a refusal")
    parser.add_argument("--redraws", default="1000", metavar="N", help="bootstrap redraws; 0 for none (1000)")
    parser.add_argument("--chains", default="16", metavar="N", help="chains of lcmcr, one a seed (16)")
    parser.add_argument("--steps", default="20000", metavar="N", help="steps of lcmcr that count (20000)")
    parser.add_argument("--seed", default="1", metavar="N", help="of bootstrap, chains and draws (1)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    linking.register(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 2 with one sentence if the input cannot be used."""
    try:
        return linking.run(args, settings_from(args)) if args.what[0] == "link" else _estimate(args)
    except TableUnreadable as wrong:
        sys.stderr.write(f"{wrong}\n")
        return NOT_UNDERSTOOD


def _estimate(args: argparse.Namespace) -> int:
    if len(args.what) > 1:
        raise TableUnreadable(f"TABLE: one file at a time, not {len(args.what)}.")
    settings = settings_from(args)
    table, notes = read_table(Path(args.what[0]))
    models = tuple(parse(table, text) for text in args.model)
    report = estimate(table, settings, models=models, notes=notes, tell=Progress())
    if args.json:
        show(report.values())
    else:
        tell_report(report)
    return 0


def settings_from(args: argparse.Namespace) -> Settings:
    """The options as settings.

    :raises TableUnreadable: naming the option that cannot be used.
    """
    if args.empty_overlaps not in {"auto", "strike", "leave"}:
        raise TableUnreadable(
            f"--empty-overlaps: must be strike, leave or auto, not “{args.empty_overlaps}”."
        )
    methods = _methods(args.methods)
    return Settings(
        methods=methods,
        asked=frozenset(methods) if args.methods not in {None, "all"} else frozenset(),
        seed=whole("--seed", args.seed, 0, 10**9),
        redraws=whole("--redraws", args.redraws, 0, 100_000),
        chains=whole("--chains", args.chains, 2, 200),
        steps=whole("--steps", args.steps, 1_000, 10_000_000),
        empty_overlaps=args.empty_overlaps,
        anyway=args.anyway,
    )


def _methods(text: str | None) -> tuple[str, ...]:
    if text is None:
        return QUICK
    if text.strip() == "all":
        return METHODS
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    for name in wanted:
        if name not in METHODS:
            raise TableUnreadable(f"--methods: there is no “{name}”; there are {', '.join(METHODS)}.")
    if not wanted:
        raise TableUnreadable("--methods: names none.")
    return tuple(name for name in METHODS if name in wanted)
