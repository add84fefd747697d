"""``waystation names match`` and ``waystation names search``."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.engines.names.index import Hit, NameIndex
from waystation.engines.names.matching import Match, match
from waystation.engines.names.reasons import Reason

if TYPE_CHECKING:
    _SubParsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

_WRONG_INPUT = 2
_MANY = 5_000
_MOST_LETTERS = 500


class Wrong(Exception):
    """Input that cannot be used; the message names the field."""


def register(subparsers: "_SubParsers") -> None:
    """Add ``names`` with its two deeds to the command line."""
    names = subparsers.add_parser("names", help="compare and search names across alphabets and spellings")
    deeds = names.add_subparsers(dest="names_command", required=True, metavar="match|search")
    one_to_one = deeds.add_parser("match", help="may two spellings be one person?")
    one_to_one.add_argument("one", metavar="A", help="a name, in any alphabet")
    one_to_one.add_argument("other", metavar="B", help="another")
    in_file = deeds.add_parser("search", help="find a name in a file of one name a line")
    in_file.add_argument("query", metavar="QUERY", help="a name or a part of one")
    in_file.add_argument("file", metavar="FILE", help="text in UTF-8, one name a line; - for standard input")
    in_file.add_argument("--limit", default="100", metavar="N", help="at most so many hits (100)")
    for parser in (one_to_one, in_file):
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 2 with one sentence if the input cannot be used."""
    try:
        return _match(args) if args.names_command == "match" else _search(args)
    except Wrong as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201
        return _WRONG_INPUT


def _match(args: argparse.Namespace) -> int:
    for field, value in (("A", args.one), ("B", args.other)):
        _check_letters(field, value)
    found = match(args.one, args.other)
    if args.json:
        _print_json({"score": found.score, "match": found.is_match, "reasons": _sentences(found.reasons)})
    else:
        _print_match(found)
    return 0


def _search(args: argparse.Namespace) -> int:
    _check_letters("QUERY", args.query)
    if not (args.limit.isascii() and args.limit.isdecimal() and len(args.limit) < 10 and int(args.limit)):
        raise Wrong(f"--limit: must be a whole number above zero, not “{args.limit}”.")
    names = [(str(number), [line]) for number, line in enumerate(_lines(args.file), 1) if line]
    if len(names) >= _MANY:
        print(f"reading {len(names):,} names …", file=sys.stderr)  # noqa: T201
    index = NameIndex(names)
    hits = index.search(args.query, limit=int(args.limit))
    if args.json:
        _print_json({"hits": [_as_json(hit) for hit in hits]})
    else:
        _print_hits(hits)
    return 0


def _check_letters(field: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Wrong(f"{field}: is not UTF-8 text.") from None
    if not any(letter.isalpha() for letter in value):
        raise Wrong(f"{field}: a name needs at least one letter.")
    if len(value) > _MOST_LETTERS:
        raise Wrong(f"{field}: has {len(value):,} letters; a name of more than {_MOST_LETTERS} is none.")


def _lines(path: str) -> list[str]:
    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise Wrong(f"FILE: {path} cannot be read ({error.strerror or error}).") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Wrong(f"FILE: line {line} of {path} is not UTF-8 text.") from None
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    for number, line in enumerate(lines, 1):
        if len(line) > _MOST_LETTERS:
            raise Wrong(
                f"FILE: line {number} has {len(line):,} letters; a name of more than {_MOST_LETTERS} is none."
            )
    return lines


def _as_json(hit: Hit) -> dict[str, object]:
    return {
        "line": int(hit.about),
        "name": hit.name,
        "score": hit.score,
        "match": hit.is_match,
        "reasons": _sentences(hit.reasons),
    }


def _sentences(reasons: Iterable[Reason]) -> list[str]:
    return [str(reason) for reason in reasons]


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201


def _print_match(found: Match) -> None:
    print(f"{'match' if found.is_match else 'no match'}, score {found.score:.2f}")  # noqa: T201
    for sentence in _sentences(found.reasons):
        print(f"  {sentence}")  # noqa: T201


def _print_hits(hits: list[Hit]) -> None:
    if not hits:
        print("No name in the file fits.")  # noqa: T201
    for hit in hits:
        print(f"{hit.score:.2f}  line {hit.about}: {hit.name}")  # noqa: T201
        for sentence in _sentences(hit.reasons):
            print(f"      {sentence}")  # noqa: T201
