"""Sealed details on their way to whoever holds the private half, and opened there."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.access import petition_to_read
from waystation.outreach.petitions.models import Petition, Signature, StrandHead
from waystation.outreach.petitions.queries import DETAILS
from waystation.outreach.petitions.rules import signing
from waystation.outreach.petitions.tags import Tag


@transaction.atomic
def export_sealed(*, actor: staff.Actor, petition: str, at: datetime) -> Iterator[dict[str, Any]]:
    """Hand out the sealed details of whoever is counted, to be opened elsewhere with the campaign's private key.

    Each handing out is an entry in the ledger.

    :raises NotHere: no such petition, or not for this actor.
    """
    row = petition_to_read(actor, petition)
    ledger.record(actor=actor.ref, tag=Tag.HANDED_OUT, subject=row.ref, at=at)
    return _sealed(row)


def _sealed(row: Petition) -> Iterator[dict[str, Any]]:
    yield {
        "format": "waystation-petition-sealed-1",
        "installation": vault.installation(),
        "petition": row.ref,
    }
    counted = Signature.objects.filter(petition=row, state=signing.COUNTED).order_by("strand", "ref")
    strand = ""
    for one in counted.iterator(chunk_size=500):
        if one.strand_id != strand:
            strand = one.strand_id
            header = StrandHead.objects.get(ref=strand).header
            yield {"strand": strand, "header": base64.b64encode(bytes(header)).decode()}
        yield {"position": one.position, "sealed": base64.b64encode(bytes(one.sealed)).decode()}


def open_sealed(lines: Iterator[dict[str, Any]], private: bytes) -> Iterator[dict[str, Any]]:
    """Open exported details with the campaign's private half; needs no database, so it runs where that half is kept.

    :raises vault.Unopenable: another key, or something was altered.
    """
    head = next(lines)
    strand: vault.OpenStrand | None = None
    for line in lines:
        if "header" in line:
            strand = vault.OpenStrand(
                private,
                base64.b64decode(line["header"]),
                installation=head["installation"],
                purpose=DETAILS,
                ref=line["strand"],
            )
        elif strand is not None:
            details = json.loads(strand.open(base64.b64decode(line["sealed"])))
            yield {"position": line["position"], **details}
