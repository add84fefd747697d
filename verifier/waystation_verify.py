#!/usr/bin/env python3
"""Checks a Waystation ledger from outside: heads, proofs, whole logs. One file, nothing of Waystation in it.

    waystation_verify.py head HEAD
    waystation_verify.py inclusion PROOF HEAD
    waystation_verify.py consistency PROOF OLDER-HEAD NEWER-HEAD
    waystation_verify.py log EXPORT [HEAD ...]
    waystation_verify.py petition EXPORT TEXT [--receipt CODE --contact ADDRESS] [--audit AUDIT]

    --key FINGERPRINT      the organisation's signing key, as it was told to you by another way
    --witness FINGERPRINT  a partner that must have cosigned; may be given several times

It needs Python 3.9 or later and its standard library. Signatures (Ed25519 and ML-DSA-65) need the package
``cryptography`` 48 or later; without it everything else is checked, and it says that signatures were not.

Ends with 0: everything was checked and holds. 1: something is wrong. 2: a file cannot be read.
3: nothing is wrong, but not everything could be checked (it says what).

The formats are described in docs/spec/ledger-v1.md and docs/spec/petition-log-v1.md; the hashing is that of RFC 9162, section 2.1.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DIGEST = 32
MARK_BYTES = 16
ED_PUBLIC, ED_SIGNATURE = 32, 64
ML_PUBLIC, ML_SIGNATURE = 1952, 3309
LONGEST_PATH = 128
HOLDS, WRONG, UNREADABLE, UNSURE = 0, 1, 2, 3


class Wrong(Exception):
    """Something does not hold; the message is a sentence."""


class Unreadable(Exception):
    """A file is not what it should be; the message is a sentence."""


class Report:
    """What is said line by line, and how it ends."""

    def __init__(self) -> None:
        self.ending = HOLDS

    def say(self, sentence: str) -> None:
        """Say what was checked and holds."""
        sys.stdout.write(f"ok: {sentence}\n")

    def doubt(self, sentence: str) -> None:
        """Say what could not be checked."""
        self.ending = UNSURE
        sys.stdout.write(f"NOT CHECKED: {sentence}\n")


# Hashing: RFC 9162, 2.1


def leaf_hash(data: bytes) -> bytes:
    """Hash an entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_path(leaf: bytes, position: int, size: int, path: list[bytes]) -> bytes:
    """Climb from a leaf to the root it proves, by the recursion that defines the tree.

    :raises Wrong: the path has not the length it must have.
    """
    if not 0 <= position < size:
        raise Wrong("the proof names a position outside the tree")
    if size == 1:
        if path:
            raise Wrong("the proof is too long")
        return leaf
    if not path:
        raise Wrong("the proof is too short")
    half = 1 << ((size - 1).bit_length() - 1)
    if position < half:
        return node_hash(root_from_path(leaf, position, half, path[:-1]), path[-1])
    return node_hash(path[-1], root_from_path(leaf, position - half, size - half, path[:-1]))


def roots_from_path(first: int, second: int, path: list[bytes], older: bytes | None) -> tuple[bytes, bytes]:
    """Return the older and the newer root that a consistency proof makes, by the recursion that defines it.

    ``older`` is the older root while it is the whole of what is looked at, None once it must come from the path.

    :raises Wrong: the path has not the length it must have.
    """
    if first == second:
        if older is not None and not path:
            return older, older
        if older is None and len(path) == 1:
            return path[0], path[0]
        raise Wrong("the proof has the wrong length")
    if not path:
        raise Wrong("the proof is too short")
    half = 1 << ((second - 1).bit_length() - 1)
    if first <= half:
        old, new = roots_from_path(first, half, path[:-1], older)
        return old, node_hash(new, path[-1])
    old, new = roots_from_path(first - half, second - half, path[:-1], None)
    return node_hash(path[-1], old), node_hash(path[-1], new)


class Edge:
    """The right edge of a growing tree."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add a leaf hash."""
        carry = self.size
        while carry & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            carry >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over everything so far."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        root = self._peaks[-1]
        for left in reversed(self._peaks[:-1]):
            root = node_hash(left, root)
        return root


# Documents


def read_json(text: str, name: str) -> dict[str, Any]:
    """Read one document.

    :raises Unreadable: it is not a JSON table.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name} is not JSON") from error
    if not isinstance(document, dict):
        raise Unreadable(f"{name} holds no document")
    return document


def field(document: dict[str, Any], name: str, kind: type) -> Any:
    """Return a field of the type it must have."""
    value = document.get(name)
    if type(value) is not kind:
        raise Unreadable(f"the field {name} is missing or of the wrong kind")
    return value


def number(document: dict[str, Any], name: str) -> int:
    """Return a whole number that is not negative."""
    value: int = field(document, name, int)
    if not 0 <= value < 2**63:
        raise Unreadable(f"the field {name} is out of range")
    return value


def from_hex(text: object, length: int | None = DIGEST) -> bytes:
    """Read lower-case hex of a certain length in bytes."""
    if not isinstance(text, str) or not re.fullmatch(r"([0-9a-f]{2})*", text):
        raise Unreadable("something that should be hex is not")
    raw = bytes.fromhex(text)
    if length is not None and len(raw) != length:
        raise Unreadable("a hash has the wrong length")
    return raw


def from_base64(text: object, length: int | None = None) -> bytes:
    """Read base64 of a certain length in bytes."""
    try:
        raw = base64.b64decode(str(text), validate=True)
    except ValueError as error:
        raise Unreadable("something that should be base64 is not") from error
    if length is not None and len(raw) != length:
        raise Unreadable("a key or signature has the wrong length")
    return raw


def read_path(document: dict[str, Any]) -> list[bytes]:
    """Return a proof's hashes."""
    steps: list[object] = field(document, "path", list)
    if len(steps) > LONGEST_PATH:
        raise Unreadable("the proof is longer than any proof can be")
    return [from_hex(step) for step in steps]


class Head:
    """A signed tree head."""

    def __init__(self, document: dict[str, Any]) -> None:
        if document.get("format") != "waystation-ledger-head-1":
            raise Unreadable("a head is expected, and this is none that is known here")
        self.origin: str = field(document, "origin", str)
        self.day: str = field(document, "signed_on", str)
        if "\n" in self.origin or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", self.day):
            raise Unreadable("the head's origin or day cannot be")
        self.size = number(document, "size")
        self.root = from_hex(document.get("root"))
        self.key = from_base64(document.get("public_key"), ED_PUBLIC + ML_PUBLIC)
        self.signature = from_base64(document.get("signature"), 1 + ED_SIGNATURE + ML_SIGNATURE)
        self.cosignatures = [
            (
                from_base64(one.get("public_key"), ED_PUBLIC + ML_PUBLIC),
                from_base64(one.get("signature"), 1 + ED_SIGNATURE + ML_SIGNATURE),
            )
            for one in field(document, "cosignatures", list)
            if isinstance(one, dict)
        ]

    def message(self) -> bytes:
        """Return what the signature is over."""
        root = base64.b64encode(self.root).decode()
        return f"waystation ledger head v1\nday {self.day}\n{self.origin}\n{self.size}\n{root}\n".encode()

    def name(self) -> str:
        """Return the head in words."""
        return f"the head of {self.day} over {self.size} entries"


def fingerprint(key: bytes) -> str:
    """Return the name of a key that can be read out: SHA-256 in hex."""
    return hashlib.sha256(key).hexdigest()


# Signatures


def check_signature(key: bytes, message: bytes, signature: bytes) -> list[str]:
    """Check both halves of a signature and return the names of those that could not be.

    :raises Wrong: one of them does not hold.
    """
    if signature[0] != 1:
        raise Wrong("the signature is of a kind unknown here")
    try:
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return ["Ed25519", "ML-DSA-65"]
    try:
        Ed25519PublicKey.from_public_bytes(key[:ED_PUBLIC]).verify(signature[1 : 1 + ED_SIGNATURE], message)
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey

        MLDSA65PublicKey.from_public_bytes(key[ED_PUBLIC:]).verify(signature[1 + ED_SIGNATURE :], message)
    except (InvalidSignature, ValueError) as error:
        raise Wrong("a signature does not hold") from error
    except (ImportError, UnsupportedAlgorithm):
        return ["ML-DSA-65"]
    return []


def check_head(head: Head, wanted: argparse.Namespace, report: Report) -> None:
    """Check who signed a head, and who cosigned it.

    :raises Wrong: a signature does not hold, or a key or a witness is not the one that was named.
    """
    if wanted.key is not None and fingerprint(head.key) != wanted.key.lower():
        raise Wrong(f"{head.name()} is signed with another key: {fingerprint(head.key)}")
    _say_signed(head.name(), check_signature(head.key, head.message(), head.signature), report)
    if wanted.key is None:
        report.doubt(
            f"whose key this is: compare {fingerprint(head.key)} with what you were told, or use --key"
        )
    seen = set()
    for key, signature in head.cosignatures:
        left = check_signature(key, b"waystation ledger cosignature v1\n" + head.message(), signature)
        _say_signed(f"the cosignature of {fingerprint(key)} under it", left, report)
        seen.add(fingerprint(key))
    for witness in wanted.witness:
        if witness.lower() not in seen:
            raise Wrong(f"{head.name()} is not cosigned by {witness}")


def _say_signed(what: str, left: list[str], report: Report) -> None:
    if left:
        report.doubt(
            f"{' and '.join(left)} of {what}: install the Python package 'cryptography' (48 or later)"
        )
    else:
        report.say(f"{what} carries a valid signature (Ed25519 and ML-DSA-65)")


# The four checks


def verify_head(options: argparse.Namespace, report: Report) -> None:
    """Check a head alone."""
    check_head(load_head(options.head), options, report)


def verify_inclusion(options: argparse.Namespace, report: Report) -> None:
    """Check that an entry is under a head, and what it says if that is shown."""
    head, proof = load_head(options.head), load_proof(options.proof, "inclusion")
    check_head(head, options, report)
    check_same(head, proof["origin"], number(proof, "size"))
    leaf = from_hex(proof.get("leaf"), None)
    position = number(proof, "position")
    if root_from_path(leaf_hash(leaf), position, head.size, read_path(proof)) != head.root:
        raise Wrong("the entry is not under this head")
    report.say(f"entry {position} is under {head.name()}")
    opening = proof.get("opening")
    if opening is not None:
        check_opening(opening, leaf)
        report.say(f"the entry says: {opening['entry']}")


def check_opening(opening: Any, leaf: bytes) -> None:
    """Check that the shown text is what was committed to."""
    if not isinstance(opening, dict):
        raise Unreadable("the opening is not a table")
    text = field(opening, "entry", str).encode()
    made = hmac.new(
        from_hex(opening.get("salt")), b"waystation ledger commitment v1\n" + text, hashlib.sha256
    )
    if made.digest() != leaf[1 : 1 + DIGEST]:
        raise Wrong("the text shown is not what stands in the ledger")


def verify_consistency(options: argparse.Namespace, report: Report) -> None:
    """Check that a newer head continues an older one."""
    older, newer = load_head(options.older), load_head(options.newer)
    proof = load_proof(options.proof, "consistency")
    for head in (older, newer):
        check_head(head, options, report)
    if older.key != newer.key:
        raise Wrong("the two heads are signed with different keys")
    check_same(older, proof["origin"], number(proof, "first"))
    check_same(newer, proof["origin"], number(proof, "second"))
    if not 0 < older.size <= newer.size:
        raise Wrong("the older head is empty or larger than the newer")
    if roots_from_path(older.size, newer.size, read_path(proof), older.root) != (older.root, newer.root):
        raise Wrong("the newer head does not continue the older one")
    report.say(f"{newer.name()} continues {older.name()}")


def verify_log(options: argparse.Namespace, report: Report, *more: Head) -> None:
    """Check a whole exported log against the head in it and any others given."""
    with Path(options.export).open(encoding="utf-8") as lines:
        header = read_json(next(lines, ""), "the first line")
        if header.get("format") != "waystation-ledger-log-1":
            raise Unreadable("this is no exported log that is known here")
        heads = [*(load_head(name) for name in options.heads), *more]
        if header.get("head") is not None:
            heads.append(Head(field(header, "head", dict)))
        roots = read_entries(lines, {head.size for head in heads})
    size = number(header, "size")
    if max(roots) != size:
        raise Wrong(f"the export speaks of {size} entries and holds {max(roots)}")
    report.say(f"{size} entries follow one another, each with its own hashes")
    for head in heads:
        check_head(head, options, report)
        if head.origin != header.get("origin"):
            raise Wrong(f"{head.name()} is of another log")
        if head.size > size:
            raise Wrong(f"the log was cut: {head.name()} speaks of more entries than there are")
        if roots[head.size] != head.root:
            raise Wrong(f"the log is not the one that was signed: {head.name()} does not fit it")
        report.say(f"{head.name()} fits the log")
    signed = max((head.size for head in heads), default=0)
    if signed < size or not heads:
        report.doubt(f"the entries from position {signed} on: no signed head covers them")


def read_entries(lines: Iterator[str], sizes: set[int]) -> dict[int, bytes]:
    """Read every entry once and return the root over all, and those at certain sizes."""
    edge = Edge()
    roots = {0: edge.root()}
    for line in lines:
        entry = read_json(line, f"line {edge.size + 2}")
        if number(entry, "position") != edge.size:
            raise Wrong(f"entry {edge.size} is missing or out of order")
        edge.add(leaf_hash(leaf_of(entry)))
        if edge.size in sizes:
            roots[edge.size] = edge.root()
    roots[edge.size] = edge.root()
    return roots


def leaf_of(entry: dict[str, Any]) -> bytes:
    """Put together what stands in the log for an entry; in a public log it stands there whole."""
    if "leaf" in entry:
        leaf = from_hex(entry["leaf"], None)
        if leaf[:1] != b"\x02":
            raise Unreadable(f"entry {entry.get('position')} is of a kind unknown here")
        return leaf
    body_hash = from_hex(entry.get("body_hash"))
    if "sealed" in entry and hashlib.sha256(from_base64(entry["sealed"])).digest() != body_hash:
        raise Wrong(f"the sealed body of entry {entry['position']} was altered")
    leaf = b"\x01" + from_hex(entry.get("commitment")) + body_hash
    for mark in field(entry, "marks", list):
        if not isinstance(mark, list) or len(mark) != 3 or mark[0] not in {1, 2, 3, 4}:  # noqa: PLR2004
            raise Unreadable(f"a mark of entry {entry['position']} cannot be read")
        leaf += bytes((mark[0],)) + from_hex(mark[1], MARK_BYTES) + from_hex(mark[2], MARK_BYTES)
    return leaf


# How a petition is counted: see the page petition-log-v1 of the specification

PETITION_LEAF = 67
SIGNED, WITHDRAWN, STRUCK, LET_IN_AGAIN, ON_PAPER = 1, 2, 3, 4, 5
NAMES = {1: "confirmed by mail", 2: "confirmed by a code", 3: "on paper", 4: "by a credential"}


class Count:
    """What a petition's log adds up to; every entry must follow from those before it."""

    def __init__(self, text_hash: bytes) -> None:
        self.text_hash = text_hash
        self.signed: dict[int, int] = {}
        self.withdrawn = self.struck = self.paper = 0
        self.commitments: dict[bytes, int] = {}
        self._counts: dict[int, int] = {}  # position of a signature → whether it counts, and its evidence

    def add(self, position: int, leaf: bytes) -> None:
        """Take one more entry into account.

        :raises Wrong: it is about another text, says something twice, or speaks of what is not there.
        """
        if len(leaf) != PETITION_LEAF:
            raise Unreadable(f"entry {position} has the wrong length")
        kind, evidence, text, value = leaf[1], leaf[2], leaf[3:35], leaf[35:]
        if text != self.text_hash:
            raise Wrong(f"entry {position} is about another text than the one given")
        if kind == SIGNED:
            if value in self.commitments:
                raise Wrong(f"entry {position} repeats entry {self.commitments[value]}")
            self.commitments[value] = position
            self._counts[position] = evidence
            self.signed[evidence] = self.signed.get(evidence, 0) + 1
        elif kind == ON_PAPER:
            self.paper += int.from_bytes(value[:8], "big")
        elif kind in {WITHDRAWN, STRUCK, LET_IN_AGAIN}:
            self._remove(position, kind, int.from_bytes(value[:8], "big"))
        else:
            raise Unreadable(f"entry {position} is of a kind unknown here")

    def _remove(self, position: int, kind: int, target: int) -> None:
        if target not in self._counts:
            raise Wrong(f"entry {position} speaks of entry {target}, which is no signature before it")
        was_out = self._counts[target] < 0
        if was_out != (kind == LET_IN_AGAIN):
            raise Wrong(f"entry {position} says again what was said of entry {target}")
        self._counts[target] = -self._counts[target]
        self.withdrawn += kind == WITHDRAWN
        self.struck += {STRUCK: 1, LET_IN_AGAIN: -1}.get(kind, 0)

    def positions(self) -> list[int]:
        """Return where the signatures stand that count by now, paper apart."""
        return [position for position, evidence in self._counts.items() if evidence > 0]

    def standing(self) -> int:
        """Return how many signatures stand."""
        return sum(self.signed.values()) + self.paper - self.withdrawn - self.struck


class Audit:
    """The audit of a petition: which entries follow from a public draw, and what was found among them."""

    def __init__(self, document: dict[str, Any]) -> None:
        if document.get("format") != "waystation-petition-audit-1":
            raise Unreadable("this is no audit that is known here")
        self.head = Head(field(document, "head", dict))
        self.source: str = field(document, "source", str)
        self.result: str = field(document, "result", str)
        self.day: str = field(document, "drawn_on", str)
        self.wanted = number(document, "wanted")
        self.positions: list[object] = field(document, "positions", list)
        self.finding: dict[str, Any] | None = document.get("finding")
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", self.day):
            raise Unreadable("the day of the draw cannot be")

    def draw(self, standing: list[int]) -> list[int]:
        """Draw again: a shuffle that stops early, fed by SHA-256."""
        randomness = f"{self.source}\n{self.day}\n{self.result}".encode()
        told = (
            b"waystation petition audit v1\n"
            + self.head.origin.encode()
            + b"\n"
            + self.head.root
            + randomness
        )
        order = list(standing)
        for counter in range(min(self.wanted, len(order))):
            made = int.from_bytes(hashlib.sha256(told + counter.to_bytes(8, "big")).digest(), "big")
            at = counter + made % (len(order) - counter)
            order[counter], order[at] = order[at], order[counter]
        return order[: self.wanted]

    def check(self, standing: list[int], report: Report) -> None:
        """Compare what was drawn with what is said to have been.

        :raises Wrong: the draw was before the head, chooses others, or the finding is about another number.
        """
        if self.day <= self.head.day:
            raise Wrong("the draw of the audit was not after the day of the head it draws from")
        if not self.result:
            report.doubt(f"the audit: its draw is still to come ({self.source}, {self.day})")
            return
        if self.draw(standing) != self.positions:
            raise Wrong("the entries of the audit are not those that its draw chooses")
        report.say(
            f"{len(self.positions)} of {len(standing)} signatures were drawn for the audit, and rightly"
        )
        report.doubt(f"whether this was drawn: {self.source}, {self.day}: {self.result}")
        if self.finding is not None:
            self._say_finding(self.finding, report)

    def _say_finding(self, finding: dict[str, Any], report: Report) -> None:
        real, bad, unreached = (number(finding, name) for name in ("real", "bad", "unreached"))
        if real + bad + unreached != len(self.positions):
            raise Wrong("the finding of the audit is about another number than was drawn")
        sentence = f"found: {real} real, {bad} bad, {unreached} could not be judged"
        report.say(f"{sentence}; the auditor answers for it: {finding.get('auditor')}")


def verify_petition(options: argparse.Namespace, report: Report) -> None:
    """Check a petition's whole log, count it, and look for one receipt if it is given."""
    raw = Path(options.text).read_bytes()
    text = read_json(raw.decode(), options.text)
    if text.get("format") != "waystation-petition-text-1":
        raise Unreadable("this is no petition's text that is known here")
    text_hash = hashlib.sha256(raw).digest()
    options.heads = []
    audit = Audit(load(options.audit)) if options.audit else None
    verify_log(options, report, *([audit.head] if audit else []))
    count = Count(text_hash)
    standing: list[int] = []
    with Path(options.export).open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            entry = read_json(line, "a line of the log")
            count.add(number(entry, "position"), leaf_of(entry))
            if audit and number(entry, "position") + 1 == audit.head.size:
                standing = count.positions()
    report.say(f"every entry is about this text in {', '.join(sorted(text['texts']))}: {text_hash.hex()}")
    for evidence, total in sorted(count.signed.items()):
        report.say(f"{total} signed, {NAMES.get(evidence, 'in an unknown way')}")
    report.say(f"{count.paper} on paper, {count.withdrawn} taken back, {count.struck} struck out")
    report.say(f"{count.standing()} signatures stand")
    if options.receipt:
        _find_receipt(options, count, report)
    if audit:
        audit.check(standing, report)


def _find_receipt(options: argparse.Namespace, count: Count, report: Report) -> None:
    code = re.sub(r"[\s-]", "", options.receipt).upper()
    try:
        salt = base64.b32decode(code + "=" * (-len(code) % 8))
    except ValueError as error:
        raise Unreadable("the receipt is not spelt as receipts are") from error
    message = b"waystation petition commitment v1\n" + count.text_hash + options.contact.strip().encode()
    committed = hmac.new(salt, message, hashlib.sha256).digest()
    if committed not in count.commitments:
        raise Wrong(
            "no entry belongs to this receipt and this address (write the address in its plain spelling)"
        )
    report.say(f"the receipt's signature is entry {count.commitments[committed]}")


def check_same(head: Head, origin: object, size: int) -> None:
    """Refuse a proof that is for another head."""
    if head.origin != origin or head.size != size:
        raise Wrong(f"the proof is not for {head.name()} of {head.origin}")


def load(name: str) -> dict[str, Any]:
    """Read a file that holds one document."""
    return read_json(Path(name).read_text(encoding="utf-8"), name)


def load_head(name: str) -> Head:
    """Read a head."""
    return Head(load(name))


def load_proof(name: str, kind: str) -> dict[str, Any]:
    """Read a proof of one kind."""
    proof = load(name)
    if proof.get("format") != "waystation-ledger-proof-1" or proof.get("kind") != kind:
        raise Unreadable(f"{name} is no proof of {kind} that is known here")
    field(proof, "origin", str)
    return proof


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--key", help="fingerprint of the organisation's signing key")
    shared.add_argument(
        "--witness", action="append", default=[], help="fingerprint of a partner that must have cosigned"
    )
    whole = argparse.ArgumentParser(
        prog="waystation_verify.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = whole.add_subparsers(required=True, metavar="head | inclusion | consistency | log | petition")
    for name, check, arguments in (
        ("head", verify_head, ["head"]),
        ("inclusion", verify_inclusion, ["proof", "head"]),
        ("consistency", verify_consistency, ["proof", "older", "newer"]),
        ("log", verify_log, ["export"]),
        ("petition", verify_petition, ["export", "text"]),
    ):
        part = parts.add_parser(name, parents=[shared])
        part.set_defaults(check=check)
        for argument in arguments:
            part.add_argument(argument)
        if name == "log":
            part.add_argument("heads", nargs="*")
        if name == "petition":
            part.add_argument("--receipt", default="", help="a receipt to look for")
            part.add_argument("--audit", default="", help="the audit by random sample, audit.json")
            part.add_argument(
                "--contact", default="", help="the address it was given for, in its plain spelling"
            )
    return whole


def main(arguments: list[str] | None = None) -> int:
    """Check what the command line names and say how it ended."""
    options = parser().parse_args(arguments)
    report = Report()
    try:
        options.check(options, report)
    except Wrong as error:
        sys.stdout.write(f"WRONG: {error}\n")
        return WRONG
    except (Unreadable, OSError, UnicodeDecodeError) as error:
        sys.stdout.write(f"UNREADABLE: {error}\n")
        return UNREADABLE
    return report.ending


if __name__ == "__main__":
    sys.exit(main())
