"""Pages of a list, the newest day first: read on from a cursor, without counting what is not shown."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from waystation.foundation.kernel.references import is_ref

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the query strings that lead to the rows after and before them; empty where there are none."""

    rows: list[Row]
    older: str
    newer: str


def newest_first(
    rows: QuerySet[Row], day: str, *, after: str = "", before: str = "", limit: int
) -> Page[Row]:
    """Return a page of rows by a day (a column or annotation that is never empty), then by reference.

    ``after`` and ``before`` are cursors as an earlier page gave them; one that is none is the first page.
    """
    cursor, back = _read(after), _read(before)
    if back is not None:
        on, ref = back
        newer = rows.filter(Q(**{f"{day}__gt": on}) | Q(**{day: on}, ref__lt=ref))
        found = list(newer.order_by(day, "-ref")[: limit + 1])
        shown, has_newer, has_older = found[:limit][::-1], len(found) > limit, True
    else:
        if cursor is not None:
            on, ref = cursor
            rows = rows.filter(Q(**{f"{day}__lt": on}) | Q(**{day: on}, ref__gt=ref))
        found = list(rows.order_by(f"-{day}", "ref")[: limit + 1])
        shown, has_newer, has_older = found[:limit], cursor is not None, len(found) > limit
    return Page(
        shown,
        older=f"after={_spell(shown[-1], day)}" if shown and has_older else "",
        newer=f"before={_spell(shown[0], day)}" if shown and has_newer else "",
    )


def _spell(row: Model, day: str) -> str:
    return f"{getattr(row, day).isoformat()}:{row.pk}"


def _read(text: str) -> tuple[date, str] | None:
    day, _colon, ref = text.partition(":")
    try:
        return (date.fromisoformat(day), ref) if is_ref(ref) else None
    except ValueError:
        return None
