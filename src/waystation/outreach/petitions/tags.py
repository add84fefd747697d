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
    DELIVERY_NOTED = "petition:delivery:noted"
