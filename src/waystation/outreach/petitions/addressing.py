"""Addresses of those who asked for updates, on their way to whoever holds the private half and sealed anew there for one update."""

import base64
import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.access import update_to_read
from waystation.outreach.petitions.models import Reader, StrandHead, Update
from waystation.outreach.petitions.rules import news
from waystation.outreach.petitions.tags import Tag

READERS = "petition readers"
FORMAT_READERS = "waystation-petition-readers-1"
FORMAT_BUNDLES = "waystation-petition-bundles-1"
MOST_IN_A_FILE = 300_000  # so that a file stays below what the desk takes in


def bundles_for(update: str) -> str:
    """Name the purpose of a strand, so that what is sealed for one update opens for no other."""
    return f"petition bundle {update}"


@transaction.atomic
def export_readers(
    *, actor: staff.Actor, petition: str, update: str, at: datetime
) -> Iterator[dict[str, Any]]:
    """Hand out the sealed addresses of those who asked for updates, and nothing else of them. Campaigners and supervisors may.

    Only for an update that was approved; the ledger notes it.

    :raises NotHere: no such update, not approved, or not for this actor.
    """
    row = update_to_read(actor, petition, update)
    mailer = vault.line_of_kind(vault.MAILER)
    if row.state != news.PUBLISHED or mailer is None:
        raise NotHere
    ledger.record(actor=actor.ref, tag=Tag.READERS_HANDED_OUT, subject=row.ref, at=at)
    return _sealed(row, bytes(vault.newest(mailer).public))


def _sealed(row: Update, mailer: bytes) -> Iterator[dict[str, Any]]:
    yield {
        "format": FORMAT_READERS,
        "installation": vault.installation(),
        "update": row.ref,
        "mailer": base64.b64encode(mailer).decode(),
    }
    asked = Reader.objects.filter(petition=row.petition_id, state=news.CONFIRMED).order_by("strand", "ref")
    strand = ""
    for one in asked.iterator(chunk_size=500):
        if one.strand_id != strand:
            strand = one.strand_id
            header = StrandHead.objects.get(ref=strand).header
            yield {"strand": strand, "header": base64.b64encode(bytes(header)).decode()}
        yield {"sealed": base64.b64encode(bytes(one.sealed)).decode()}


def address(lines: Iterator[dict[str, Any]], private: bytes) -> Iterator[list[dict[str, Any]]]:
    """Open who asked, and seal each to the mailer for this one update, shuffled; yield the lines of one file after the other.

    Runs where the campaign's private half is kept, needs no database, and writes no address down.

    :raises vault.Unopenable: another key, or something was altered.
    """
    head = next(lines)
    if head["format"] != FORMAT_READERS:
        raise ValueError(head["format"])
    everybody = list(_opened(head["installation"], lines, private))
    secrets.SystemRandom().shuffle(everybody)
    told = {"format": FORMAT_BUNDLES, "installation": head["installation"], "update": head["update"]}
    for first in range(0, len(everybody), MOST_IN_A_FILE):
        part = everybody[first : first + MOST_IN_A_FILE]
        yield [told, *_sealed_anew(head, part)]


def _opened(installation: str, lines: Iterator[dict[str, Any]], private: bytes) -> Iterator[bytes]:
    strand: vault.OpenStrand | None = None
    for line in lines:
        if "header" in line:
            header = base64.b64decode(line["header"])
            strand = vault.OpenStrand(
                private, header, installation=installation, purpose=READERS, ref=line["strand"]
            )
        elif strand is not None:
            yield strand.open(base64.b64decode(line["sealed"]))


def _sealed_anew(head: dict[str, Any], everybody: list[bytes]) -> Iterator[dict[str, Any]]:
    public = base64.b64decode(head["mailer"])
    for first in range(0, len(everybody), vault.MOST_LINKS):
        strand = vault.Strand(public, purpose=bundles_for(head["update"]), installation=head["installation"])
        yield {"strand": strand.ref, "header": base64.b64encode(strand.header).decode()}
        for told in everybody[first : first + vault.MOST_LINKS]:
            json.loads(told)  # what is no address at all stops here, and not at the mail server
            yield {"sealed": base64.b64encode(strand.seal(told)).decode()}
