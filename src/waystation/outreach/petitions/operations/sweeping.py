"""What dies by itself: unconfirmed signatures, addresses nobody needs, keys, and after thirty days what was sealed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.models import Petition, Signature
from waystation.outreach.petitions.operations.authoring import archive_in_time
from waystation.outreach.petitions.operations.booths import tag_key_of
from waystation.outreach.petitions.operations.posting import sweep_mails, sweep_strands
from waystation.outreach.petitions.operations.readers import sweep_readers
from waystation.outreach.petitions.operations.settling import erase_in_pieces
from waystation.outreach.petitions.rules import audit, counts, machine, signing

SWEEP = outbox.Recurring("petitions:sweep", timedelta(hours=6))


def sweep(_payload: Mapping[str, str], at: datetime) -> None:
    """Erase what nobody came back for, loose strands, keys that should be gone; archive what closed long ago (a job)."""
    late = Petition.objects.filter(
        state__in=(machine.CLOSED, machine.SETTLED), closed_on__lt=at.date() - audit.ERASE_AFTER
    )
    for ref in list(late.values_list("ref", flat=True)):
        archive_in_time(petition=ref, at=at)
    last = at.date() - timedelta(days=counts.CONFIRM_DAYS)
    erase_in_pieces(Signature.objects.filter(state=signing.PENDING, signed_on__lt=last))
    sweep_mails(last)
    sweep_readers(at)
    sweep_strands(at.date())
    # Not those that are about to be opened: their key is there a moment before their state says so.
    over = Petition.objects.filter(state__in=machine.TAGS_DEAD).values_list("ref", flat=True)
    for ref in over:
        vault.destroy_mortal_key(tag_key_of(ref))
