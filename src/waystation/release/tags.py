"""What the release room writes into the ledger."""

from enum import StrEnum


class Tag(StrEnum):
    """Ledger tags of the release room."""

    PROPOSED = "figures:proposal:made"
    PUBLISHED = "figures:proposal:published"
    RETURNED = "figures:proposal:returned"
    WITHDRAWN = "figures:proposal:withdrawn"
