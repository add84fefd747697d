"""What the ledger hands out: opened entries for auditors, heads for everyone, findings for the administrator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class RowNamed:
    """A row that an entry names."""

    table: str
    ref: str
    version: int


@dataclass(frozen=True)
class Told:
    """What an entry tells, as it was recorded; ``actor`` is None where nobody in person acted."""

    at: datetime
    actor: str | None
    tag: str
    subject: str
    detail: Mapping[str, Any]
    rows: tuple[RowNamed, ...]
    erased: tuple[RowNamed, ...]


@dataclass(frozen=True)
class EntryCard:
    """One entry as an auditor reads it; ``told`` is None where it was altered, or sealed to a key not held."""

    ref: str
    position: int
    told: Told | None
    is_altered: bool = False


@dataclass(frozen=True)
class Page:
    """Some entries, newest first; ``after`` is the position to go on from, None at the beginning of the log."""

    entries: tuple[EntryCard, ...]
    after: int | None


@dataclass(frozen=True)
class CosignatureCard:
    """A partner's signature under a head."""

    public_key: bytes
    signature: bytes


@dataclass(frozen=True)
class HeadCard:
    """A signed tree head; ``origin`` names installation and log."""

    ref: str
    origin: str
    size: int
    root: bytes
    signed_on: date
    public_key: bytes
    signature: bytes
    cosignatures: tuple[CosignatureCard, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing the doctor has to say: of which table and row, in a sentence; not everything said is wrong."""

    table: str
    ref: str
    sentence: str
    is_wrong: bool = True

    def __str__(self) -> str:
        """Return the finding as one line."""
        return f"{' '.join(part for part in (self.table, self.ref) if part)}: {self.sentence}"
