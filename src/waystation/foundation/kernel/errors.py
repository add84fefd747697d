"""What can go wrong, said in words a page can show."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

Found = TypeVar("Found")


class NotHere(Exception):
    """No such thing for this actor: unknown and forbidden are one and the same answer (T-05)."""


def here(found: Found | None) -> Found:
    """Return what a gate found.

    :raises NotHere: nothing.
    """
    if found is None:
        raise NotHere
    return found


class Refused(Exception):
    """A rule says no; ``missing`` lists what would have to be true, as message identifiers."""

    def __init__(self, *missing: str) -> None:
        super().__init__("; ".join(missing))
        self.missing: Sequence[str] = missing


class Invalid(Exception):
    """What was typed cannot be taken as it is; ``fields`` maps a field name to a message identifier."""

    def __init__(self, **fields: str) -> None:
        super().__init__(", ".join(sorted(fields)))
        self.fields: Mapping[str, str] = fields


class ChangedMeanwhile(Exception):
    """Somebody else changed the same thing since it was read; nothing was written."""
