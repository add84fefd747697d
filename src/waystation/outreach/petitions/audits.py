"""What an audit by random sample shows: to everybody, to the desk, and sealed to whoever holds the campaign's private half."""

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import here
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.access import petition_to_read, public_petition
from waystation.outreach.petitions.cards import AuditCard
from waystation.outreach.petitions.models import Audit, Petition, Signature, StrandHead
from waystation.outreach.petitions.queries import log_of
from waystation.outreach.petitions.rules import audit, machine, signing
from waystation.outreach.petitions.tags import Tag

FORMAT = "waystation-petition-audit-1"
FORMAT_SAMPLE = "waystation-petition-sample-1"
_UNDER_WAY = frozenset({audit.DRAWN, audit.FOUND})


def leaves_under(petition: str, size: int) -> Iterator[bytes]:
    """Yield the entries of a petition's public log under a head."""
    for entry in ledger.export_entries(log_of(petition), size):
        yield bytes.fromhex(entry["leaf"])


def get_audit(petition: str) -> AuditCard | None:
    """Return the audit of a petition, if one was announced. For anybody.

    :raises NotHere: there is no such petition, or it was never open.
    """
    row = Audit.objects.select_related("petition").filter(petition=public_petition(petition)).first()
    return None if row is None else _card(row, with_finding=row.state == audit.PUBLISHED)


def get_audit_for_desk(actor: staff.Actor, petition: str) -> AuditCard | None:
    """Return the same with a finding that waits for a second person. Campaigners and supervisors may.

    :raises NotHere: no such petition, or not for this actor.
    """
    row = Audit.objects.select_related("petition").filter(petition=petition_to_read(actor, petition)).first()
    return None if row is None else _card(row, with_finding=True, actor=actor.ref)


def _card(row: Audit, *, with_finding: bool, actor: str = "") -> AuditCard:
    told: dict[str, Any] = {
        # That a finding waits for a second person is the desk's business.
        "state": row.state if with_finding or row.state != audit.FOUND else audit.DRAWN,
        "root": row.head["root"],
        "size": row.head["size"],
        "wanted": row.wanted,
        "source": row.source,
        "drawn_on": row.drawn_on,
        "result": row.result,
        "drawn": len(row.positions),
        "is_erased": row.petition.state == machine.ARCHIVED,
    }
    if with_finding and row.found_on is not None:
        bad, unreached = row.bad or 0, row.unreached or 0
        told |= {
            "reached": row.reached or 0,
            "real": row.real or 0,
            "bad": bad,
            "unreached": unreached,
            "auditor": row.auditor,
            "found_on": row.found_on,
            "bound": audit.per_cent(audit.at_most(bad, bad + (row.real or 0))),
            "widest": audit.per_cent(audit.at_most(bad + unreached, len(row.positions))),
            "is_mine": row.entered_by == actor,
        }
    return AuditCard(**told)


def audit_document(petition: str) -> dict[str, Any] | None:
    """Return what the stand-alone program needs to draw the same sample, with the finding once published. For anybody.

    :raises NotHere: there is no such petition, or it was never open.
    """
    row = Audit.objects.select_related("petition").filter(petition=public_petition(petition)).first()
    return None if row is None else _document(row)


def _document(row: Audit) -> dict[str, Any]:
    card = _card(row, with_finding=row.state == audit.PUBLISHED)
    told: dict[str, Any] = {
        "format": FORMAT,
        "petition": row.petition_id,
        "head": row.head,
        "source": row.source,
        "drawn_on": row.drawn_on.isoformat(),
        "result": row.result,
        "wanted": row.wanted,
        "positions": row.positions,
    }
    if card.found_on is not None:
        told["finding"] = {
            "auditor": card.auditor,
            "found_on": card.found_on.isoformat(),
            "reached": card.reached,
            "real": card.real,
            "bad": card.bad,
            "unreached": card.unreached,
            "confidence": audit.CONFIDENCE,
            "bad_at_most_per_cent": card.bound,
            "bad_at_most_per_cent_if_unreached_are_bad": card.widest,
        }
    return told


@transaction.atomic
def export_sample(*, actor: staff.Actor, petition: str, at: datetime) -> Iterator[dict[str, Any]]:
    """Hand out the sealed details of those drawn, and of nobody else. Campaigners and supervisors may; the ledger notes it.

    :raises NotHere: no such petition, not for this actor, or nothing is drawn that an auditor still works on.
    """
    row = petition_to_read(actor, petition)
    found = here(Audit.objects.select_related("petition").filter(petition=row, state__in=_UNDER_WAY).first())
    ledger.record(actor=actor.ref, tag=Tag.AUDIT_HANDED_OUT, subject=row.ref, at=at)
    return _sample(row, found)


def _sample(row: Petition, found: Audit) -> Iterator[dict[str, Any]]:
    yield {
        "format": FORMAT_SAMPLE,
        "installation": vault.installation(),
        "text_hash": row.text_hash,
        "audit": _document(found),
    }
    rows = Signature.objects.filter(petition=row, state=signing.COUNTED, position__in=found.positions)
    strand = ""
    for one in rows.order_by("strand", "ref"):
        if one.strand_id != strand:
            strand = one.strand_id
            header = StrandHead.objects.get(ref=strand).header
            yield {"strand": strand, "header": base64.b64encode(bytes(header)).decode()}
        yield {"position": one.position, "sealed": base64.b64encode(bytes(one.sealed)).decode()}
