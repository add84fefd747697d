"""Reading a capture table from a file: a column of 0 and 1 for each list, and `count`."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from waystation.engines.estimation.table import Table, TableUnreadable, table_of

MOST_LISTS = 8
_LEAST_LISTS = 2
_LARGEST = 10**9
_LARGEST_FILE = 20_000_000
_NOT_KNOWN = {"", "na", "nan", "?", "0"}


def read_table(path: Path) -> tuple[Table, tuple[str, ...]]:
    """Read a table and what should be said about the reading of it.

    :raises TableUnreadable: one sentence that names the field, and the row where there is one.
    """
    rows = _rows(text_of(path), path.name)
    header = [name.strip() for name in rows[0][1]]
    place = _count_column(header)
    lists = tuple(name for column, name in enumerate(header) if column != place)
    _check_lists(lists)
    counts: dict[tuple[int, ...], int] = {}
    notes: list[str] = []
    for number, row in rows[1:]:
        if len(row) != len(header):
            raise TableUnreadable(f"row {number}: has {len(row)} fields, the header has {len(header)}.")
        history = tuple(
            _bit(header[column], value, number) for column, value in enumerate(row) if column != place
        )
        if not any(history):
            notes.append(_nobody(row[place], number))
            continue
        if history in counts:
            named = ", ".join(name for name, bit in zip(lists, history, strict=True) if bit)
            raise TableUnreadable(
                f"row {number}: those on exactly {named} are counted twice; add the rows up first."
            )
        counts[history] = _count(row[place], number)
    if not sum(counts.values()):
        raise TableUnreadable("count: nobody is on any list.")
    return table_of(lists, counts), tuple(notes)


def text_of(path: Path) -> str:
    """Read a file as text.

    :raises TableUnreadable: when it cannot be read, is too large or is not UTF-8.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise TableUnreadable(f"FILE: {path.name} is larger than {_LARGEST_FILE // 1_000_000} MB.")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TableUnreadable(f"FILE: {path} cannot be read ({reason}).") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise TableUnreadable(f"FILE: line {line} of {path.name} is not UTF-8 text.") from None
    if "\0" in text:
        raise TableUnreadable(f"FILE: {path.name} is not UTF-8 text.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(",;\t", key=first.count)
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise TableUnreadable(f"FILE: {name} is not a table of comma-separated values ({error}).") from None
    rows = [(number, row) for number, row in enumerate(read, 1) if any(value.strip() for value in row)]
    if not rows:
        raise TableUnreadable(f"FILE: {name} is empty.")
    if len(rows) == 1:
        raise TableUnreadable(f"FILE: {name} has a header and no rows.")
    return _without_margin(rows)


def _without_margin(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Spreadsheets write empty columns to the right of a table; what has neither name nor value is none."""
    wide = max(place for _, row in rows for place, value in enumerate(row, 1) if value.strip())
    return [(number, row[:wide]) for number, row in rows]


def _count_column(header: Sequence[str]) -> int:
    found = [place for place, name in enumerate(header) if name.lower() == "count"]
    if not found:
        raise TableUnreadable("count: there is no column of that name.")
    if len(found) > 1:
        raise TableUnreadable("count: there are two columns of that name.")
    return found[0]


def _check_lists(lists: Sequence[str]) -> None:
    if len(lists) < _LEAST_LISTS:
        raise TableUnreadable(
            "lists: one list alone says nothing of those who are on none; two columns are the least."
        )
    if len(lists) > MOST_LISTS:
        raise TableUnreadable(
            f"lists: there are {len(lists)} columns besides count; {MOST_LISTS} are the most; merge the smallest."
        )
    for place, name in enumerate(lists):
        if not name:
            raise TableUnreadable(f"lists: list {place + 1} has no name in the header.")
        if any(mark in name for mark in ":,[]"):
            raise TableUnreadable(f"lists: “{name}” may not have a colon, comma or bracket in its name.")
        if name in lists[:place]:
            raise TableUnreadable(f"lists: there are two columns called “{name}”.")


def _bit(name: str, value: str, number: int) -> int:
    text = value.strip()
    if text not in {"0", "1"}:
        raise TableUnreadable(f"{name}: row {number} must be 0 or 1, not “{text}”.")
    return int(text)


def _count(value: str, number: int) -> int:
    text = value.strip()
    if not text:
        raise TableUnreadable(f"count: row {number} has none.")
    if text.startswith("-") and text[1:].isdecimal():
        raise TableUnreadable(f"count: row {number} is below nought ({text}).")
    whole, _, rest = text.partition(".")
    if not (whole.isascii() and whole.isdecimal()) or rest.strip("0") or len(whole) > 15:
        raise TableUnreadable(f"count: row {number} must be a whole number, not “{text[:40]}”.")
    if int(whole) > _LARGEST:
        raise TableUnreadable(f"count: row {number} is larger than a thousand million.")
    return int(whole)


def _nobody(value: str, number: int) -> str:
    if value.strip().lower() not in _NOT_KNOWN:
        raise TableUnreadable(
            f"count: row {number} counts people on no list, and nobody can have counted them; leave the row out."
        )
    return f"Row {number} is that of people on no list and was left aside: their number is what is sought."
