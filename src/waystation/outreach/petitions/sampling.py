"""Opening a sample where the campaign's private half is kept: only what was really drawn, each compared with the public log."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from waystation.foundation.kernel import mailboxes
from waystation.foundation.ledger import api as ledger
from waystation.outreach.petitions.exports import open_sealed
from waystation.outreach.petitions.rules import audit, leaves

COLUMNS = (
    "number",
    "position",
    "in_log",
    "name",
    "contact",
    "country",
    "place",
    "language",
    "signed_on",
    "verdict",
)
FITS, DIFFERS, GONE = "yes", "NO", "erased since"
_VALUE = 35


class NotDrawn(Exception):
    """The file asks for other rows than those that the announced randomness draws from this log."""


def open_sample(
    sample: Iterator[dict[str, Any]], log: Iterable[bytes], private: bytes
) -> Iterator[dict[str, Any]]:
    """Open a sample with the campaign's private half, a line for each entry drawn; needs no database.

    ``log`` is the whole public log, fetched from the front like anybody does. What is not drawn is never opened.

    :raises NotDrawn: the positions are not those that follow from the log and the randomness, or there are more rows.
    :raises vault.Unopenable: another key, or something was altered.
    """
    head = next(sample)
    told = head["audit"]
    entries = list(islice(log, told["head"]["size"]))
    drawn = _draw(told, entries)
    rows = list(sample)
    if drawn != told["positions"] or not {row["position"] for row in rows if "position" in row} <= set(drawn):
        raise NotDrawn
    details = {one["position"]: one for one in open_sealed(iter([head, *rows]), private)}
    text = bytes.fromhex(head["text_hash"])
    for number, position in enumerate(drawn, 1):
        one = details.get(position, {})
        fits = _fits(one, entries[position], text) if one else GONE
        yield {
            **{name: one.get(name, "") for name in COLUMNS},
            "number": number,
            "position": position,
            "in_log": fits,
        }


def _draw(told: dict[str, Any], entries: list[bytes]) -> list[int]:
    tree = ledger.Tree()
    tree.extend(entries)
    root = bytes.fromhex(told["head"]["root"])
    if tree.size != told["head"]["size"] or tree.root() != root:
        raise NotDrawn
    randomness = audit.spell_randomness(told["source"], date.fromisoformat(told["drawn_on"]), told["result"])
    standing = audit.still_standing(entries)
    return audit.draw(
        origin=told["head"]["origin"],
        root=root,
        randomness=randomness,
        standing=standing,
        number=told["wanted"],
    )


def _fits(one: dict[str, Any], leaf: bytes, text: bytes) -> str:
    address = mailboxes.split(one["contact"])
    if address is None:
        return DIFFERS
    made = leaves.commitment(bytes.fromhex(one["salt"]), text, mailboxes.canonical(*address))
    return FITS if made == leaf[_VALUE:] else DIFFERS
