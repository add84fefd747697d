"""``waystation estimate link LISTS…``: link, pile up what is doubtful, count, draw and estimate."""

import argparse
import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

from waystation.engines.estimation.console import Progress, show, tell_report, whole, write
from waystation.engines.estimation.linkage.draws import Pooled, pool
from waystation.engines.estimation.linkage.linking import Linkage, described, link
from waystation.engines.estimation.linkage.records import read_lists
from waystation.engines.estimation.linkage.review import LINKED_AT, Pair, read_decisions, write_pile
from waystation.engines.estimation.methods import Settings
from waystation.engines.estimation.report import Report, estimate
from waystation.engines.estimation.table import Table, TableUnreadable

_UNSETTLED = 0.05
_WRONG = 0.1
_SHOWN = 200
_ENGINES = ("auto", "own", "splink")
_LEAST_LISTS = 2


def register(parser: argparse.ArgumentParser) -> None:
    """Add the options of linking."""
    group = parser.add_argument_group(
        "link LISTS…: CSV files with a column name and, if known, born, place, id"
    )
    group.add_argument("--decisions", metavar="FILE", help="a review file in which people wrote yes or no")
    group.add_argument(
        "--review", metavar="FILE", help="write the doubtful pairs, with names, for people to decide"
    )
    group.add_argument("--out", metavar="TABLE", help="write the counts of the likeliest linkage")
    group.add_argument(
        "--draws", default="50", metavar="M", help="linkages drawn and pooled; 0 for none (50)"
    )
    group.add_argument(
        "--engine", default="auto", metavar="WHICH", help="own, splink, auto (splink above 20,000)"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Link the lists and estimate.

    :raises TableUnreadable: one sentence naming the field.
    """
    if args.engine not in _ENGINES:
        raise TableUnreadable(f"--engine: must be own, splink or auto, not “{args.engine}”.")
    draws = whole("--draws", args.draws, 0, 10_000)
    if len(args.what) - 1 < _LEAST_LISTS:
        raise TableUnreadable("LISTS: one list alone cannot be linked to another; name two files or more.")
    tell = Progress()
    lists, records = read_lists([Path(name) for name in args.what[1:]])
    decisions = read_decisions(Path(args.decisions), records) if args.decisions else {}
    linkage = link(lists, records, decisions=decisions, engine=args.engine, seed=settings.seed, tell=tell)
    if args.review:
        write_pile(Path(args.review), linkage.review(), records, decisions)
    table = linkage.table()
    if args.out:
        _write_table(Path(args.out), table)
    report = estimate(table, settings, tell=tell)
    pooled, sizes = pool(linkage, draws=draws, seed=settings.seed, settings=settings, tell=tell)
    report = _doubted(linkage, report, sizes)
    if args.json:
        show(_values(linkage, report, pooled, sizes))
    else:
        _tell(linkage, report, pooled, sizes)
    return 0


def _doubted(linkage: Linkage, report: Report, sizes: list[int]) -> Report:
    """Where doubtful pairs move the number of people this far, or would leave so many links wrong whichever way they
    are taken, the lists cannot decide before somebody decides the pairs."""
    people, review = report.table.observed, linkage.review()
    links = sum(pair.probability for pair in linkage.pairs)
    wrong = sum(min(pair.probability, 1.0 - pair.probability) for pair in review)
    if report.verdict.word == "refused":
        return report
    if any(abs(size - people) > _UNSETTLED * people for size in sizes):
        found = f"{people:,} people by the likeliest links, {min(sizes):,} to {max(sizes):,} when doubtful pairs are drawn"
    elif wrong > _WRONG * links:
        found = f"of some {links:,.0f} links about {wrong:,.0f} are wrong or missed, whichever way doubtful pairs are taken"
    else:
        return report
    reason = f"The linkage is not settled: {found}; {len(review):,} pairs wait for somebody to decide them."
    return replace(report, verdict=replace(report.verdict, word="the lists do not decide", reason=reason))


def _values(linkage: Linkage, report: Report, pooled: list[Pooled], sizes: list[int]) -> dict[str, Any]:
    review = linkage.review()
    return {
        "records": {
            name: sum(record.source == source for record in linkage.records)
            for source, name in enumerate(linkage.lists)
        },
        "engine": linkage.engine,
        "compared": len(linkage.pairs),
        "linked": sum(pair.probability >= LINKED_AT for pair in linkage.pairs),
        "decided": len(linkage.decisions),
        "people": report.table.observed,
        "review": len(review),
        "review_first": [_pair(linkage, pair) for pair in review[:_SHOWN]],
        "learned": described(linkage.model) if linkage.model is not None else None,
        "table": _rows(report.table),
        "verdict": report.verdict.word,
        "reason": report.verdict.reason,
        "likeliest": report.values(),
        "pooled": {
            "draws": len(sizes),
            "people_from": min(sizes, default=None),
            "people_to": max(sizes, default=None),
            "estimates": [each.values() for each in pooled],
        },
    }


def _pair(linkage: Linkage, pair: Pair) -> dict[str, Any]:
    """References only: whoever looks at a pair has the lists, or the review file."""
    return {
        "one": linkage.records[pair.one].ref,
        "other": linkage.records[pair.other].ref,
        "probability": round(pair.probability, 4),
        "why": pair.why,
    }


def _rows(table: Table) -> list[dict[str, int]]:
    return [
        {name: int(history) >> place & 1 for place, name in enumerate(table.lists)} | {"count": int(count)}
        for history, count in zip(table.histories, table.seen, strict=True)
        if count
    ]


def _write_table(path: Path, table: Table) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[*table.lists, "count"], *(row.values() for row in _rows(table))])
    except OSError as error:
        raise TableUnreadable(f"--out: {path} cannot be written ({error.strerror or error}).") from None


def _tell(linkage: Linkage, report: Report, pooled: list[Pooled], sizes: list[int]) -> None:
    review = linkage.review()
    write(
        f"{len(linkage.records):,} records, {len(linkage.pairs):,} pairs compared, {len(review):,} to be looked at."
    )
    tell_report(report)
    if pooled:
        write(f"Over {len(sizes)} draws of the linkage, {min(sizes):,} to {max(sizes):,} people:")
    for each in pooled:
        write(
            f"  {each.method:18} {each.estimate:>9,.0f}  {each.lower:>9,.0f} to {each.upper:>9,.0f}  "
            f"{each.between:.0%} of the variance from the linkage"
        )
