"""The list of cases: filtered and paged in the database by codes and days, named from sealed cards afterwards."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from waystation.foundation.staff import api as staff
from waystation.sealed.casework.cards import CaseFilter, CaseList, CaseRow
from waystation.sealed.casework.models import Assignment, Case, Overlay, Person, PhaseMove
from waystation.sealed.casework.models.cases import CaseQuerySet
from waystation.sealed.casework.queries.naming import name_cases
from waystation.sealed.casework.rules.levels import URGENCY
from waystation.sealed.casework.rules.phases import PHASES

LIMIT = 50
MOST_COUNTED = 1000
_NEVER = date(9999, 12, 31)
_DELIMITER = "~"

# How a list may be ordered: the key in the database, and whether the greatest comes first.
ORDERS: dict[str, tuple[Combinable, bool]] = {
    "opened": (F("opened_on"), True),
    "heard": (F("heard_on"), False),
    "step": (Coalesce("next_step_on", Value(_NEVER)), False),
    "level": (Choose(*(When(level=level, then=Value(rank)) for level, rank in URGENCY.items())), False),
}


def list_cases(
    actor: staff.Actor, filters: CaseFilter, *, on: date, after: str = "", limit: int = LIMIT
) -> CaseList:
    """List the cases the actor holds anything of, as of a day: one page, and where to go on.

    Restricted cases, and those of other teams, are neither listed nor counted: the question itself leaves them out.
    """
    key, is_falling = ORDERS.get(filters.order, ORDERS["opened"])
    rows = _filtered(actor, filters, on).annotate(key=key)
    rows = _after(rows, filters.order, after, is_falling=is_falling)
    found = list(rows.order_by("-key" if is_falling else "key", "ref")[: limit + 1])
    page = found[:limit]
    more = f"{page[-1].key}{_DELIMITER}{page[-1].ref}" if len(found) > limit else ""  # type: ignore[attr-defined]
    return CaseList(tuple(_rows(actor, page)), more)


def count_cases(actor: staff.Actor, filters: CaseFilter, *, on: date) -> int:
    """Count the cases a filter shows to the actor."""
    return _filtered(actor, filters, on).count()


def count_waiting(actor: staff.Actor, *, on: date, silent_days: int) -> tuple[int, int]:
    """Count the actor's own open cases without a next step, and those not heard from for so many days.

    Counted up to :data:`MOST_COUNTED` only: nobody reads further, and counting every case grew with every case.
    """
    rows = _filtered(actor, CaseFilter(is_mine=True), on).order_by()
    without_step = rows.filter(next_step_on=None)
    silent = rows.filter(heard_on__lte=on - timedelta(days=silent_days))
    return without_step[:MOST_COUNTED].count(), silent[:MOST_COUNTED].count()


def count_by_phase(actor: staff.Actor, filters: CaseFilter, *, on: date) -> dict[str, int]:
    """Count the cases a filter shows to the actor, by phase, in the order of the phases."""
    counted = dict(_filtered(actor, filters, on).values_list("phase").annotate(count=Count("ref")))
    return {phase: counted[phase] for phase in PHASES if phase in counted}


def count_reached(phases: frozenset[str], *, until: date) -> int:
    """Count the persons who had reached one of these phases by the end of a day, for figures: each once.

    Looks at phase codes and rounded days only, opens nothing, and is for the release room.
    """
    moves = PhaseMove.objects.filter(target__in=phases, on__lte=until)
    return moves.aggregate(people=Count("person", distinct=True))["people"] or 0


def all_rows(actor: staff.Actor, filters: CaseFilter, *, on: date) -> Iterator[CaseRow]:
    """Yield every row of a filtered list, page after page, for taking it away as a table."""
    after = ""
    while True:
        page = list_cases(actor, filters, on=on, after=after, limit=500)
        yield from page.rows
        after = page.after
        if not after:
            return


def mine(actor: staff.Actor) -> Q:
    """Name the cases that are the actor's: assigned to them, or their team's and assigned to nobody."""
    live = Assignment.objects.filter(case=OuterRef("ref"), until_on=None)
    to_me = Exists(live.filter(line=actor.ref))
    to_nobody = ~Exists(live.filter(role="coordinator"))
    return Q(to_me) | (Q(team__in=actor.teams) & Q(to_nobody))


def _filtered(actor: staff.Actor, filters: CaseFilter, on: date) -> CaseQuerySet:
    rows = Case.objects.all().within_reach(actor.ring)
    if filters.state in {"open", "closed"}:
        rows = rows.filter(closed_on__isnull=filters.state == "open")
    if filters.phase:
        members = Person.objects.filter(case=OuterRef("ref"), phase=filters.phase)
        rows = rows.filter(Q(phase=filters.phase) | Exists(members))
    if filters.level:
        rows = rows.filter(level=filters.level)
    if filters.overlay:
        open_now = Overlay.objects.filter(person__case=OuterRef("ref"), kind=filters.overlay, closed_on=None)
        rows = rows.filter(Exists(open_now))
    if filters.is_mine:
        rows = rows.filter(mine(actor))
    if filters.has_no_step:
        rows = rows.filter(next_step_on=None)
    if filters.silent_days:
        rows = rows.filter(heard_on__lte=on - timedelta(days=filters.silent_days))
    return rows


def _after(rows: CaseQuerySet, order: str, after: str, *, is_falling: bool) -> CaseQuerySet:
    text, _delimiter, ref = after.partition(_DELIMITER)
    if not ref:
        return rows
    try:
        value: int | date = int(text) if order == "level" else date.fromisoformat(text)
    except ValueError:
        return rows  # an address somebody mangled shows the first page
    beyond = Q(key__lt=value) if is_falling else Q(key__gt=value)
    return rows.filter(beyond | Q(key=value, ref__gt=ref))


def _rows(actor: staff.Actor, page: Iterable[Case]) -> Iterator[CaseRow]:
    listed = list(page)
    refs = [row.ref for row in listed]
    named, members = name_cases(actor, refs), _members(refs)
    assigned = Assignment.objects.filter(case__in=refs, role="coordinator", until_on=None)
    owners = dict(assigned.values_list("case", "line"))
    for row in listed:
        if row.ref not in named:
            continue  # the list knows of a grant that the ring cannot use
        name = named[row.ref]
        yield CaseRow(
            ref=row.ref,
            alias=name.alias,
            name=name.name,
            phase=row.phase,
            level=row.level,
            opened_on=row.opened_on,
            heard_on=row.heard_on,
            next_step_on=row.next_step_on,
            owner=owners.get(row.ref, ""),
            members=tuple(members.get(row.ref, ())),
        )


def _members(refs: list[str]) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return, for each case, every member's phase with their open overlays, least advanced first."""
    overlays: dict[str, list[str]] = {}
    for person, kind in Overlay.objects.filter(person__case__in=refs, closed_on=None).values_list(
        "person", "kind"
    ):
        overlays.setdefault(person, []).append(kind)
    members: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for ref, case, phase in Person.objects.filter(case__in=refs).values_list("ref", "case", "phase"):
        members.setdefault(case, []).append((phase, tuple(sorted(overlays.get(ref, ())))))
    order = list(PHASES)
    return {case: sorted(found, key=lambda member: order.index(member[0])) for case, found in members.items()}
