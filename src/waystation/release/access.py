"""Gates of the release room: supervisors only."""

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.release.models import Proposal


def supervisor(actor: staff.Actor) -> staff.Actor:
    """Let supervisors pass.

    :raises NotHere: anybody else.
    """
    return staff.allow(actor, "supervisor")


def proposal_to_read(actor: staff.Actor, ref: str) -> Proposal:
    """Return a proposal to a supervisor who holds its section.

    :raises NotHere: no such proposal, or not for this actor.
    """
    supervisor(actor)
    found = Proposal.objects.select_related("section").filter(ref=ref).first()
    if found is None or not vault.holds(actor.ring, found.section):
        raise NotHere
    return found


def proposal_to_change(actor: staff.Actor, ref: str) -> Proposal:
    """Return a proposal to decide on, locked until the transaction ends.

    :raises NotHere: no such proposal, or not for this actor.
    """
    proposal_to_read(actor, ref)
    return Proposal.objects.select_related("section").select_for_update(of=("self",)).get(ref=ref)
