"""What casework hands out: plain values, whose printing shows a reference and nothing else."""

from waystation.foundation.kernel.cards import Card
from waystation.sealed.casework.cards.cases import (
    AssignmentCard,
    CaseCard,
    CaseFile,
    EntryCard,
    SheetCard,
    TimelinePage,
)
from waystation.sealed.casework.cards.desk import (
    CaseFilter,
    CaseList,
    CaseRow,
    DueCard,
    FoundCard,
    LawCard,
    LawNews,
    Today,
    ViewCard,
)
from waystation.sealed.casework.cards.persons import (
    CheckCard,
    ConsentCard,
    OverlayCard,
    PersonCard,
    PersonSheetCard,
)
from waystation.sealed.casework.cards.work import ApprovalCard, TaskCard

__all__ = [
    "ApprovalCard",
    "AssignmentCard",
    "Card",
    "CaseCard",
    "CaseFile",
    "CaseFilter",
    "CaseList",
    "CaseRow",
    "CheckCard",
    "ConsentCard",
    "DueCard",
    "EntryCard",
    "FoundCard",
    "LawCard",
    "LawNews",
    "OverlayCard",
    "PersonCard",
    "PersonSheetCard",
    "SheetCard",
    "TaskCard",
    "TimelinePage",
    "Today",
    "ViewCard",
]
