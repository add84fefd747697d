"""What the library writes into the ledger's trail."""

from enum import StrEnum


class Tag(StrEnum):
    """Ledger tags of the library. Reading and printing are no entries: for whom somebody reads is nobody's business."""

    SOURCE_ADDED = "library:source:added"
    SOURCE_CHANGED = "library:source:changed"
    CLIPPING_ASKED = "library:clipping:asked"
    CLIPPING_EDITED = "library:clipping:edited"
    CLIPPING_WITHDRAWN = "library:clipping:withdrawn"
    BILL_FILED = "library:bill:filed"
    BILL_MOVED = "library:bill:moved"
    BILL_EDITED = "library:bill:edited"
    CONDITION_WRITTEN = "library:condition:written"
    CONDITION_MOVED = "library:condition:moved"
