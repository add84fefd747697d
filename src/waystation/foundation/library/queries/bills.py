"""Reading bills, their history, and the notices they raised."""

from collections.abc import Iterable
from datetime import date

from waystation.foundation.kernel.errors import here
from waystation.foundation.library.access import bill_to_read
from waystation.foundation.library.cards import BillCard, BillFile, NoticeCard, StepCard
from waystation.foundation.library.models import Bill, BillStep, Notice
from waystation.foundation.library.queries.clippings import cards_of
from waystation.foundation.library.rules import bills as rules
from waystation.foundation.library.rules.words import PLACE, lies_within
from waystation.foundation.staff import api as staff

MOST_NOTICES = 50


def list_bills(
    *, place: str = "", stages: frozenset[str] = frozenset(), tags: frozenset[str] = frozenset()
) -> list[BillCard]:
    """List bills and laws of a place and its regions, in these stages, with all these tags; the latest step first.

    Anybody may.
    """
    found = Bill.objects.order_by("-stage_on", "-ref")
    if stages:
        found = found.filter(stage__in=stages)
    cards = (bill_card(row) for row in found)
    return [card for card in cards if tags <= card.tags and (not place or lies_within(card.place, place))]


def get_bill(ref: str) -> BillCard:
    """Return one bill. Anybody may.

    :raises NotHere: there is none.
    """
    row = here(Bill.objects.filter(ref=ref).first())
    return bill_card(row)


def open_bill(actor: staff.Actor, ref: str) -> BillFile:
    """Return a bill with its history and the moves that are possible. The office may.

    :raises NotHere: no such bill, or not for this actor.
    """
    row = bill_to_read(actor, ref)
    steps = list(BillStep.objects.select_related("clipping__source").filter(bill=row))
    steps.sort(
        key=lambda step: (step.on, step.noted_on, list(rules.STAGES).index(step.to_stage)), reverse=True
    )
    cited = {card.ref: card for card in cards_of([step.clipping for step in steps if step.clipping])}
    return BillFile(
        card=bill_card(row),
        steps=tuple(
            StepCard(
                step.from_stage,
                step.to_stage,
                step.on,
                step.note,
                cited.get(step.clipping_id or ""),
                step.noted_by,
            )
            for step in steps
        ),
        offers=tuple(rules.BILL.offers(row.stage, actor.roles, {})),
    )


def notices_since(day: date) -> tuple[NoticeCard, ...]:
    """Return the notices raised on this day or later, the latest first: at most fifty. Every room may ask.

    Whom each concerns, :func:`concerns` says.
    """
    rows = Notice.objects.select_related("bill", "step").filter(raised_on__gte=day)
    return tuple(_notice_card(row) for row in rows.order_by("-raised_on", "-ref")[:MOST_NOTICES])


def concerning(
    notices: Iterable[NoticeCard], *, places: Iterable[str], tags: frozenset[str] = frozenset()
) -> tuple[NoticeCard, ...]:
    """Return those notices that concern somebody whose danger lies in one of these places."""
    listed = list(places)
    return tuple(
        notice
        for notice in notices
        if any(rules.concerns(notice.tags, place=each, tags=tags) for each in listed)
    )


def bill_card(row: Bill) -> BillCard:
    """Make the card of a bill."""
    return BillCard(
        ref=row.ref,
        place=row.place,
        number=row.number,
        title=row.title,
        about=row.about,
        stage=row.stage,
        stage_on=row.stage_on,
        tags=frozenset({f"{PLACE}:{row.place}", *row.tags}),
    )


def _notice_card(row: Notice) -> NoticeCard:
    return NoticeCard(
        ref=row.ref,
        bill=row.bill_id,
        title=row.bill.title,
        number=row.bill.number,
        place=row.bill.place,
        from_stage=row.step.from_stage,
        to_stage=row.step.to_stage,
        on=row.step.on,
        raised_on=row.raised_on,
        tags=frozenset(row.tags),
    )
