"""A case is kept to named people: the request it came from, its conversation and its search card go with it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import access
from waystation.sealed.intake.operations import steps
from waystation.sealed.intake.tags import Tag


@transaction.atomic
def keep_to(*, actor: staff.Actor, request: str, people: Collection[str], at: datetime) -> None:
    """Leave a request to these people; its conversation to them and to the twelve words, whose way back it is.

    The intake team loses both at once, not only when its key is turned, and finds it no more. What was asked at first
    stands in the case: where whoever acts does not hold the request itself, only recovery can open it from now on.

    :raises NotHere: no such request, or its conversation is not the actor's.
    """
    row = access.conversation_to_change(actor, request)
    vault.set_readers(actor.ring, row.conversation.section, {*people, row.conversation.receipt})
    vault.set_readers(actor.ring, row.section, people, may_be_recovery_alone=True)
    gone = vault.remove_card(row.ref, steps.CARD)
    ledger.record(
        actor=actor.ref,
        tag=Tag.KEPT_TO_FEW,
        subject=request,
        at=at,
        erased=gone,
        detail={"named": sorted(people)},
    )
