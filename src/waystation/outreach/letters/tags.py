"""What the letters room writes into the ledger's trail."""

from enum import StrEnum


class Tag(StrEnum):
    """Ledger tags of the letters room. Writing a letter is no entry: who wrote is nobody's business."""

    IMPORTED = "addressee:file:imported"
    DRAFTED = "letter:text:drafted"
    MOVED = "letter:state:moved"
    STATEMENT_NOTED = "addressee:statement:noted"
    STATEMENT_MOVED = "addressee:statement:moved"
    CAME_BACK = "letter:returned:noted"
    PROMISE_SETTLED = "addressee:promise:settled"
