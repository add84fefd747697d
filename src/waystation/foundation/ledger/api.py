"""The ledger's table of contents."""

from waystation.foundation.ledger.cards import (
    CosignatureCard,
    EntryCard,
    Finding,
    HeadCard,
    Page,
    RowNamed,
    Told,
)
from waystation.foundation.ledger.doctor import doctor
from waystation.foundation.ledger.heads import (
    DocumentUnfit,
    LogForked,
    attach_cosignature,
    cosign,
    head_document,
    latest_head,
    list_heads,
    sign_head,
)
from waystation.foundation.ledger.marks import RowOutOfStep
from waystation.foundation.ledger.merkle import Tree, leaf_hash, verify_inclusion
from waystation.foundation.ledger.operations import TRAIL, NotInTransaction, append_public, record
from waystation.foundation.ledger.queries import (
    disclose,
    export_entries,
    find_position,
    has_named,
    knows_tag_key,
    origin_of,
    prove_consistency,
    prove_inclusion,
    read_entries,
    size_of,
)

__all__ = [
    "TRAIL",
    "CosignatureCard",
    "DocumentUnfit",
    "EntryCard",
    "Finding",
    "HeadCard",
    "LogForked",
    "NotInTransaction",
    "Page",
    "RowNamed",
    "RowOutOfStep",
    "Told",
    "Tree",
    "append_public",
    "attach_cosignature",
    "cosign",
    "disclose",
    "doctor",
    "export_entries",
    "find_position",
    "has_named",
    "head_document",
    "knows_tag_key",
    "latest_head",
    "leaf_hash",
    "list_heads",
    "origin_of",
    "prove_consistency",
    "prove_inclusion",
    "read_entries",
    "record",
    "sign_head",
    "size_of",
    "verify_inclusion",
]
