"""Props of care: a safe house that two people found safe, with beds and a host, and people brought into it.

Everything is done by the real operations with the cast as actors. Used by the tests of care and of later rooms.
"""

from datetime import date, datetime, timedelta

from waystation.sealed.care import api as care
from waystation.testing.cast import Cast


def a_proposed_house(cast: Cast, at: datetime, *, name: str = "Larch", team: str = "north") -> care.HouseCard:
    """Have the team's coordinator write down a house that might be used."""
    keeper = cast.noor if team == "north" else cast.idris
    return care.propose_house(
        actor=keeper,
        team=cast.teams[team],
        code_name=name,
        places=4,
        suits="A family; two flights of stairs",
        address="Linden street 5, flat 14",
        contact="Ring twice, ask for the cat",
        way="From the yard, not from the street",
        at=at,
    )


def a_house(
    cast: Cast,
    at: datetime,
    *,
    name: str = "Larch",
    beds: int = 2,
    has_host: bool = True,
    team: str = "north",
) -> tuple[care.HouseCard, list[care.BedCard]]:
    """Return a house open for guests, and its beds: looked at by two, hosted by Dana."""
    keeper = cast.noor if team == "north" else cast.idris
    house = a_proposed_house(cast, at, name=name, team=team)
    for visitor in (keeper, cast.ruth):
        care.record_visit(actor=visitor, house=house.ref, verdict="good", text="Quiet, two ways out", at=at)
    care.move_house(actor=keeper, house=house.ref, move="vet", at=at)
    made = [
        care.add_bed(actor=keeper, house=house.ref, label=f"Bed {number}", note="", at=at)
        for number in range(1, beds + 1)
    ]
    if has_host:
        care.appoint_host(actor=keeper, house=house.ref, host=cast.dana.ref, at=at)
    return care.move_house(actor=cast.ruth, house=house.ref, move="open", at=at), made


def a_wanted_bed(
    cast: Cast, person: str, at: datetime, *, arrives_on: date | None = None, nights: int = 7
) -> care.StayCard:
    """Have Noor say that a person needs a bed, from today on unless told otherwise."""
    first = arrives_on or at.date()
    return care.want_bed(
        actor=cast.noor, person=person, arrives_on=first, leaves_on=first + timedelta(days=nights), at=at
    )


def a_held_bed(
    cast: Cast, person: str, bed: care.BedCard, at: datetime, **wanted: date | int
) -> care.StayCard:
    """Have Noor hold a bed for a person to the end of today."""
    stay = a_wanted_bed(cast, person, at, **wanted)  # type: ignore[arg-type]
    return care.hold_bed(actor=cast.noor, stay=stay.ref, bed=bed.ref, until_on=at.date(), at=at)


def a_guest(cast: Cast, person: str, bed: care.BedCard, at: datetime, **wanted: date | int) -> care.StayCard:
    """Bring a person into a bed: held, confirmed by Noor, and arrived at Dana's door."""
    stay = a_held_bed(cast, person, bed, at, **wanted)
    care.confirm_stay(actor=cast.noor, stay=stay.ref, at=at)
    return care.check_in(actor=cast.dana, stay=stay.ref, at=at)
