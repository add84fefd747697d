"""Taking in addresses that the key holder sealed to the mailer for one update: in small pieces, so that nobody waits."""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.references import is_ref, ref_from
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.access import update_to_change
from waystation.outreach.petitions.addressing import FORMAT_BUNDLES
from waystation.outreach.petitions.models import Bundle, StrandHead
from waystation.outreach.petitions.rules import news
from waystation.outreach.petitions.tags import Tag

NO_BUNDLES = _("This is not what “waystation campaign address” wrote for this update.")
TOO_EARLY_OR_LATE = _("Addresses are taken in once the update was approved, and before it is sent.")
AT_ONCE = 500
LONGEST_LINE = 8_192


def lay_bundles(
    *, actor: staff.Actor, petition: str, update: str, sent: Iterable[bytes], at: datetime
) -> int:
    """Take in what the key holder made for this update; return how many were new. Campaigners and supervisors may.

    Nobody here can read them but the worker, and only until they have left or three days are over. The same file again
    lays nothing twice; two files for one address bring one mail.

    :raises NotHere: no such update, or not for this actor.
    :raises Refused: it is not approved, or already sent.
    :raises Invalid: the file is not what the command wrote for this update; what came before the fault stays.
    """
    lines = _lines(sent)
    head = next(lines, {})
    mine = {"format": FORMAT_BUNDLES, "installation": vault.installation(), "update": update}
    if {name: head.get(name) for name in mine} != mine:
        _gate(actor, petition, update)
        raise Invalid(file=NO_BUNDLES)
    laid, strand, piece = 0, "", list[Bundle]()
    try:
        for line in lines:
            try:
                if "header" in line:
                    laid += _lay(actor, petition, update, piece)
                    strand, piece = _begin(line, at.date()), []
                else:
                    piece.append(_bundle(update, strand, line["sealed"], at.date()))
            except (KeyError, ValueError, TypeError, binascii.Error) as exc:
                raise Invalid(file=NO_BUNDLES) from exc
            if len(piece) == AT_ONCE:
                laid, piece = laid + _lay(actor, petition, update, piece), []
        laid += _lay(actor, petition, update, piece)
    finally:
        if laid:  # the trail names what stays of a file that breaks off, too
            detail = {"number": laid}
            ledger.record(actor=actor.ref, tag=Tag.BUNDLES_LAID, subject=update, at=at, detail=detail)
    return laid


def _gate(actor: staff.Actor, petition: str, update: str) -> None:
    with transaction.atomic():
        if update_to_change(actor, petition, update).state != news.PUBLISHED:
            raise Refused(TOO_EARLY_OR_LATE)


@transaction.atomic
def _lay(actor: staff.Actor, petition: str, update: str, piece: list[Bundle]) -> int:
    _gate(actor, petition, update)
    known = Bundle.objects.filter(ref__in=[one.ref for one in piece]).count()
    Bundle.objects.bulk_create(piece, ignore_conflicts=True)
    return len({one.ref for one in piece}) - known


def _begin(line: dict[str, Any], today: date) -> str:
    ref = str(line["strand"])
    if not is_ref(ref):
        raise ValueError(ref)
    row = StrandHead(ref=ref, header=base64.b64decode(line["header"], validate=True), begun_on=today)
    StrandHead.objects.bulk_create([row], ignore_conflicts=True)
    return ref


def _bundle(update: str, strand: str, told: str, today: date) -> Bundle:
    sealed = base64.b64decode(told, validate=True)
    ref = ref_from(int.from_bytes(vault.digest(b"bundle", sealed)[:16], "big"))
    if not strand:
        raise ValueError(strand)
    return Bundle(ref=ref, update_id=update, laid_on=today, strand_id=strand, sealed=sealed)


def _lines(sent: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the documents of a file that arrives in pieces.

    :raises Invalid: it is none.
    """
    rest = b""
    for piece in sent:
        *whole, rest = (rest + piece).split(b"\n")
        if len(rest) > LONGEST_LINE:
            raise Invalid(file=NO_BUNDLES)
        yield from map(_document, filter(None, whole))
    if rest.strip():
        yield _document(rest)


def _document(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as exc:
        raise Invalid(file=NO_BUNDLES) from exc
    if not isinstance(found, dict):
        raise Invalid(file=NO_BUNDLES)
    return found
