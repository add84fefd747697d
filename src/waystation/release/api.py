"""The release room's table of contents."""

from waystation.release.cards import Line, ProposalCard
from waystation.release.operations import count, decide, propose
from waystation.release.queries import get_proposal, list_proposals, today

__all__ = ["Line", "ProposalCard", "count", "decide", "get_proposal", "list_proposals", "propose", "today"]
