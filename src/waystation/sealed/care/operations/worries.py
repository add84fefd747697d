"""What worries a host: reported in a sentence, seen to by those who keep the house."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import access
from waystation.sealed.care.models import HouseWorry
from waystation.sealed.care.tags import Tag

WORDS_NEEDED = _("Write a few words.")


@transaction.atomic
def report_worry(*, actor: staff.Actor, house: str, text: str, at: datetime) -> None:
    """Tell the house's team what worries its host. The team and the supervisors are sent a mail to look.

    :raises NotHere: not the actor's house.
    :raises Invalid: no words.
    """
    row = access.house_to_host(actor, house)
    if not text.strip():
        raise Invalid(text=WORDS_NEEDED)
    team, supervisors = vault.read(actor.ring, row)["team"], staff.team_line("supervisors")
    section = vault.create_section(actor.ring, kind="worry", to=[team, supervisors])
    worry = HouseWorry(house=row, section=section)
    vault.write(actor.ring, worry, {"text": text, "by": actor.ref, "at": at.isoformat()})
    ledger.record(actor=actor.ref, tag=Tag.WORRY_REPORTED, subject=row.ref, at=at, rows=[worry])
    outbox.tell([*vault.members(team), *vault.members(supervisors)], at=at)


@transaction.atomic
def see_to_worry(*, actor: staff.Actor, worry: str, at: datetime) -> None:
    """Note that somebody has seen to what a host reported. For those who keep the house.

    :raises NotHere: unknown, or not the actor's to keep.
    """
    row = access.worry_to_keep(actor, worry)
    row.is_open = False
    body = vault.read(actor.ring, row) | {"seen_to_by": actor.ref, "seen_to_at": at.isoformat()}
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=Tag.WORRY_SEEN_TO, subject=row.house_id, at=at, rows=[row])
