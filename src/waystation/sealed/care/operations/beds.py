"""Beds: added, taken out of use for some nights, removed."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import access
from waystation.sealed.care.cards import BedCard, BlockCard
from waystation.sealed.care.models import Bed, BedNight, Block, Stay
from waystation.sealed.care.rules import nights, stays
from waystation.sealed.care.tags import Tag

LABEL_NEEDED = _("Give the bed a name, such as “left room, by the window”.")
SOMEBODY_IS_BOOKED = _("The bed is booked or out of use on one of these nights.")


@transaction.atomic
def add_bed(*, actor: staff.Actor, house: str, label: str, note: str, at: datetime) -> BedCard:
    """Add a bed to a house. For those who keep it.

    :raises NotHere: unknown, or not the actor's to keep.
    :raises Invalid: no label.
    """
    row = access.house_to_keep(actor, house)
    if not label.strip():
        raise Invalid(label=LABEL_NEEDED)
    bed = Bed(house=row, section=row.section)
    vault.write(actor.ring, bed, {"label": label, "note": note})
    ledger.record(actor=actor.ref, tag=Tag.BED_ADDED, subject=bed.ref, at=at, rows=[bed])
    return BedCard(bed.ref, row.ref, label, note)


@transaction.atomic
def remove_bed(*, actor: staff.Actor, bed: str, at: datetime) -> None:
    """Take a bed away. For those who keep the house.

    :raises NotHere: unknown, or not the actor's to keep.
    :raises Refused: somebody is in it or booked.
    """
    row = access.bed_to_keep(actor, bed)
    if Stay.objects.filter(bed=row, state__in=stays.IN_A_BED).exists():
        raise Refused(SOMEBODY_IS_BOOKED)
    BedNight.objects.filter(bed=row, night__gte=at.date()).delete()
    row.is_gone = True
    vault.write(actor.ring, row, vault.read(actor.ring, row))
    ledger.record(actor=actor.ref, tag=Tag.BED_REMOVED, subject=row.ref, at=at, rows=[row])


@transaction.atomic
def block_bed(
    *, actor: staff.Actor, bed: str, starts_on: date, ends_on: date, reason: str, at: datetime
) -> BlockCard:
    """Take a bed out of use for some nights. For those who keep the house.

    :raises NotHere: unknown, or not the actor's to keep.
    :raises Invalid: the days do not fit.
    :raises Refused: somebody is booked for one of the nights.
    """
    row = access.bed_to_keep(actor, bed)
    faults = nights.faults_of_nights(starts_on, ends_on, at.date())
    if faults:
        named = {"arrives_on": "starts_on", "leaves_on": "ends_on"}
        raise Invalid(**{named[field]: sentence for field, sentence in faults.items()})
    block = Block(bed=row, section=row.section, starts_on=starts_on, ends_on=ends_on)
    vault.write(actor.ring, block, {"reason": reason, "by": actor.ref})
    try:
        with transaction.atomic():
            BedNight.objects.bulk_create(
                BedNight(bed=row, night=night, block=block) for night in nights.nights_of(starts_on, ends_on)
            )
    except IntegrityError as exc:
        raise Refused(SOMEBODY_IS_BOOKED) from exc
    ledger.record(actor=actor.ref, tag=Tag.BED_BLOCKED, subject=row.ref, at=at, rows=[block])
    return BlockCard(block.ref, row.ref, starts_on, ends_on, reason)


@transaction.atomic
def unblock_bed(*, actor: staff.Actor, block: str, at: datetime) -> None:
    """Put a bed back into use. For those who keep the house.

    :raises NotHere: unknown, or not the actor's to keep.
    """
    row = access.block_to_keep(actor, block)
    gone, subject = row.version_name(), row.bed_id
    row.delete()
    ledger.record(actor=actor.ref, tag=Tag.BED_UNBLOCKED, subject=subject, at=at, erased=[gone])
