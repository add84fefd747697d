"""Props of care: a safe house that two people found safe, with beds and a host, and people brought into it.

Everything is done by the real operations with the cast as actors. Used by the tests of care and of later rooms.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.sealed.care import api as care
from waystation.sealed.casework import api as casework
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


def furnish(cast: Cast, persons: Sequence[str], at: datetime) -> None:
    """Let the demonstration have houses tonight: guests, somebody expected, a hold, a wish, a worry, help and money.

    ``persons`` are at least ten people of team North who are sheltered already, so far only by a mark set by hand.
    """
    before = at - timedelta(days=12)
    with clock.fixed(before), transaction.atomic():
        larch, beds = a_house(cast, before, name="Larch", beds=5)
        _birch, more = a_house(cast, before, name="Birch", beds=4, has_host=False)
        alder = a_proposed_house(cast, before, name="Alder")
        care.record_visit(
            actor=cast.noor, house=alder.ref, verdict="good", text="A quiet yard, one stair", at=before
        )
    for number, (person, bed) in enumerate(zip(persons[:6], [*beds[:4], *more[:2]], strict=True)):
        _move_in(cast, person, bed, at - timedelta(days=1 + number), nights=9 + 3 * number)
    with clock.fixed(at), transaction.atomic():
        _expect(cast, persons[6:9], beds[4], more[2], at)
        care.block_bed(
            actor=cast.noor,
            bed=more[3].ref,
            starts_on=at.date() + timedelta(days=2),
            ends_on=at.date() + timedelta(days=6),
            reason="The boiler is being mended",
            at=at,
        )
        care.report_worry(
            actor=staff.renew(cast.dana),
            house=larch.ref,
            text="A grey car has been standing across the street since Tuesday.",
            at=at,
        )
        _send_for_help(cast, persons[0], persons[1], at)
        _spend(cast, persons[2], persons[3], at)


def _move_in(cast: Cast, person: str, bed: care.BedCard, at: datetime, *, nights: int) -> None:
    with clock.fixed(at), transaction.atomic():
        for kind in ("stay_checked_in", "bed_held"):
            casework.lift_mark(actor=cast.noor, person=person, kind=kind, thing=person, at=at)
        stay = a_held_bed(cast, person, bed, at, nights=nights)
        care.confirm_stay(actor=cast.noor, stay=stay.ref, at=at)
        care.check_in(actor=cast.noor, stay=stay.ref, at=at)
        case = casework.person(cast.noor, person).case
        for task in casework.list_tasks(cast.noor, case):
            if task.kind == "welfare_check" and task.person == person:
                casework.finish_task(actor=cast.noor, task=task.ref, at=at, reason="Slept, ate, is calmer")


def _expect(cast: Cast, persons: Sequence[str], bed: care.BedCard, other: care.BedCard, at: datetime) -> None:
    expected, held, wanted = persons
    stay = a_held_bed(cast, expected, bed, at, nights=10)
    care.confirm_stay(actor=cast.noor, stay=stay.ref, at=at)
    a_held_bed(cast, held, other, at, nights=5)
    a_wanted_bed(cast, wanted, at, arrives_on=at.date() + timedelta(days=1), nights=14)


def _send_for_help(cast: Cast, first: str, second: str, at: datetime) -> None:
    for person, urgency, text in (
        (first, "soon", "Has not slept through a night since April. Speaks Chechen and Russian."),
        (second, "now", "Old fractures that were never seen to. Would rather speak with a woman."),
    ):
        casework.give_consent(
            actor=cast.noor,
            person=person,
            purpose="medical_help",
            audiences=["doctors"],
            identifiability="alias",
            at=at,
        )
        referral = care.draft_referral(
            actor=cast.noor, person=person, kind="psychological", urgency=urgency, text=text, at=at
        )
        for move in ("check_consent", "send"):
            care.move_referral(actor=cast.noor, referral=referral.ref, move=move, at=at)
        if person == first:
            _treat(staff.renew(cast.mira), person, referral.ref, at)


def _treat(mira: staff.Actor, person: str, referral: str, at: datetime) -> None:
    care.move_referral(
        actor=mira, referral=referral, move="accept", answer="Tomorrow at four, the usual room.", at=at
    )
    care.plan_appointment(
        actor=mira, person=person, starts_at=at + timedelta(days=1), place="The usual room", note="", at=at
    )
    care.write_note(
        actor=mira, person=person, text="First talk by telephone. Wants to come in person.", at=at
    )


def _spend(cast: Cast, first: str, second: str, at: datetime) -> None:
    for person, amount, purpose, text in (
        (first, "86,40", "medical", "Glasses, the old ones were broken"),
        (second, "1250", "housing", "First month of a room of their own"),
    ):
        asked = care.ask_for_money(
            actor=cast.noor, person=person, amount=amount, currency="EUR", purpose=purpose, text=text, at=at
        )
        care.move_money(actor=cast.noor, request=asked.ref, move="submit", at=at)
        if person == first:
            care.move_money(actor=cast.olga, request=asked.ref, move="approve", at=at)
            care.move_money(actor=cast.noor, request=asked.ref, move="pay", at=at)
