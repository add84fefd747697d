"""``waystation clocks``: list and show the rules, evaluate a person's facts, compare two days, check the files."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.engines.clocks import reports
from waystation.engines.clocks.changes import compare_days
from waystation.engines.clocks.checking import check
from waystation.engines.clocks.evaluating import all_questions, evaluate
from waystation.engines.clocks.facts import Wrong, day_written, read_facts
from waystation.engines.clocks.programmes import Law, load_law

if TYPE_CHECKING:
    _SubParsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

_FOUND_WRONG = 1
_WRONG_INPUT = 2


def register(subparsers: "_SubParsers") -> None:
    """Add ``clocks`` with its deeds to the command line."""
    clocks = subparsers.add_parser("clocks", help="legal clocks and eligibility from dated programme files")
    deeds = clocks.add_subparsers(
        dest="clocks_command", required=True, metavar="list|show|evaluate|diff|check"
    )
    listing = deeds.add_parser("list", help="every rule and how it stands on a day")
    listing.add_argument("--country", metavar="XX", help="only rules of this country (EU for the Union)")
    showing = deeds.add_parser("show", help="one rule in full, with the facts it asks for")
    showing.add_argument("programme", metavar="ID")
    judging = deeds.add_parser("evaluate", help="a person's facts against the law of a day")
    judging.add_argument("facts", metavar="FACTS.json", help="names and values; - for standard input")
    judging.add_argument(
        "--programme", action="append", default=[], metavar="ID", help="only this rule (repeatable)"
    )
    comparing = deeds.add_parser("diff", help="what changed between two days, and which facts it touches")
    comparing.add_argument("--from", dest="first", required=True, metavar="DATE")
    comparing.add_argument("--to", dest="second", required=True, metavar="DATE")
    checking = deeds.add_parser("check", help="all vectors, sources and review dates")
    for parser in (listing, showing, judging, comparing, checking):
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.set_defaults(run=run)
    for parser in (listing, showing, judging, checking):
        parser.add_argument("--on", metavar="DATE", help="the day to judge by (today)")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 1 if the check found something, 2 with one sentence if the input cannot be used."""
    deeds: Mapping[str, Callable[[argparse.Namespace, Law], int]] = {
        "list": _list,
        "show": _show,
        "evaluate": _evaluate,
        "diff": _diff,
        "check": _check,
    }
    try:
        return deeds[args.clocks_command](args, load_law())
    except Wrong as wrong:
        # One line, whatever was typed: a name may hold line breaks.
        sys.stderr.write(" ".join(str(wrong).split()) + "\n")
        return _WRONG_INPUT


def _day(field: str, text: str | None) -> date:
    if text is None:
        # The one place that asks what day it is: the engine itself is told.
        return datetime.now(UTC).date()
    return day_written(field, text)


def _list(args: argparse.Namespace, law: Law) -> int:
    on = _day("--on", args.on)
    countries = {programme.country for programme in law.programmes.values()}
    if args.country and args.country not in countries:
        raise Wrong(f"--country: there are rules of {', '.join(sorted(countries))}, not of “{args.country}”.")
    chosen = [one for one in law.programmes.values() if args.country in {None, one.country}]
    _print(
        args, {"on": on, "programmes": [reports.summary(law, one, on) for one in chosen]}, reports.list_lines
    )
    return 0


def _show(args: argparse.Namespace, law: Law) -> int:
    on = _day("--on", args.on)
    _known("ID", [args.programme], law)
    _print(args, reports.in_full(law, law.programmes[args.programme], on), reports.show_lines)
    return 0


def _evaluate(args: argparse.Namespace, law: Law) -> int:
    on = _day("--on", args.on)
    _known("--programme", args.programme, law)
    facts = read_facts(_json(args.facts), law.facts)
    results = evaluate(law, facts, on, args.programme)
    report = {
        "on": on,
        "programmes": [reports.result(one) for one in results],
        "ask": reports.questions(law, all_questions(results)),
    }
    _print(args, report, reports.evaluate_lines)
    return 0


def _diff(args: argparse.Namespace, law: Law) -> int:
    first, second = _day("--from", args.first), _day("--to", args.second)
    if second < first:
        raise Wrong(f"--to: {second} lies before --from {first}.")
    changes = [reports.changed(one) for one in compare_days(law, first, second)]
    _print(args, {"from": first, "to": second, "changes": changes}, reports.diff_lines)
    return 0


def _check(args: argparse.Namespace, law: Law) -> int:
    on = _day("--on", args.on)
    problems = check(law, on)
    is_good = all(problem.is_warning for problem in problems)
    report = {
        "on": on,
        "ok": is_good,
        "programmes": len(law.programmes),
        "vectors": sum(len(programme.vectors) for programme in law.programmes.values()),
        "not_reviewed": [programme.id for programme in law.programmes.values() if not programme.reviewer],
        "to_be_verified": [
            programme.id for programme in law.programmes.values() if not programme.is_verified
        ],
        "problems": [reports.problem(one) for one in problems],
    }
    _print(args, report, reports.check_lines)
    return 0 if is_good else _FOUND_WRONG


def _known(field: str, names: Iterable[str], law: Law) -> None:
    for name in names:
        if name not in law.programmes:
            raise Wrong(f"{field}: there is no rule “{name}”; see waystation clocks list.")


def _json(path: str) -> object:
    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise Wrong(f"FACTS.json: {path} cannot be read ({error.strerror or error}).") from None
    try:
        return json.loads(raw, object_pairs_hook=_without_twice)
    except (ValueError, RecursionError) as error:
        if isinstance(error, Wrong):
            raise
        raise Wrong(f"FACTS.json: {path} is not JSON ({error}).") from None


def _without_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise Wrong(f"{name}: is given twice.")
    return dict(pairs)


def _print(
    args: argparse.Namespace, report: dict[str, object], lines: Callable[[dict[str, object]], Iterable[str]]
) -> None:
    if args.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2, default=str) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines(report)))
