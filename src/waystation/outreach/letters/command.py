"""``waystation addressees``: take in who decides, from open data, as often as the files change."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

FORMATS = ("legislators", "offices", "zccd", "popolo", "csv", "codes")
MOST_SHOWN = 40


def register(subparsers: Any) -> None:
    """Add the command and its parts to the command line."""
    parser: ArgumentParser = subparsers.add_parser("addressees", help=__doc__)
    parser.set_defaults(run=run)
    parts = parser.add_subparsers(dest="part", required=True)
    take = parts.add_parser(
        "import", help="officials, their offices, or postal codes; all of a file or nothing"
    )
    take.add_argument("file", type=Path)
    take.add_argument("--format", choices=FORMATS, default="", help="guessed from the file if not given")
    take.add_argument(
        "--source", default="", help="whose list this is; the same name again brings it up to date"
    )
    take.add_argument(
        "--may-shrink", action="store_true", help="even if more than a third are in the file no more"
    )


def run(args: Namespace) -> int:
    """Take a file in; 0 if it was done, 1 with sentences if it was not."""
    from waystation.foundation.kernel import clock
    from waystation.foundation.kernel.errors import Refused
    from waystation.outreach.letters import api as letters

    try:
        text = args.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return _complain(f"{args.file.name} cannot be read as a text file in UTF-8.")
    kind = args.format or letters.guess(args.file.name, text)
    if not kind:
        return _complain(f"Say what {args.file.name} is: --format {' | '.join(FORMATS)}")
    source = args.source or letters.SOURCES.get(kind, args.file.stem)[:40]
    read = letters.READERS[kind](text)
    for note in read.notes[:MOST_SHOWN]:
        sys.stderr.write(f"Line {note.line}: {note.why}\n")
    try:
        card = letters.import_addressees(
            read=read, source=source, at=clock.now(), may_shrink=args.may_shrink, progress=_progress
        )
    except letters.BadFile as refusal:
        for one in refusal.bad[:MOST_SHOWN]:
            sys.stderr.write(f"Line {one.line}: {one.why}\n")
        return _complain(f"{len(refusal.bad)} lines cannot be taken. Nothing was changed.")
    except Refused as refusal:
        return _complain(*refusal.missing, "Nothing was changed; --may-shrink takes it all the same.")
    sys.stdout.write(
        f"{source}: {card.added} added, {card.changed} changed, {card.left} left as they were, {card.gone} gone.\n"
    )
    return 0


def _complain(*sentences: str) -> int:
    sys.stderr.write("\n".join([*sentences, ""]))
    return 1


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} of {of:,}" + ("\n" if done == of else ""))
        sys.stderr.flush()
