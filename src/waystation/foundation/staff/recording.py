"""What a colleague did, or a job of itself, noted in the ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff.cards import Actor
from waystation.foundation.vault import api as vault


def record(
    actor: Actor | None,
    tag: str,
    subject: str,
    at: datetime,
    *rows: vault.SealedRow,
    erased: Sequence[vault.VersionName] = (),
    **detail: Any,
) -> None:
    """Write the ledger entry of a deed, as ``ledger.record`` does; nobody acts when a job does."""
    ledger.record(
        actor=actor.ref if actor else None,
        tag=tag,
        subject=subject,
        at=at,
        rows=rows,
        erased=erased,
        detail=detail,
    )
