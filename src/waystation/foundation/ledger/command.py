"""``waystation ledger``: heads, proofs and the log itself as documents for partners and for the verifier."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.ledger import api as ledger
from waystation.foundation.ledger import formats

Document = Mapping[str, Any]


class _Refusal(Exception):
    """What was asked for cannot be given; the message is the sentence to print."""


def register(subparsers: Any) -> None:
    """Add the command and its parts to the command line."""
    parser: ArgumentParser = subparsers.add_parser("ledger", help="heads, proofs and export of the ledger")
    parser.set_defaults(run=run)
    parser.add_argument("--log", default=ledger.TRAIL, help="which log (default: %(default)s)")
    parser.add_argument("--out", type=Path, help="write to a file instead of the screen")
    parts = parser.add_subparsers(dest="part", required=True)
    head = parts.add_parser("head", help="the newest signed head")
    head.add_argument("--sign", action="store_true", help="sign the log as it stands now")
    export = parts.add_parser("export", help="every entry's public half, one line each, for the verifier")
    export.add_argument("--with-sealed", action="store_true", help="with the sealed bodies")
    proof = parts.add_parser(
        "proof", help="that an entry is in the log, or that a later head continues an earlier"
    )
    proof.add_argument("--position", type=int, help="the entry's position")
    proof.add_argument("--size", type=int, help="the head to prove it under (default: all there is)")
    proof.add_argument("--after", type=int, help="the size of the earlier head")
    cosign = parts.add_parser("cosign", help="sign another organisation's head with our key")
    cosign.add_argument("head", type=Path)
    seen = cosign.add_mutually_exclusive_group(required=True)
    seen.add_argument("--previous", type=Path, help="the head we cosigned before")
    seen.add_argument("--first", action="store_true", help="there was none")
    cosign.add_argument("--proof", type=Path, help="the consistency proof between the two")
    attach = parts.add_parser("attach", help="add a partner's cosignature to our head")
    attach.add_argument("cosignature", type=Path)


def run(args: Namespace) -> int:
    """Carry out one part of the command; 0 if it was done, 1 with a sentence if it was not."""
    try:
        _write(_PARTS[args.part](args), args.out)
    except NotHere:
        return _complain("There is no such entry or head in this log.")
    except ledger.LogForked:
        return _complain("The log does not continue what was signed before: run `waystation doctor`.")
    except (ledger.DocumentUnfit, _Refusal) as error:
        return _complain(str(error))
    return 0


def _head(args: Namespace) -> Iterable[Document]:
    head = ledger.sign_head(at=clock.now(), log=args.log) if args.sign else ledger.latest_head(args.log)
    if head is None:
        raise _Refusal("Nothing was signed yet: use `waystation ledger head --sign`.")
    return [ledger.head_document(head)]


def _export(args: Namespace) -> Iterable[Document]:
    head = ledger.latest_head(args.log)
    size = ledger.size_of(args.log)
    yield {
        "format": formats.FORMAT_LOG,
        "origin": ledger.origin_of(args.log),
        "size": size,
        "head": head and ledger.head_document(head),
    }
    yield from ledger.export_entries(args.log, size, with_sealed=args.with_sealed)


def _proof(args: Namespace) -> Iterable[Document]:
    if (args.position is None) == (args.after is None):
        raise _Refusal("Say either --position or --after.")
    if args.position is not None:
        return [ledger.prove_inclusion(args.position, args.size, args.log)]
    return [ledger.prove_consistency(args.after, args.size, args.log)]


def _cosign(args: Namespace) -> Iterable[Document]:
    previous = args.previous and _read(args.previous)
    return [ledger.cosign(_read(args.head), previous=previous, proof=args.proof and _read(args.proof))]


def _attach(args: Namespace) -> Iterable[Document]:
    return [ledger.head_document(ledger.attach_cosignature(_read(args.cosignature), log=args.log))]


_PARTS: Mapping[str, Callable[[Namespace], Iterable[Document]]] = {
    "head": _head,
    "export": _export,
    "proof": _proof,
    "cosign": _cosign,
    "attach": _attach,
}


def _read(path: Path) -> Document:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _Refusal(f"{path.name} cannot be read as JSON.") from error
    if not isinstance(document, dict):
        raise _Refusal(f"{path.name} holds no document.")
    return document


def _write(documents: Iterable[Document], out: Path | None) -> None:
    lines = (json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
    if out is None:
        sys.stdout.writelines(lines)
        return
    with out.open("w", encoding="utf-8") as file:
        file.writelines(lines)


def _complain(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1
