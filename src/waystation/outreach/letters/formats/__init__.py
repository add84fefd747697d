"""Files of officials as the world publishes them, read line by line into plain values; nothing here knows the database."""

from collections.abc import Callable

from waystation.outreach.letters.formats.legislators import read_legislators, read_offices
from waystation.outreach.letters.formats.lines import AreaLine, BadLine, OfficeLine, OfficialLine, Read
from waystation.outreach.letters.formats.popolo import read_popolo
from waystation.outreach.letters.formats.tables import read_codes, read_table, read_zccd

READERS: dict[str, Callable[[str], Read]] = {
    "legislators": read_legislators,
    "offices": read_offices,
    "zccd": read_zccd,
    "popolo": read_popolo,
    "csv": read_table,
    "codes": read_codes,
}
# Where the officials of a format come from, when nobody says otherwise: re-imported under the same name they are updated.
SOURCES = {"legislators": "us-congress", "offices": "us-congress"}


def guess(name: str, text: str) -> str:
    """Return the format that a file seems to have; empty if it cannot be told."""
    head = text[:4000]
    if name.endswith((".yaml", ".yml")):
        return "offices" if "\n  offices:" in head else "legislators"
    if name.endswith(".json"):
        return "popolo"
    if name.endswith(".csv"):
        columns = head.split("\n", 1)[0].strip().split(",")
        return "zccd" if "zcta" in columns else "codes" if "code" in columns else "csv"
    return ""


__all__ = [
    "READERS",
    "SOURCES",
    "AreaLine",
    "BadLine",
    "OfficeLine",
    "OfficialLine",
    "Read",
    "guess",
    "read_codes",
    "read_legislators",
    "read_offices",
    "read_popolo",
    "read_table",
    "read_zccd",
]
