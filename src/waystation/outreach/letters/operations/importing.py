"""Taking a file of officials in: all of it or nothing, and again as often as one likes."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.ledger import api as ledger
from waystation.outreach.letters import formats
from waystation.outreach.letters.cards import ImportCard
from waystation.outreach.letters.models import Edition, Office, Official, PostalArea
from waystation.outreach.letters.tags import Tag

AT_ONCE = 2000
MOST_GONE = 3  # a file that no longer names every third one is more likely a broken file
_FIELDS = (
    "country",
    "body",
    "division",
    "region",
    "district",
    "name",
    "title",
    "party",
    "email",
    "phone",
    "address",
    "form",
    "website",
    "is_dangerous",
)
_OFFICE_FIELDS = ("city", "address", "phone")
Progress = Callable[[int, int], None]


def _silent(_done: int, _of: int) -> None:
    return


class BadFile(Exception):
    """Lines of a file cannot be taken; nothing was changed."""

    def __init__(self, bad: Iterable[formats.BadLine]) -> None:
        super().__init__()
        self.bad = sorted(bad, key=lambda one: one.line)


@transaction.atomic
def import_addressees(
    *,
    read: formats.Read,
    source: str,
    at: datetime,
    may_shrink: bool = False,
    progress: Progress = _silent,
) -> ImportCard:
    """Bring officials, offices or postal areas up to date with a file that was read. For whoever runs the machine.

    Officials of the same source that the file does not name any more are marked as gone: what they said stays.

    :raises BadFile: some lines cannot be taken; nothing was changed.
    :raises Refused: more than a third would be gone, and nobody said that this may be.
    """
    if read.bad:
        raise BadFile(read.bad)
    card = bring_in(read, source, at.date(), progress)
    if card.gone * MOST_GONE > card.gone + card.left + card.changed and not may_shrink:
        raise Refused(f"{card.gone} would be gone, more than every third: is this the whole file?")
    detail = {"source": source, "added": card.added, "changed": card.changed, "gone": card.gone}
    ledger.record(actor=None, tag=Tag.IMPORTED, subject=source, at=at, detail=detail)
    return card


def bring_in(read: formats.Read, source: str, on: date, progress: Progress = _silent) -> ImportCard:
    """Write what was read, and let every process know that there is something new."""
    if read.areas:
        card = _areas(read.areas, progress)
    elif read.offices:
        card = _offices(read.offices, source)
    else:
        card = _officials(read.officials, source, progress)
    is_new(source, on)
    return card


def is_new(source: str, on: date) -> None:
    """Let every process read anew what it holds in memory."""
    Edition.objects.filter(source=source).delete()
    Edition.objects.create(source=source, taken_on=on)


def _officials(lines: list[formats.OfficialLine], source: str, progress: Progress) -> ImportCard:
    known = {row.key: row for row in Official.objects.filter(source=source)}
    new, changed = [], []
    for line in lines:
        values = {name: getattr(line, name) for name in _FIELDS}
        row = known.pop(line.key, None)
        if row is None:
            new.append(Official(source=source, key=line.key, **values))
        elif _is_changed(row, {**values, "is_gone": False}):
            changed.append(row)
    lost = [row.ref for row in known.values() if not row.is_gone]
    Official.objects.bulk_create(new, batch_size=AT_ONCE)
    Official.objects.bulk_update(changed, [*_FIELDS, "is_gone"], batch_size=200)
    Official.objects.filter(ref__in=lost).update(is_gone=True)
    progress(len(lines), len(lines))
    return ImportCard(len(new), len(changed), len(lines) - len(new) - len(changed), len(lost))


def _is_changed(row: Official | Office, values: Mapping[str, Any]) -> bool:
    """Put new values into a row; say whether any differed."""
    different = [name for name, value in values.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, values[name])
    return bool(different)


def _offices(lines: list[formats.OfficeLine], source: str) -> ImportCard:
    officials = {row.key: row for row in Official.objects.filter(source=source)}
    strangers = [line for line in lines if line.official not in officials]
    if strangers:
        raise BadFile(
            formats.BadLine(line.line, f"nobody is known as {line.official}: import the legislators first.")
            for line in strangers
        )
    known = {
        (row.official_id, row.key): row
        for row in Office.objects.filter(official__in=Official.objects.filter(source=source))
    }
    new, changed = [], []
    for line in lines:
        values = {name: getattr(line, name) for name in _OFFICE_FIELDS}
        official = officials[line.official]
        row = known.pop((official.ref, line.key), None)
        if row is None:
            new.append(Office(official=official, key=line.key, **values))
        elif _is_changed(row, values):
            changed.append(row)
    Office.objects.bulk_create(new, batch_size=AT_ONCE)
    Office.objects.bulk_update(changed, _OFFICE_FIELDS, batch_size=200)
    Office.objects.filter(ref__in=[row.ref for row in known.values()]).delete()
    return ImportCard(len(new), len(changed), len(lines) - len(new) - len(changed), len(known))


def _areas(lines: list[formats.AreaLine], progress: Progress) -> ImportCard:
    countries = {line.country for line in lines}
    stored = PostalArea.objects.filter(country__in=countries).values_list(
        "country", "code", "division", "ref"
    )
    known = {(country, code, division): ref for country, code, division, ref in stored}
    new = [
        PostalArea(country=line.country, code=line.code, division=line.division)
        for line in lines
        if known.pop((line.country, line.code, line.division), None) is None
    ]
    for start in range(0, len(new), AT_ONCE):
        PostalArea.objects.bulk_create(new[start : start + AT_ONCE])
        progress(min(start + AT_ONCE, len(new)), len(new))
    gone = list(known.values())
    for start in range(0, len(gone), 500):
        PostalArea.objects.filter(ref__in=gone[start : start + 500]).delete()
    return ImportCard(len(new), 0, len(lines) - len(new), len(gone))
