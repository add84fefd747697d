"""Tonight: beds by house and night as a grid, and beside it what tonight asks for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from waystation.foundation.staff import api as staff
from waystation.sealed.care.cards import BedCard, Cell, Due, GridBed, GridHouse, HouseCard, StayCard, Tonight
from waystation.sealed.care.models import BedNight, Stay
from waystation.sealed.care.queries import houses as house_queries
from waystation.sealed.care.queries import stays as stay_queries
from waystation.sealed.care.rules import houses, nights, stays

Taken = Mapping[tuple[str, date], tuple[str, str]]


def show_tonight(actor: staff.Actor, at: datetime, *, first_on: date | None = None) -> Tonight:
    """Return the grid of two weeks from a day on, of the houses the actor holds, and what tonight asks for."""
    start = first_on or at.date()
    days = [start + timedelta(days=number) for number in range(nights.WINDOW)]
    shown = house_queries.list_houses(actor, states=houses.ON_THE_GRID)
    beds = house_queries.list_beds(actor, [house.ref for house in shown])
    taken, cards = _taken(actor, beds, days, at)
    return Tonight(
        nights=days,
        houses=[_grid_house(house, beds, days, taken, cards) for house in shown],
        due=what_is_due(actor, at),
    )


def what_is_due(actor: staff.Actor, at: datetime) -> Due:
    """Return what tonight asks for: arrivals, holds, who is away, who stays too long, who waits for a bed."""
    booked = stay_queries.list_booked(actor, at)
    return Due(
        wanted=stay_queries.list_wanted(actor, at),
        arrivals=[card for card in booked if card.state == stays.CONFIRMED and card.arrives_on <= at.date()],
        holds=[card for card in booked if card.state == stays.HELD],
        away=[card for card in booked if card.state == stays.AWAY],
        overstays=[card for card in booked if card.state in stays.THERE and card.leaves_on < at.date()],
        lapsed=stay_queries.list_lapsed(actor, at),
    )


def count_free_beds(actor: staff.Actor, arrives_on: date, leaves_on: date) -> list[tuple[HouseCard, int]]:
    """Return the houses open for guests, each with how many of its beds are free on all of these nights."""
    shown = house_queries.list_houses(actor, states=houses.TAKES_HOLDS)
    beds = house_queries.list_beds(actor, [house.ref for house in shown])
    full = set(
        BedNight.objects.filter(
            bed__in=[bed.ref for bed in beds], night__gte=arrives_on, night__lt=leaves_on
        ).values_list("bed", flat=True)
    )
    return [(house, sum(bed.house == house.ref and bed.ref not in full for bed in beds)) for house in shown]


def _taken(
    actor: staff.Actor, beds: Sequence[BedCard], days: Sequence[date], at: datetime
) -> tuple[Taken, dict[str, StayCard]]:
    found = BedNight.objects.filter(
        bed__in=[bed.ref for bed in beds], night__gte=days[0], night__lte=days[-1]
    ).values_list("bed", "night", "stay", "block")
    taken = {(bed, night): (stay or "", block or "") for bed, night, stay, block in found}
    rows = stay_queries.with_keys(
        Stay.objects.filter(ref__in={stay for stay, _block in taken.values() if stay})
    )
    return taken, {card.ref: card for card in stay_queries.stay_cards(actor, rows, at)}


def _grid_house(
    house: HouseCard,
    beds: Iterable[BedCard],
    days: Sequence[date],
    taken: Taken,
    cards: Mapping[str, StayCard],
) -> GridHouse:
    own = [bed for bed in beds if bed.house == house.ref]
    return GridHouse(
        house=house,
        beds=[GridBed(bed, _cells(bed, days, taken, cards)) for bed in own],
        free_first_night=sum((bed.ref, days[0]) not in taken for bed in own),
    )


def _cells(bed: BedCard, days: Sequence[date], taken: Taken, cards: Mapping[str, StayCard]) -> list[Cell]:
    """Join neighbouring nights of one stay or block into one cell; free nights stay one by one, to be chosen."""
    runs: list[tuple[tuple[str, str] | None, date, int]] = []
    for night in days:
        what = taken.get((bed.ref, night))
        if runs and what is not None and runs[-1][0] == what:
            runs[-1] = (what, runs[-1][1], runs[-1][2] + 1)
        else:
            runs.append((what, night, 1))
    return [_cell(what, starts_on, count, cards) for what, starts_on, count in runs]


def _cell(what: tuple[str, str] | None, starts_on: date, count: int, cards: Mapping[str, StayCard]) -> Cell:
    if what is None:
        return Cell("free", starts_on, count)
    stay, _block = what
    if not stay:
        return Cell("blocked", starts_on, count)
    card = cards.get(stay)
    if card is None:
        return Cell("taken", starts_on, count)
    return Cell(
        kind=card.state,
        starts_on=starts_on,
        nights=count,
        label=card.state_label,
        alias=card.alias,
        stay=stay,
    )
