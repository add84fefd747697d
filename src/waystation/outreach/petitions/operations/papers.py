"""Paper sheets: counted by one, counted again by another, and then in the public log with the hash of their scan."""

import csv
import io
import re
from datetime import date, datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused, here
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.outreach.petitions.access import petition_to_change
from waystation.outreach.petitions.models import Petition, Sheet
from waystation.outreach.petitions.operations.counting import add_to_country, add_to_day, publish_soon
from waystation.outreach.petitions.queries import log_of
from waystation.outreach.petitions.rules import leaves, machine, signing
from waystation.outreach.petitions.tags import Tag

MOST = 100_000
NOT_A_HASH = _("Write the SHA-256 of the scan: 64 letters and digits.")
NOT_A_COUNT = _("Write how many signatures stand on the sheets.")
SAME_SCAN = _("Sheets with this scan were entered already.")
NOT_A_TABLE = _("The first line must read: count,country,scan_hash,received_on")
TOO_MANY = _("At most a thousand lines at once.")
WRONG_LINE = _("One line is wrong, or its scan was entered before. Nothing was entered.")
MOST_LINES = 1000
_HEADINGS = {"count", "country", "scan_hash", "received_on"}
OTHER_COUNTS = _("Somebody else than the one who entered them must count again.")


@transaction.atomic
def enter_sheets(
    *,
    actor: staff.Actor,
    petition: str,
    count: int,
    country: str,
    scan_hash: str,
    received_on: date,
    at: datetime,
) -> str:
    """Enter sheets that were counted once; return their reference. The sheets and their scan stay on paper's side.

    :raises NotHere: no such petition, or not for this actor.
    :raises Invalid: no count, no hash, or the same scan again.
    """
    row = _countable(actor, petition)
    scan = scan_hash.strip().lower()
    if re.fullmatch(r"[0-9a-f]{64}", scan) is None:
        raise Invalid(scan_hash=NOT_A_HASH)
    if not 0 < count <= MOST or (country and country not in signing.COUNTRIES):
        raise Invalid(count=NOT_A_COUNT)
    # Sheets on which two counts differed are entered anew, under the scan they have.
    told = {"count": count, "country": country, "received_on": received_on, "entered_by": actor.ref}
    if Sheet.objects.filter(petition=row, scan_hash=scan).exclude(state="refused").exists():
        raise Invalid(scan_hash=SAME_SCAN)
    sheet, _is_new = Sheet.objects.update_or_create(
        petition=row, scan_hash=scan, defaults={**told, "state": "entered"}
    )
    ledger.record(
        actor=actor.ref,
        tag=Tag.SHEETS_ENTERED,
        subject=row.ref,
        at=at,
        detail={"sheets": sheet.ref, "count": count},
    )
    return sheet.ref


@transaction.atomic
def import_sheets(*, actor: staff.Actor, petition: str, table: str, at: datetime) -> int:
    """Enter many sheets at once, all of a table or none; return how many. Each is still counted by a second person.

    ``table`` is CSV with a heading: ``count,country,scan_hash,received_on`` (ISO 8601; the country may be empty).

    :raises NotHere: no such petition, or not for this actor.
    :raises Invalid: something in a line is not what it should be; the line is named.
    """
    _countable(actor, petition)
    read = csv.DictReader(io.StringIO(table.replace("\r\n", "\n").strip()))
    if set(read.fieldnames or ()) != _HEADINGS:
        raise Invalid(table=NOT_A_TABLE)
    number = 0
    for number, line in enumerate(read, 1):
        if number > MOST_LINES:
            raise Invalid(table=TOO_MANY)
        try:
            enter_sheets(
                actor=actor,
                petition=petition,
                count=int(line["count"] or 0),
                country=(line["country"] or "").strip().upper(),
                scan_hash=line["scan_hash"] or "",
                received_on=date.fromisoformat((line["received_on"] or "").strip()),
                at=at,
            )
        except (ValueError, Invalid) as exc:
            raise Invalid(table=WRONG_LINE, line=str(number)) from exc
    return number


@transaction.atomic
def count_sheets(*, actor: staff.Actor, petition: str, sheet: str, count: int, at: datetime) -> bool:
    """Count sheets a second time: the same number enters the public log, another ends them. Say whether it was the same.

    :raises NotHere: no such sheets, or not for this actor.
    :raises Refused: the actor entered them.
    """
    row = _countable(actor, petition)
    found = here(Sheet.objects.select_for_update().filter(ref=sheet, petition=row, state="entered").first())
    if found.entered_by == actor.ref:
        raise Refused(OTHER_COUNTS)
    is_same = found.count == count
    found.state = "counted" if is_same else "refused"
    found.save(update_fields=["state"])
    if is_same:
        said = leaves.paper(bytes.fromhex(row.text_hash), count, bytes.fromhex(found.scan_hash))
        ledger.append_public(log_of(row.ref), [said])
        add_to_day(row.ref, at.date(), leaves.Kind.PAPER, leaves.Evidence.PAPER, count)
        add_to_country(row.ref, found.country, count)
        ledger.sign_head(at=at, log=log_of(row.ref))
        publish_soon(row.ref, at)
    detail = {"sheets": found.ref, "count": count, "same": is_same}
    ledger.record(actor=actor.ref, tag=Tag.SHEETS_COUNTED, subject=row.ref, at=at, detail=detail)
    return is_same


def _countable(actor: staff.Actor, petition: str) -> Petition:
    row = petition_to_change(actor, petition)
    if row.state not in machine.CONFIRMABLE:
        raise NotHere
    return row
