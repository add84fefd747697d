"""``waystation campaign``: the private half of a campaign key, on a computer that never comes near the house."""

import base64
import csv
import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

PURPOSE = "campaign-key"
MOST_PEOPLE = 16


def register(subparsers: Any) -> None:
    """Add the command and its parts to the command line."""
    parser: ArgumentParser = subparsers.add_parser("campaign", help=__doc__)
    parser.set_defaults(run=run)
    parts = parser.add_subparsers(dest="part", required=True)
    new = parts.add_parser("new-key", help="make a campaign key; prints the public half for the desk")
    new.add_argument("out", type=Path, help="where the private half is written; nothing is ever overwritten")
    new.add_argument(
        "--shares",
        type=_among,
        metavar="2/3",
        help="as shares among people instead: how many are needed, of how many; OUT is then a new folder",
    )
    opened = parts.add_parser("open", help="open the sealed details that the desk handed out")
    opened.add_argument("sealed", type=Path)
    drawn = parts.add_parser(
        "audit-open", help="open the sample of an audit and write a sheet for the auditor"
    )
    drawn.add_argument("sample", type=Path, help="what the desk handed out")
    drawn.add_argument("log", type=Path, help="the public log, fetched from the petition's page")
    drawn.add_argument("out", type=Path, help="the sheet, as CSV; nothing is ever overwritten")
    addressed = parts.add_parser(
        "address", help="seal the addresses of those who asked for updates to the mailer, for one update"
    )
    addressed.add_argument("readers", type=Path, help="what the desk handed out")
    addressed.add_argument("out", type=Path, help="for the desk; large lists go on in OUT-2, OUT-3, …")
    for part in (opened, drawn, addressed):
        words = "the private half, or as many files of shares as are needed"
        part.add_argument("--key", type=Path, required=True, nargs="+", help=words)
    pack = parts.add_parser("pack", help="on the house's machine: the delivery pack, without a name in it")
    pack.add_argument("petition")
    pack.add_argument("out", type=Path, help="a folder that does not exist yet")


def _among(text: str) -> tuple[int, int]:
    needed, _slash, people = text.partition("/")
    if not (needed.isdecimal() and people.isdecimal() and 2 <= int(needed) <= int(people) <= MOST_PEOPLE):  # noqa: PLR2004 - one share alone would be the key
        raise ArgumentTypeError("two numbers, such as 2/3: how many are needed, at least two, of at most 16")
    return int(needed), int(people)


def run(args: Namespace) -> int:
    """Carry out one part; 0 if it was done, 1 with a sentence if it was not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")
    import django

    django.setup()
    from waystation.foundation.kernel.errors import NotHere
    from waystation.foundation.vault import api as vault
    from waystation.outreach.petitions import api as petitions

    try:
        return _PARTS[args.part](args)
    except NotHere:
        sys.stderr.write("There is no such petition, or it was never open.\n")
    except petitions.NotDrawn:
        sys.stderr.write("The sample is not what the draw chooses from this log. Nothing was opened.\n")
    except petitions.PdfMissing:
        sys.stderr.write("PDF needs the extra `pdf`: pip install 'waystation[pdf]'\n")
    except FileExistsError:
        sys.stderr.write("There is a file of that name already; nothing was written.\n")
    except (OSError, ValueError, KeyError):
        sys.stderr.write("A file cannot be read as what it should be.\n")
    except vault.SharesUnfit:
        sys.stderr.write("These shares do not rebuild the key: too few, mistyped, or of another key.\n")
    except vault.Unopenable:
        sys.stderr.write("This is not the key the details were sealed to, or they were altered.\n")
    return 1


def _new_key(args: Namespace) -> int:
    from waystation.foundation.vault import api as vault

    if not args.shares:
        pair = vault.new_key_pair()
        _write_once(args.out, pair.private.hex())
    else:
        needed, people = args.shares
        pair, shares = vault.new_shared_pair(PURPOSE, needed=needed, people=people)
        args.out.mkdir(mode=0o700)
        for number, share in enumerate(shares, start=1):
            _write_once(args.out / f"share-{number}.txt", share)
    sys.stdout.write(base64.b64encode(pair.public).decode() + "\n")
    return 0


def _write_once(path: Path, secret: str) -> None:
    with _created(path) as file:
        file.write(secret + "\n")


def _private(paths: list[Path]) -> bytes:
    """Return the private half from its file, or rebuilt from the files of enough shares."""
    from waystation.foundation.vault import api as vault

    told = [path.read_text().strip() for path in paths]
    if len(told) == 1 and " " not in told[0]:
        return bytes.fromhex(told[0])
    return vault.pair_from_shares(PURPOSE, told).private


def _open(args: Namespace) -> int:
    from waystation.outreach.petitions import api as petitions

    private = _private(args.key)
    with args.sealed.open(encoding="utf-8") as file:
        for one in petitions.open_sealed(_documents(file), private):
            sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
    return 0


def _audit_open(args: Namespace) -> int:
    from waystation.outreach.petitions import api as petitions

    private = _private(args.key)
    with args.sample.open(encoding="utf-8") as sample, args.log.open(encoding="utf-8") as log:
        next(log)
        entries = (bytes.fromhex(entry["leaf"]) for entry in _documents(log))
        rows = list(petitions.open_sample(_documents(sample), entries, private))
    with _created(args.out) as file:
        writer = csv.DictWriter(file, petitions.COLUMNS)
        writer.writeheader()
        writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    for row in rows:
        if row["in_log"] != "yes":
            sys.stdout.write(f"entry {row['position']} matches the public log: {row['in_log']}\n")
    sys.stdout.write(f"{len(rows)} drawn\n")
    return 0


def _address(args: Namespace) -> int:
    from waystation.outreach.petitions import api as petitions

    private, addressed = _private(args.key), 0
    with args.readers.open(encoding="utf-8") as file:
        for number, lines in enumerate(petitions.address(_documents(file), private), 1):
            out = args.out if number == 1 else args.out.with_stem(f"{args.out.stem}-{number}")
            with _created(out) as written:
                written.writelines(json.dumps(line) + "\n" for line in lines)
            addressed += sum("sealed" in line for line in lines)
    sys.stdout.write(f"{addressed} addressed\n")
    return 0


def _harmless(value: object) -> object:
    """Keep a table program from taking what a signer typed for a formula."""
    return (
        f"'{value}"
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
        else value
    )


def _created(path: Path) -> TextIO:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8", newline="")


def _pack(args: Namespace) -> int:
    from waystation.foundation.kernel import clock
    from waystation.outreach.petitions import api as petitions

    for name in petitions.write_pack(args.petition, args.out, clock.now()):
        sys.stdout.write(f"{name}\n")
    return 0


_PARTS: dict[str, Callable[[Namespace], int]] = {
    "new-key": _new_key,
    "open": _open,
    "audit-open": _audit_open,
    "address": _address,
    "pack": _pack,
}


def _documents(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield json.loads(line)
