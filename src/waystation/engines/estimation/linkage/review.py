"""The review pile: pairs that people must look at, and the file in which they say what they saw."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from waystation.engines.estimation.linkage.comparing import Pattern, in_words
from waystation.engines.estimation.linkage.records import Record
from waystation.engines.estimation.reading import text_of
from waystation.engines.estimation.table import TableUnreadable

LINKED_AT = 0.95
LOOKED_AT = 0.05
HEADER = ("one", "other", "probability", "why", "one_name", "other_name", "same")
_ANSWERS = {"yes": True, "1": True, "да": True, "no": False, "0": False, "нет": False}
Decisions = dict[frozenset[str], bool]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records by their places, how likely they are one person, and whether somebody decided it."""

    one: int
    other: int
    probability: float
    pattern: Pattern | None = None
    decided: bool = False

    @property
    def why(self) -> list[str]:
        """The levels in words."""
        return ["decided by people"] if self.decided else in_words(self.pattern) if self.pattern else []


def pile(pairs: Iterable[Pair]) -> list[Pair]:
    """Those between sure and next to impossible, the most doubtful first."""
    doubtful = [pair for pair in pairs if not pair.decided and LOOKED_AT <= pair.probability < LINKED_AT]
    return sorted(doubtful, key=lambda pair: (abs(pair.probability - 0.5), pair.one, pair.other))


def read_decisions(path: Path, records: Sequence[Record]) -> Decisions:
    """Read a review file: columns ``one``, ``other`` and ``same`` (yes, no, or empty for not decided yet).

    :raises TableUnreadable: naming the row and the field.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(text_of(path)), strict=True))
    except csv.Error as error:
        raise TableUnreadable(
            f"--decisions: {path.name} is not a table of comma-separated values ({error})."
        ) from None
    known = {record.ref for record in records}
    found: Decisions = {}
    for number, row in enumerate(rows, 2):
        if any(field not in row for field in ("one", "other", "same")):
            raise TableUnreadable("--decisions: must have columns one, other and same.")
        answer = (row["same"] or "").strip().lower()
        if not answer:
            continue
        if answer not in _ANSWERS:
            raise TableUnreadable(
                f"--decisions: same: row {number} must be yes, no or empty, not “{answer}”."
            )
        for field in ("one", "other"):
            if row[field] not in known:
                raise TableUnreadable(
                    f"--decisions: {field}: row {number} names a record that is in no list."
                )
        key = frozenset({row["one"], row["other"]})
        if found.get(key, _ANSWERS[answer]) != _ANSWERS[answer]:
            raise TableUnreadable(f"--decisions: row {number} says otherwise of a pair than a row before it.")
        found[key] = _ANSWERS[answer]
    return found


def write_pile(path: Path, pairs: Sequence[Pair], records: Sequence[Record], decisions: Decisions) -> None:
    """Write what is decided and what is to be looked at, with names in clear: it is for those who may read the lists.

    :raises TableUnreadable: if it cannot be written.
    """
    said = [
        (min(pair), max(pair), "", "", "", "", "yes" if same else "no") for pair, same in decisions.items()
    ]
    said += [
        (records[pair.one].ref, records[pair.other].ref, f"{pair.probability:.4f}", "; ".join(pair.why),
         _plain(records[pair.one].name), _plain(records[pair.other].name), "")
        for pair in pairs
    ]  # fmt: skip
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *said])
    except OSError as error:
        raise TableUnreadable(f"--review: {path} cannot be written ({error.strerror or error}).") from None


def _plain(value: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{value}" if value[:1] in {"=", "+", "-", "@"} else value
