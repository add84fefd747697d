"""Records of lists: a name, and where they are known the date of birth, as exact as it is known, and the place."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from waystation.engines.estimation.reading import text_of
from waystation.engines.estimation.table import TableUnreadable

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_TURNED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_UNSURE = re.compile(r"[?~]|\b(?:c|ca|circa|about)\b\.?|ок\.?|около", re.IGNORECASE)
_OLDEST, _YOUNGEST = 1850, 2100


@dataclass(frozen=True, slots=True)
class Born:
    """A date of birth to the year, month or day; ``unsure`` if whoever wrote it down said so."""

    year: int
    month: int | None = None
    day: int | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One row of one list; ``ref`` is ``LIST:id``, with the number of the row where there is no id."""

    ref: str
    source: int
    name: str
    born: Born | None
    place: str

    def __repr__(self) -> str:
        """Show the reference only."""
        return f"Record({self.ref})"


def read_lists(paths: Sequence[Path]) -> tuple[tuple[str, ...], list[Record]]:
    """Read lists: CSV with a column ``name`` and, if there are any, ``born``, ``place`` and ``id``.

    :raises TableUnreadable: one sentence naming the list, the row and the field.
    """
    lists = tuple(path.stem for path in paths)
    for place, name in enumerate(lists):
        if name in lists[:place]:
            raise TableUnreadable(f"LISTS: two files are called {name}; lists are named after their files.")
        if any(mark in name for mark in ":,[]"):
            raise TableUnreadable(f"LISTS: “{name}” may not have a colon, comma or bracket in its name.")
    return lists, [record for source, path in enumerate(paths) for record in _read(path, source)]


def _read(path: Path, source: int) -> list[Record]:
    try:
        rows = list(csv.reader(io.StringIO(text_of(path)), strict=True))
    except csv.Error as error:
        raise TableUnreadable(f"{path.stem}: is not a table of comma-separated values ({error}).") from None
    if not rows:
        raise TableUnreadable(f"{path.stem}: is empty.")
    header = [name.strip().lower() for name in rows[0]]
    if "name" not in header:
        raise TableUnreadable(f"{path.stem}: name: there is no column of that name.")
    found: list[Record] = []
    refs: set[str] = set()
    for number, row in enumerate(rows[1:], 2):
        if not any(value.strip() for value in row):
            continue
        record = _record(path.stem, source, number, dict(zip(header, row, strict=False)))
        if record.ref in refs:
            raise TableUnreadable(f"{path.stem}: id: row {number} has an id that another row has.")
        refs.add(record.ref)
        found.append(record)
    if not found:
        raise TableUnreadable(f"{path.stem}: has a header and no rows.")
    return found


def _record(stem: str, source: int, number: int, row: dict[str, str]) -> Record:
    name = row["name"].strip() if "name" in row else ""
    if not any(letter.isalpha() for letter in name):
        raise TableUnreadable(f"{stem}: name: row {number} has no letters.")
    try:
        born = read_born(row.get("born", ""))
    except ValueError:
        raise TableUnreadable(
            f"{stem}: born: row {number} must be a date as 1990, 1990-05 or 1990-05-17, with ? if unsure."
        ) from None
    ref = row.get("id", "").strip() or str(number)
    return Record(f"{stem}:{ref}", source, name, born, row.get("place", "").strip())


def read_born(text: str) -> Born | None:
    """Read a date of birth; None if there is none.

    :raises ValueError: if it is none of the forms.
    """
    unsure = bool(_UNSURE.search(text))
    text = _UNSURE.sub("", text).strip()
    if not text:
        return None
    turned = _TURNED.fullmatch(text)
    if turned:
        day, month, year = (int(part) for part in turned.groups())
        date(year, month, day)
        return Born(year, month, day, unsure)
    plain = _DATE.fullmatch(text)
    if plain is None:
        raise ValueError("not a date")
    year, month, day = (int(part) if part else 0 for part in plain.groups())
    date(year, month or 1, day or 1)
    if not _OLDEST <= year <= _YOUNGEST:
        raise ValueError("not a year of birth")
    return Born(year, month or None, day or None, unsure)
