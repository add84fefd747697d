"""Reads of the release room."""

from typing import Any

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.figures import api as figures
from waystation.release.access import proposal_to_read
from waystation.release.cards import Line, ProposalCard
from waystation.release.models import Proposal
from waystation.release.rules import PROPOSAL


def list_proposals(actor: staff.Actor, limit: int = 50) -> list[ProposalCard]:
    """List the newest proposals for a supervisor, those that wait first; nothing for anybody else."""
    if not actor.is_any("supervisor"):
        return []
    rows = Proposal.objects.select_related("section").order_by("-as_of", "ref")[:limit]
    cards = [card_of(actor, row, body) for row, body in vault.read_held(actor.ring, rows)]
    return sorted(cards, key=lambda card: card.state != PROPOSAL.start)


def get_proposal(actor: staff.Actor, ref: str) -> ProposalCard:
    """Return one proposal.

    :raises NotHere: no such proposal, or not for this actor.
    """
    row = proposal_to_read(actor, ref)
    return card_of(actor, row, vault.read(actor.ring, row))


def card_of(actor: staff.Actor, row: Proposal, body: dict[str, Any]) -> ProposalCard:
    """Make the card of a proposal whose body is open."""
    lines = tuple(
        Line(
            code,
            label,
            body["counts"][code],
            body["held_back"].get(code, ""),
            body["shown"].get(code),
        )
        for code, label in figures.MEASURES.items()
    )
    facts = {"is_other": row.proposed_by != actor.ref}
    epsilon = int(body.get("epsilon", 0))
    return ProposalCard(
        row.ref,
        row.state,
        PROPOSAL.states[row.state],
        row.as_of,
        row.proposed_by,
        body["note"],
        lines,
        epsilon,
        figures.within(epsilon) if epsilon else 0,
        tuple(PROPOSAL.offers(row.state, actor.roles, facts)),
    )


def today(*, actor: staff.Actor, at: object) -> list[ProposalCard]:  # noqa: ARG001 - every Today panel takes both
    """List the proposals that wait for this supervisor's decision."""
    return [
        card
        for card in list_proposals(actor)
        if card.state == PROPOSAL.start and card.proposed_by != actor.ref
    ]
