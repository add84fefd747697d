"""What the release room writes into the ledger."""

from enum import StrEnum


class Tag(StrEnum):
    """Ledger tags of the release room."""

    PROPOSED = "figures:proposal:made"
    PUBLISHED = "figures:proposal:published"
    RETURNED = "figures:proposal:returned"
    WITHDRAWN = "figures:proposal:withdrawn"
    REPORTED = "figures:reported:noted"
    BUDGET_ASKED = "figures:budget:asked"
    BUDGET_GRANTED = "figures:budget:granted"
    BUDGET_REFUSED = "figures:budget:refused"
    BUDGET_SPENT = "figures:budget:spent"
