"""What the digest room writes into the ledger's trail."""

from enum import StrEnum


class Tag(StrEnum):
    """Ledger tags of the digest room. Subscribing is no entry: who reads is nobody's business."""

    BEGUN = "digest:piece:begun"
    WRITTEN = "digest:piece:written"
    MOVED = "digest:piece:moved"
    TOPIC_ADDED = "digest:topic:added"
    EDITION_BEGUN = "digest:edition:begun"
    EDITION_WRITTEN = "digest:edition:written"
    EDITION_MOVED = "digest:edition:moved"
