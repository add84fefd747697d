"""The release room's table of contents."""

from waystation.release.budget import ask_for_noise, decide_on_noise, get_budget
from waystation.release.cards import AllowanceCard, BudgetCard, Line, ProposalCard
from waystation.release.operations import count, decide, note_reported, propose
from waystation.release.queries import get_proposal, list_proposals, today
from waystation.release.rules import EPSILONS

__all__ = [
    "EPSILONS",
    "AllowanceCard",
    "BudgetCard",
    "Line",
    "ProposalCard",
    "ask_for_noise",
    "count",
    "decide",
    "decide_on_noise",
    "get_budget",
    "get_proposal",
    "list_proposals",
    "note_reported",
    "propose",
    "today",
]
