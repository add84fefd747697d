"""The queue: what is open in the order of urgency, what is decided newest first, page by page, and who is owed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from django.db.models import Exists, F, OuterRef, Q

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import access, queries, rules
from waystation.sealed.intake.cards import Answers, QueuePage, QueueRow
from waystation.sealed.intake.models import HelpRequest, RequestQuerySet

SomeRow = TypeVar("SomeRow", bound=vault.SealedRow)

PAGE = 25
OPEN = "open"
_BATCH = 100
_MOST_SCANNED = 5_000


@dataclass(frozen=True)
class Filter:
    """What the reader wants to see; codes only, because it stands in the address."""

    state: str = OPEN
    level: str = ""
    is_mine: bool = False
    is_unanswered: bool = False
    has_likeness: bool = False


def list_queue(
    actor: staff.Actor,
    *,
    only: Filter | None = None,
    after: str = "",
    before: str = "",
    limit: int = PAGE,
    at: datetime,
) -> QueuePage:
    """Return a page of the requests the actor holds: open ones most urgent first, others newest first.

    ``after`` and ``before`` are references of rows to go on from. What the filters ask of sealed things is answered
    by opening rows until the page is full.
    """
    wanted = only or Filter()
    rows, backwards = _ordered(actor, wanted), bool(before)
    start = HelpRequest.objects.filter(ref=before or after).first() if before or after else None
    if wanted.state == OPEN:
        refs = _by_level(rows, start, backwards=backwards)
    else:
        rows = rows.filter(_later(start, "gt" if backwards else "lt")) if start is not None else rows
        refs = _refs(rows.reverse() if backwards else rows)
    page = _take(_opened(actor, refs, at), _chosen(actor, wanted), limit + 1)
    has_more, page = len(page) > limit, page[:limit]
    if backwards:
        page.reverse()
    has_newer = has_more if backwards else start is not None
    has_older = has_more or backwards
    return QueuePage(
        rows=tuple(sorted(page, key=_by_clock) if wanted.state == OPEN else page),
        before=page[0].ref if page and has_newer else "",
        after=page[-1].ref if page and has_older else "",
    )


def list_owed(actor: staff.Actor, *, limit: int, at: datetime) -> list[QueueRow]:
    """List answers that this actor owes or could take on, most urgent level first, the one due first on top.

    What colleagues work on is left out. More than ``limit`` come back only to say that there are more. Rows are
    opened a batch at a time, so that a thousand that wait cost no more than a hundred.
    """
    rows = _ordered(actor, Filter()).filter(claimed_by__in=("", actor.ref))
    owed: list[QueueRow] = []
    for batch in _batches(actor, _by_level(rows), at):
        owed += [row for row in batch if row.waiting_since is not None or row.is_altered]
        if len(owed) > limit:
            break
    return sorted(owed, key=_by_clock)[: limit + 1]


def list_opinions(actor: staff.Actor, *, at: datetime) -> list[QueueRow]:
    """List what a colleague thinks is not a person in danger, and a second person has to judge."""
    theirs = _ordered(actor, Filter()).filter(state="screening").exclude(claimed_by__in=("", actor.ref))
    return [row for row in _opened(actor, _refs(theirs), at) if row.is_hostile_proposed]


def count_received(*, until: date) -> int:
    """Count the requests received up to and including a day; duplicates, hostile and erased ones are not counted."""
    received = HelpRequest.objects.filter(received_on__lte=until)
    return int(received.exclude(state__in=("duplicate", "hostile")).count())


def _ordered(actor: staff.Actor, only: Filter) -> RequestQuerySet:
    rows: RequestQuerySet = HelpRequest.objects.with_keys().ranked()
    if not access.is_of_team(actor):
        return rows.none()
    if only.level:
        rows = rows.filter(level=only.level)
    if only.is_mine:
        rows = rows.filter(claimed_by=actor.ref)
    if only.state == OPEN:
        return rows.open().order_by(F("rank"), "received_on", "ref")
    reach = vault.within_reach(actor.ring)
    told = Exists(reach.filter(section=OuterRef("section")))
    heard = Exists(reach.filter(section=OuterRef("conversation__section")))
    return rows.filter(told, heard, state=only.state).order_by("-received_on", "-ref")


def _by_level(
    rows: RequestQuerySet, start: HelpRequest | None = None, *, backwards: bool = False
) -> Iterator[str]:
    """Yield what is open, most urgent level first and oldest first within it, from after (or before) a row on.

    One question for each level, and the next only when it is needed: the index gives each level in its order, while
    sorting all that is open to show 25 of them takes longer with every request that waits.
    """
    order = ("-received_on", "-ref") if backwards else ("received_on", "ref")
    levels = list(rules.RANKS)[::-1] if backwards else list(rules.RANKS)
    for level in levels[levels.index(start.level) :] if start is not None else levels:
        asked = rows.filter(level=level).order_by(*order)
        if start is not None and level == start.level:
            asked = asked.filter(_later(start, "lt" if backwards else "gt"))
        yield from _refs(asked)


def _later(start: HelpRequest, step: str) -> Q:
    """Name the rows that come after one by day and reference, or before it."""
    same_day = Q(received_on=start.received_on, **{f"ref__{step}": start.ref})
    return Q(**{f"received_on__{step}": start.received_on}) | same_day


def _refs(rows: RequestQuerySet) -> Iterator[str]:
    """Yield references in the order of the question, a batch at a time.

    The order is found over narrow rows first: sorting twenty thousand sealed bodies to show 25 costs half a second.
    """
    for start in range(0, _MOST_SCANNED, _BATCH):
        refs = list(rows.values_list("ref", flat=True)[start : start + _BATCH])
        yield from refs
        if len(refs) < _BATCH:
            return


def _chosen(actor: staff.Actor, only: Filter) -> Callable[[QueueRow], bool]:
    alike = _alike(actor) if only.has_likeness else frozenset()

    def is_chosen(row: QueueRow) -> bool:
        if only.is_unanswered and row.waiting_since is None:
            return False
        return not only.has_likeness or row.ref in alike

    return is_chosen


def _alike(actor: staff.Actor) -> frozenset[str]:
    """Find the open requests that share a contact with another open one: in memory, over what the actor holds."""
    tokens: dict[str, Iterable[str]] = {}
    for request, body in _bodies(actor, _ordered(actor, Filter())[:_MOST_SCANNED]):
        if body is not None:
            said = Answers.from_body(body["answers"])
            tokens[request.ref] = rules.contact_tokens(said.contact, said.people, said.happening)
    return frozenset(rules.shared_tokens(tokens))


def _take(rows: Iterator[QueueRow], is_chosen: Callable[[QueueRow], bool], most: int) -> list[QueueRow]:
    taken: list[QueueRow] = []
    for row in rows:
        if is_chosen(row):
            taken.append(row)
        if len(taken) == most:
            break
    return taken


def _opened(actor: staff.Actor, refs: Iterator[str], at: datetime) -> Iterator[QueueRow]:
    for batch in _batches(actor, refs, at):
        yield from batch


def _batches(actor: staff.Actor, waiting: Iterator[str], at: datetime) -> Iterator[list[QueueRow]]:
    """Open rows batch by batch: three queries and a few microseconds a row."""
    while refs := list(islice(waiting, _BATCH)):
        found = {row.ref: row for row in HelpRequest.objects.with_keys().filter(ref__in=refs)}
        batch = [found[ref] for ref in refs if ref in found]
        heads = {row.ref: head for row, head in _bodies(actor, [each.conversation for each in batch])}
        yield [
            queries.row_of(request, body, heads.get(request.conversation_id), actor, at)
            for request, body in _bodies(actor, batch)
        ]


def _bodies(actor: staff.Actor, rows: Iterable[SomeRow]) -> Iterator[tuple[SomeRow, vault.Body | None]]:
    """Open what the actor holds; a body that was tampered with is None, and the row still stands in the queue."""
    listed = list(rows)
    actor.ring.load((row.section_id, row.generation) for row in listed)
    for row in listed:
        if not actor.ring.has(row.section_id, row.generation):
            continue
        try:
            yield row, vault.read(actor.ring, row)
        except vault.Unopenable:
            yield row, None


def _by_clock(row: QueueRow) -> tuple[int, str, str]:
    """Most urgent level first; within it the answer due first; what waits for nobody last."""
    return rules.RANKS[row.level], row.due_at.isoformat() if row.due_at else "~", row.ref
