"""What came back: statements and counters of each official, for the public page and for the desk."""

from datetime import date, datetime

from django.db.models import Q, QuerySet, Sum

from waystation.foundation.staff import api as staff
from waystation.outreach.letters.access import at_the_desk, public_campaign, public_official
from waystation.outreach.letters.cards import OfficialCard, RecordCard, StatementCard
from waystation.outreach.letters.models import Official, Statement, Tally
from waystation.outreach.letters.queries.officials import PAGE, get_officials, list_officials
from waystation.outreach.letters.rules import machine, record

BOARD_PAGE = PAGE
_NEWEST = ("-said_on", "ref")


def list_board(
    *, country: str = "", body: str = "", position: str = "", after: int = 0
) -> tuple[list[tuple[OfficialCard, int]], bool]:
    """Return one page of the position board: officials with at least how many wrote or called. For anybody."""
    cards, is_more = list_officials(country=country, body=body, position=position, after=after)
    sums = dict(
        Tally.objects.filter(official__in=[card.ref for card in cards])
        .exclude(channel=record.CAME_BACK)
        .values_list("official")
        .annotate(Sum("said"))
    )
    return [(card, sums.get(card.ref, 0)) for card in cards], is_more


def get_record(official: str, on: date) -> RecordCard:
    """Return an official with what is public of them. For anybody.

    :raises NotHere: there is none.
    """
    row = public_official(official)
    statements = _told(official=row, state=machine.SHOWN).order_by(*_NEWEST)
    return _record(row, [statement_card(one, on) for one in statements], "said")


def get_desk_record(actor: staff.Actor, official: str, at: datetime) -> RecordCard:
    """Return an official with everything noted and exact counts. Campaigners and supervisors may.

    :raises NotHere: no such official, or not for this actor.
    """
    at_the_desk(actor)
    row = public_official(official)
    statements = _told(official=row).order_by(*_NEWEST)
    return _record(row, [statement_card(one, at.date(), actor) for one in statements], "count")


def _told(**which: object) -> QuerySet[Statement]:
    return Statement.objects.select_related("official").filter(**which)


def _record(row: Official, statements: list[StatementCard], column: str) -> RecordCard:
    reached: dict[str, int] = {}
    heard: dict[str, int] = {}
    for channel, said, number in Tally.objects.filter(official=row).values_list("channel", "heard", column):
        if number:
            reached[channel] = reached.get(channel, 0) + number
            if said:
                heard[said] = heard.get(said, 0) + number
    [card] = get_officials([row])
    came_back = reached.pop(record.CAME_BACK, 0)
    return RecordCard(card, tuple(statements), reached, heard, came_back)


def statement_card(row: Statement, on: date, actor: staff.Actor | None = None) -> StatementCard:
    """Make the card of a statement; with an actor, the moves that are possible for them."""
    offers = (
        machine.STATEMENT.offers(row.state, actor.roles, {"is_other": actor.ref != row.author})
        if actor is not None
        else ()
    )
    return StatementCard(
        ref=row.ref,
        official=row.official_id,
        official_name=row.official.name,
        kind=row.kind,
        position=row.position,
        words=row.words,
        language=row.language,
        said_on=row.said_on,
        source=row.source,
        due_on=row.due_on,
        outcome=row.outcome,
        state=row.state,
        state_label=machine.STATEMENT.states[row.state],
        is_overdue=bool(row.due_on and row.due_on < on and not row.outcome),
        offers=tuple(offers),
        weighed=row.weighed if actor else "",
        is_mine_to_agree=bool(actor and row.weighed and row.weighed_by != actor.ref),
    )


def relayed_to(actor: staff.Actor, official: str) -> list[str]:
    """Return the campaigns whose letters went to an official through our relay. Campaigners and supervisors may.

    :raises NotHere: no such official, or not for this actor.
    """
    at_the_desk(actor)
    rows = Tally.objects.filter(official=public_official(official), channel=record.RELAY)
    return list(rows.values_list("campaign", flat=True).order_by("campaign"))


def list_promises(on: date) -> list[StatementCard]:
    """List public promises that are neither kept nor broken yet, the first due first. For anybody."""
    rows = _told(state=machine.SHOWN, kind=record.PROMISE, outcome="")
    return [statement_card(row, on) for row in rows.order_by("due_on", "ref")]


def list_noted(actor: staff.Actor) -> list[StatementCard]:
    """List statements that wait for a second person, and promises of which one has said whether they were kept.

    Campaigners and supervisors may.

    :raises NotHere: anybody else.
    """
    at_the_desk(actor)
    rows = _told().filter(Q(state=machine.NOTED) | ~Q(weighed="")).order_by("said_on", "ref")
    return [statement_card(row, row.said_on, actor) for row in rows]


def list_reached(campaign: str) -> list[tuple[OfficialCard, dict[str, int]]]:
    """Return whom a campaign has reached, with at least how often by which channel; who is not shown was reached less.

    For anybody.

    :raises NotHere: no such campaign, or it was never open.
    """
    row = public_campaign(campaign)
    found: dict[str, dict[str, int]] = {}
    told = Tally.objects.filter(campaign=row, said__gt=0).exclude(channel=record.CAME_BACK)
    rows = told.values_list("official", "channel", "said")
    for official, channel, number in rows:
        mine = found.setdefault(official, {})
        mine[channel] = mine.get(channel, 0) + number
    cards = get_officials(Official.objects.filter(ref__in=found))
    return [(card, found[card.ref]) for card in cards]
