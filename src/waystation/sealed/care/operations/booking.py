"""Booking: a bed is wanted, held until a day, its nights changed. The database itself refuses a second booking."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import access
from waystation.sealed.care.cards import StayCard
from waystation.sealed.care.models import Bed, BedNight, SafeHouse, Stay
from waystation.sealed.care.operations.lapsing import LAPSE, end_lapsed_holds, lapse_key
from waystation.sealed.care.operations.moves import write_move
from waystation.sealed.care.queries import stays as queries
from waystation.sealed.care.rules import nights, stays
from waystation.sealed.care.tags import Tag
from waystation.sealed.casework import api as casework


@transaction.atomic
def want_bed(
    *, actor: staff.Actor, person: str, arrives_on: date, leaves_on: date, at: datetime, note: str = ""
) -> StayCard:
    """Write down that a person needs a bed for some nights. For coordinators, planners and supervisors of the case.

    The note stands with the case's logistics: a host will read it.

    :raises NotHere: no such person for the actor, or another role.
    :raises Invalid: the days do not fit.
    """
    if not actor.roles & stays.ASKERS:
        raise NotHere
    card = casework.person(actor, person)
    faults = nights.faults_of_nights(arrives_on, leaves_on, at.date())
    if faults:
        raise Invalid(**faults)
    row = want(
        actor,
        case=card.case,
        person=person,
        arrives_on=arrives_on,
        leaves_on=leaves_on,
        note=note,
        at=at,
    )
    ledger.record(actor=actor.ref, tag=Tag.STAY_WANTED, subject=row.ref, at=at, rows=[row])
    return queries.get_stay(actor, row.ref, at)


@transaction.atomic
def want_beds(
    *,
    actor: staff.Actor,
    persons: Iterable[str],
    arrives_on: date,
    leaves_on: date,
    at: datetime,
    note: str = "",
) -> list[StayCard]:
    """Write down that several people need beds for the same nights, all or none. As :func:`want_bed`.

    :raises NotHere: as :func:`want_bed`.
    :raises Invalid: the days do not fit.
    """
    return [
        want_bed(actor=actor, person=person, arrives_on=arrives_on, leaves_on=leaves_on, at=at, note=note)
        for person in persons
    ]


def want(
    actor: staff.Actor,
    *,
    case: str,
    person: str,
    arrives_on: date,
    leaves_on: date,
    note: str,
    at: datetime,
) -> Stay:
    """Write a stay in its first state; whoever calls records it."""
    section = casework.section(actor, case, "logistics")
    row = Stay(case=case, person=person, section=section, arrives_on=arrives_on, leaves_on=leaves_on)
    started = {"move": "want", "at": at.isoformat(), "by": actor.ref}
    vault.write(actor.ring, row, {"note": note, "history": [started]})
    return row


@transaction.atomic
def hold_bed(*, actor: staff.Actor, stay: str, bed: str, until_on: date, at: datetime) -> StayCard:
    """Hold one bed for a wanted stay, to the end of a day. Of two who take the last bed exactly one succeeds.

    :raises NotHere: the stay, or the house of the bed, is not the actor's.
    :raises Invalid: the day does not fit.
    :raises Refused: taken by somebody else, or the house takes no guests, or its team does not know the case.
    """
    row = access.stay_to_change(actor, stay)
    found = access.bed_to_keep(actor, bed)
    end_lapsed_holds(found.house_id, at)
    _hold(actor, [(row, found)], found.house, until_on, at)
    return queries.get_stay(actor, row.ref, at)


@transaction.atomic
def hold_beds(
    *, actor: staff.Actor, wanted: Iterable[str], house: str, until_on: date, at: datetime
) -> list[StayCard]:
    """Hold a bed of a house for each of these wanted stays, all or none: a family is not torn apart.

    :raises NotHere: a stay, or the house, is not the actor's.
    :raises Invalid: the day does not fit, or nobody was chosen.
    :raises Refused: not enough free beds, or as :func:`hold_bed`.
    """
    rows = [access.stay_to_change(actor, ref) for ref in sorted(set(wanted))]
    if not rows:
        raise Invalid(wanted=stays.NOBODY_CHOSEN)
    found = access.house_to_keep(actor, house)
    end_lapsed_holds(found.ref, at)
    beds = list(Bed.objects.select_related("section").filter(house=found, is_gone=False).order_by("ref"))
    chosen = nights.choose_beds(
        [bed.ref for bed in beds], taken_nights(beds, rows), [_nights(row) for row in rows]
    )
    if chosen is None:
        raise Refused(stays.NOT_ENOUGH_BEDS)
    by_ref = {bed.ref: bed for bed in beds}
    _hold(actor, [(row, by_ref[ref]) for row, ref in zip(rows, chosen, strict=True)], found, until_on, at)
    return queries.stay_cards(actor, rows, at)


@transaction.atomic
def change_nights(
    *, actor: staff.Actor, stay: str, arrives_on: date, leaves_on: date, at: datetime
) -> StayCard:
    """Book more, fewer or other nights of the same bed. Who is there already keeps the day of arrival.

    :raises NotHere: unknown, or not the actor's.
    :raises Invalid: the days do not fit.
    :raises Refused: over, or the bed is promised to somebody else on an added night.
    """
    row = access.stay_to_change(actor, stay)
    if not actor.roles & stays.BOOKERS:
        raise NotHere
    if row.state not in stays.LIVE:
        raise Refused(stays.IS_OVER)
    is_there = row.state in stays.THERE
    faults = nights.faults_of_nights(
        max(arrives_on, at.date()) if is_there else arrives_on, leaves_on, at.date()
    )
    if is_there and arrives_on != row.arrives_on:
        faults["arrives_on"] = stays.HAS_ARRIVED
    if faults:
        raise Invalid(**faults)
    before = set(_nights(row)) if row.bed_id else set()
    row.arrives_on, row.leaves_on = arrives_on, leaves_on
    if row.held_until_on is not None and row.state == stays.HELD:
        row.held_until_on = min(row.held_until_on, max(arrives_on, at.date()))
    if row.bed_id:
        now = set(_nights(row))
        BedNight.objects.filter(stay=row).exclude(night__in=now).delete()
        missing = now - set(BedNight.objects.filter(stay=row).values_list("night", flat=True))
        _take(row, sorted(missing), stays.BED_NOT_FREE_LONGER if before else stays.BED_TAKEN)
    vault.write(actor.ring, row, vault.read(actor.ring, row))
    ledger.record(actor=actor.ref, tag=Tag.STAY_EXTENDED, subject=row.ref, at=at, rows=[row])
    return queries.get_stay(actor, row.ref, at)


def taken_nights(beds: Sequence[Bed], rows: Sequence[Stay]) -> dict[str, set[date]]:
    """Return which of the nights these stays want are taken, by bed."""
    taken: dict[str, set[date]] = {}
    found = BedNight.objects.filter(
        bed__in=[bed.ref for bed in beds],
        night__gte=min(row.arrives_on for row in rows),
        night__lt=max(row.leaves_on for row in rows),
    )
    for bed, night in found.values_list("bed", "night"):
        taken.setdefault(bed, set()).add(night)
    return taken


def _hold(
    actor: staff.Actor, pairs: Sequence[tuple[Stay, Bed]], house: SafeHouse, until_on: date, at: datetime
) -> None:
    team = vault.read(actor.ring, house)["team"]
    for row, bed in pairs:
        faults = nights.faults_of_hold(until_on, row.arrives_on, at.date())
        if faults:
            raise Invalid(**faults)
        if not _is_known_to(actor, team, row):
            raise Refused(stays.CASE_OF_ANOTHER_TEAM)
        bed.house = house
        row.bed = bed
        write_move(actor, row, "hold", at, held_until_on=until_on)
        _take(row, _nights(row), stays.BED_TAKEN)
        casework.place_mark(actor=actor, person=row.person, kind="bed_held", thing=row.ref, at=at)
        ledger.record(
            actor=actor.ref, tag=Tag.STAY_MOVED, subject=row.ref, at=at, rows=[row], detail={"move": "hold"}
        )
        outbox.enqueue(
            LAPSE,
            payload={"stay": row.ref, "to": actor.ref},
            due_at=nights.lapses_at(until_on),
            key=lapse_key(row.ref),
        )


def _is_known_to(actor: staff.Actor, team: str, row: Stay) -> bool:
    """Say whether the house's team could act for the guest; a case kept to named people is known to no team."""
    return team in vault.granted_lines(row.section) or casework.case(actor, row.case).is_restricted


def _take(row: Stay, wanted: Iterable[date], refusal: str) -> None:
    try:
        with transaction.atomic():
            BedNight.objects.bulk_create(BedNight(bed=row.bed, night=night, stay=row) for night in wanted)
    except IntegrityError as exc:
        raise Refused(refusal) from exc


def _nights(row: Stay) -> list[date]:
    return nights.nights_of(row.arrives_on, row.leaves_on)
