"""Turning the intake team's key, so that a password extorted later opens nothing that was closed earlier."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import access, rules
from waystation.sealed.intake.models import KeyTurn
from waystation.sealed.intake.tags import Tag

_CHUNK = 500


@transaction.atomic
def rotate_intake_key(*, actor: staff.Actor, at: datetime) -> int:
    """Give the intake team a new key pair and destroy the old one; return how many requests came along.

    What is still open, may open again or was hostile stays readable; everything else only recovery can open from
    now on, and the case it became (T-16). By any member of the intake team.

    :raises NotHere: the actor is not of the intake team.
    """
    team = access.intake_team(actor)
    vault.await_sealers(team)
    kept = access.locked_all(state__in=rules.STILL_READ)
    sections = [section for row in kept for section in (row.section, row.conversation.section)]
    # Opened now, in every generation: once the key has turned, the old grants lead nowhere.
    for start in range(0, len(sections), _CHUNK):
        actor.ring.load(
            (section.ref, number)
            for section in sections[start : start + _CHUNK]
            for number in range(1, section.generation + 1)
        )
    vault.rotate_line(actor.ring, line=team, keep_old=False)
    vault.follow_rotation(actor.ring, line=team, sections=[section.ref for section in sections])
    vault.rebind(actor.ring, team)
    KeyTurn.objects.create(turned_on=at.date())
    ledger.record(actor=actor.ref, tag=Tag.KEY_TURNED, subject=team, at=at, rows=vault.key_rows(team))
    return len(kept)
