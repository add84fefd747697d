"""Turning the intake team's key, so that a password extorted later opens nothing that was closed earlier."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import access, rules
from waystation.sealed.intake.models import HelpRequest, KeyTurn
from waystation.sealed.intake.tags import Tag


@transaction.atomic
def rotate_intake_key(*, actor: staff.Actor, at: datetime) -> int:
    """Give the intake team a new key pair and destroy the old one; return how many requests came along.

    What is still open, may open again or was hostile stays readable; everything else only recovery can open from
    now on, and the case it became (T-16). By any member of the intake team.

    :raises NotHere: the actor is not of the intake team.
    """
    team = access.intake_team(actor)
    kept = list(
        HelpRequest.objects.with_keys().select_for_update(of=("self",)).filter(state__in=rules.STILL_READ)
    )
    sections = [section for row in kept for section in (row.section, row.conversation.section)]
    # Opened now, in every generation: once the key has turned, the old grants lead nowhere.
    actor.ring.load(
        (section.ref, number) for section in sections for number in range(1, section.generation + 1)
    )
    vault.rotate_line(actor.ring, line=team, keep_old=False)
    for section in sections:
        vault.grant(actor.ring, section, to=team)
    vault.rebind(actor.ring, team)
    KeyTurn.objects.create(turned_on=at.date())
    ledger.record(actor=actor.ref, tag=Tag.KEY_TURNED, subject=team, at=at)
    return len(kept)
