"""``waystation forecast``: two policies compared, as numbers, as charts and as a two-page brief."""

import argparse
import json
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.engines.forecast import reports
from waystation.engines.forecast.comparing import Comparison, compare, with_run
from waystation.engines.forecast.parameters import load_book
from waystation.engines.forecast.reading import LANGUAGES, Unusable
from waystation.engines.forecast.running import workers
from waystation.engines.forecast.scenario import read_scenario

if TYPE_CHECKING:
    _SubParsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

_WRONG_INPUT = 2
EXAMPLES = ("spectrum", "chechnya", "permit")


def register(subparsers: "_SubParsers") -> None:
    """Add ``forecast`` to the command line."""
    parser = subparsers.add_parser(
        "forecast", help="what another pathway would change, with uncertainty and sources"
    )
    parser.add_argument("scenario", nargs="?", metavar="SCENARIO.toml", help="who asks, and two policies")
    parser.add_argument(
        "--example",
        nargs="?",
        const=EXAMPLES[0],
        metavar="NAME",
        help=f"print an example: {', '.join(EXAMPLES)}",
    )
    parser.add_argument("--parameters", action="store_true", help="print every parameter with its sources")
    parser.add_argument("--brief", metavar="OUT.pdf", help="write two pages with charts (extra pdf)")
    parser.add_argument("--charts", metavar="FOLDER", help="write the charts as SVG")
    parser.add_argument("--language", default="en", metavar="en|ru", help="of the brief and the charts (en)")
    parser.add_argument(
        "--draws", metavar="N", help="how often what is not known is drawn (as in the scenario)"
    )
    parser.add_argument("--seed", metavar="N", help="another seed, other people (as in the scenario)")
    parser.add_argument("--workers", default="1", metavar="N", help="processes; the result is the same (1)")
    parser.add_argument("--on", default="processes", metavar="processes|dask", help="what the workers are")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 2 with one sentence if the input cannot be used."""
    try:
        return _run(args)
    except Unusable as wrong:
        # One line, whatever was typed: a value may hold line breaks.
        sys.stderr.write(" ".join(str(wrong).split()) + "\n")
        return _WRONG_INPUT


def _run(args: argparse.Namespace) -> int:
    if args.example is not None:
        sys.stdout.write(example(args.example))
        return 0
    if args.parameters:
        _print(args, reports.book_json(load_book()), reports.book_lines(load_book()))
        return 0
    if args.scenario is None:
        raise Unusable("SCENARIO.toml: is missing; begin with waystation forecast --example > my.toml")
    if args.language not in LANGUAGES:
        raise Unusable(f"--language: must be one of {', '.join(LANGUAGES)}, not “{args.language}”.")
    if args.on not in {"processes", "dask"}:
        raise Unusable(f"--on: must be processes or dask, not “{args.on}”.")
    _check_outputs(args)
    scenario = with_run(
        read_scenario(Path(args.scenario)),
        seed=_whole("--seed", args.seed, 0, 2**63 - 1),
        draws=_whole("--draws", args.draws, 20, 100_000),
    )
    with workers(_whole("--workers", args.workers, 1, 256) or 1, args.on) as spread:
        comparison = compare(scenario, spread=spread, tell=_Progress())
    _write(args, comparison)
    _print(args, reports.as_json(comparison), reports.lines(comparison))
    return 0


def example(name: str) -> str:
    """A scenario that comes with the package.

    :raises Unusable: when there is none of that name.
    """
    if name not in EXAMPLES:
        raise Unusable(f"--example: must be one of {', '.join(EXAMPLES)}, not “{name}”.")
    folder = files("waystation.engines.forecast").joinpath("scenarios")
    return folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")


def _whole(field: str, text: str | None, least: int, most: int) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 19 and least <= int(text) <= most):
        raise Unusable(f"{field}: must be a whole number from {least} to {most}, not “{text}”.")
    return int(text)


def _check_outputs(args: argparse.Namespace) -> None:
    """Say at once what could not be written, not after minutes of work."""
    if args.brief is not None:
        from waystation.engines.forecast.brief import check_ready

        folder = Path(args.brief).resolve().parent
        if not folder.is_dir():
            raise Unusable(f"--brief: there is no folder {folder}.")
        if Path(args.brief).is_dir():
            raise Unusable(f"--brief: {args.brief} is a folder.")
        check_ready()
    if args.charts is not None and Path(args.charts).exists() and not Path(args.charts).is_dir():
        raise Unusable(f"--charts: {args.charts} is not a folder.")


def _write(args: argparse.Namespace, comparison: Comparison) -> None:
    if args.brief is None and args.charts is None:
        return
    from waystation.engines.forecast import brief, charts

    drawn = charts.draw(comparison, args.language)
    try:
        if args.charts is not None:
            folder = Path(args.charts)
            folder.mkdir(parents=True, exist_ok=True)
            for name, picture in drawn.items():
                (folder / f"{name}.svg").write_text(picture.svg, encoding="utf-8")
        if args.brief is not None:
            Path(args.brief).write_bytes(brief.typeset(comparison, drawn, args.language))
    except OSError as error:
        field = "--brief" if args.brief else "--charts"
        raise Unusable(f"{field}: cannot be written ({error.strerror or error}).") from None


def _print(args: argparse.Namespace, values: object, lines: object) -> None:
    if args.json:
        sys.stdout.write(json.dumps(values, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines))  # type: ignore[attr-defined]


class _Progress:
    """Lines of progress on the error stream once the work has taken longer than a moment."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, line: str) -> None:
        if time.monotonic() - self._began > 1.0:
            sys.stderr.write(f"forecast: {line} …\n")
            sys.stderr.flush()
