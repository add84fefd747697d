"""What the petitions room writes into the ledger's trail."""

from enum import StrEnum


class Tag(StrEnum):
    """Ledger tags of the petitions room. Signing is no entry: who signed is nobody's business."""

    KEY_ADDED = "petition:key:added"
    DRAFTED = "petition:text:drafted"
    MOVED = "petition:state:moved"
    SETTLED = "petition:tags:destroyed"
    LET_IN = "petition:signatures:let_in"
    HANDED_OUT = "petition:details:handed_out"
    STRUCK = "petition:signatures:struck"
    SHEETS_ENTERED = "petition:sheets:entered"
    SHEETS_COUNTED = "petition:sheets:counted"
    AUDIT_ANNOUNCED = "petition:audit:announced"
    AUDIT_DRAWN = "petition:audit:drawn"
    AUDIT_HANDED_OUT = "petition:audit:handed_out"
    AUDIT_FOUND = "petition:audit:found"
    AUDIT_DECIDED = "petition:audit:decided"
    ERASED = "petition:details:erased"
    UPDATE_WRITTEN = "petition:update:written"
    UPDATE_MOVED = "petition:update:moved"
    READERS_HANDED_OUT = "petition:readers:handed_out"
    BUNDLES_LAID = "petition:readers:laid_out"
    DELIVERY_NOTED = "petition:delivery:noted"
