"""The end of a petition: the last are counted, tags die, what was sealed is erased."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from waystation.foundation.ledger import api as ledger
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.models import CountryTally, Petition, Removal, Signature
from waystation.outreach.petitions.operations.booths import tag_key_of
from waystation.outreach.petitions.operations.counting import count_petition
from waystation.outreach.petitions.operations.posting import sweep_strands
from waystation.outreach.petitions.rules import counts, machine, signing
from waystation.outreach.petitions.tags import Tag

ERASE = "petitions:erase"
AT_ONCE = 500


def settle(row: Petition, at: datetime) -> None:
    """Count the rest, erase what was never confirmed, and let every tag die: nobody can be found by an address again.

    Called within the move. The key's file goes only once that is certain; the sweep makes up for a crash in between.
    """
    Signature.objects.filter(petition=row, state=signing.PENDING).delete()
    count_petition(petition=row.ref, at=at, is_last=True)
    Signature.objects.filter(petition=row).update(grouping=None)
    ledger.record(actor=None, tag=Tag.SETTLED, subject=row.ref, at=at)
    transaction.on_commit(lambda: vault.destroy_mortal_key(tag_key_of(row.ref)))


def erase_archived(payload: Mapping[str, str], at: datetime) -> None:
    """Erase every signature of an archived petition; the public log and the counts remain (a job, in small pieces)."""
    petition = payload["petition"]
    if not Petition.objects.filter(ref=petition, state=machine.ARCHIVED).exists():
        return
    if Removal.objects.filter(petition=petition).exists():
        count_petition(petition=petition, at=at, is_last=True)
    rows = Signature.objects.filter(petition=petition)
    if left := rows.count():
        with transaction.atomic():  # before, so that a run that dies leaves no gap in the trail
            ledger.record(actor=None, tag=Tag.ERASED, subject=petition, at=at, detail={"number": left})
        erase_in_pieces(rows)
    _round_countries(petition)
    sweep_strands(at.date())


def erase_in_pieces(rows: QuerySet[Signature]) -> None:
    """Erase signatures a few at a time, so that nobody who signs elsewhere waits."""
    while refs := list(rows.values_list("ref", flat=True)[:AT_ONCE]):
        Signature.objects.filter(ref__in=refs).delete()


@transaction.atomic
def _round_countries(petition: str) -> None:
    rows = CountryTally.objects.filter(petition=petition)
    shown, rest = counts.shown_countries(dict(rows.values_list("country", "count")))
    rows.delete()
    CountryTally.objects.bulk_create(
        CountryTally(petition_id=petition, country=country, count=count)
        for country, count in [*shown, ("", rest)]
        if count
    )
