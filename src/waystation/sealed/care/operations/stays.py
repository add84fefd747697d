"""Stays on their way: confirmed, arrived, away, back, left, given back, not come, moved urgently."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import access
from waystation.sealed.care.cards import StayCard
from waystation.sealed.care.models import BedNight, Stay
from waystation.sealed.care.operations.booking import want
from waystation.sealed.care.operations.hosting import let_host_read, take_from_host
from waystation.sealed.care.operations.lapsing import lapse_key
from waystation.sealed.care.operations.moves import write_move
from waystation.sealed.care.queries import stays as queries
from waystation.sealed.care.rules import nights, stays
from waystation.sealed.care.tags import Tag
from waystation.sealed.casework import api as casework

DID_NOT_COME = _("They did not come to the house. Find out where they are.")
HOW_ARE_THEY = _("Ask how they are after the first night.")
FIND_A_BED = _("They had to leave the house in a hurry. Find them a bed.")


@transaction.atomic
def confirm_stay(*, actor: staff.Actor, stay: str, at: datetime) -> StayCard:
    """Confirm a held bed. From now on the host of the house may read the case's logistics, and nothing else.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: the hold is over, or the house takes no guests.
    """
    row = access.stay_to_change(actor, stay)
    write_move(actor, row, "confirm", at)
    _record(actor, row, "confirm", at)
    let_host_read(actor, row, at)
    outbox.cancel(key=lapse_key(row.ref))
    return queries.get_stay(actor, row.ref, at)


@transaction.atomic
def check_in(*, actor: staff.Actor, stay: str, at: datetime) -> StayCard:
    """Note that a person has arrived at the house: sheltered from now on, asked how they are a day later.

    For the host of the house, the escort, and those who keep houses.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: too early, nobody may go there any more, or the person is checked in elsewhere.
    """
    row = access.stay_to_change(actor, stay)
    if Stay.objects.filter(person=row.person, state__in=stays.THERE).exclude(pk=row.pk).exists():
        raise Refused(stays.ALREADY_THERE)
    write_move(actor, row, "check_in", at)
    _record(actor, row, "check_in", at)
    casework.place_mark(actor=actor, person=row.person, kind="stay_checked_in", thing=row.ref, at=at)
    casework.lift_mark(actor=actor, person=row.person, kind="bed_held", thing=row.ref, at=at)
    _shelter(actor, row, at)
    return queries.get_stay(actor, row.ref, at)


@transaction.atomic
def go_away(*, actor: staff.Actor, stay: str, at: datetime) -> StayCard:
    """Note that a guest is away for now; the bed stays theirs. For the host and those who keep houses.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: not there.
    """
    return _only_move(actor, stay, "go_away", at)


@transaction.atomic
def come_back(*, actor: staff.Actor, stay: str, at: datetime) -> StayCard:
    """Note that a guest who was away is back. For the host and those who keep houses.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: not away, or nobody may go to the house any more.
    """
    return _only_move(actor, stay, "come_back", at)


@transaction.atomic
def check_out(*, actor: staff.Actor, stay: str, at: datetime) -> StayCard:
    """Note that a guest has left for good: the nights to come are free, the host may no longer read.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: not there.
    """
    row = access.stay_to_change(actor, stay)
    _leave(actor, row, "check_out", at)
    return queries.get_stay(actor, row.ref, at)


@transaction.atomic
def move_urgently(*, actor: staff.Actor, stay: str, at: datetime) -> StayCard:
    """Note that a guest had to leave in a hurry. A bed is wanted for them from today; returns that new stay.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: not there.
    """
    row = access.stay_to_change(actor, stay)
    leaves_on = max(row.leaves_on, at.date() + timedelta(days=1))
    _leave(actor, row, "move_urgently", at)
    wanted = want(
        actor,
        case=row.case,
        person=row.person,
        arrives_on=at.date(),
        leaves_on=leaves_on,
        note=vault.read(actor.ring, row)["note"],
        at=at,
    )
    ledger.record(actor=actor.ref, tag=Tag.STAY_WANTED, subject=wanted.ref, at=at, rows=[wanted])
    _add_task(actor, row, FIND_A_BED, at, due_at=at)
    return queries.get_stay(actor, wanted.ref, at)


@transaction.atomic
def release_stay(*, actor: staff.Actor, stay: str, at: datetime) -> StayCard:
    """Give back a bed that was wanted, held or confirmed.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: somebody has arrived, or it is over.
    """
    row = access.stay_to_change(actor, stay)
    give_back(actor, row, "release", at)
    return queries.get_stay(actor, row.ref, at)


@transaction.atomic
def note_no_show(*, actor: staff.Actor, stay: str, at: datetime) -> StayCard:
    """Note that somebody who was expected did not come: the bed is free, and a task asks where they are.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: the first night is later than today, or they have arrived.
    """
    row = access.stay_to_change(actor, stay)
    give_back(actor, row, "no_show", at)
    _add_task(actor, row, DID_NOT_COME, at, due_at=at)
    return queries.get_stay(actor, row.ref, at)


def give_back(actor: staff.Actor, row: Stay, move: str, at: datetime) -> None:
    """End a stay that never began: nights freed, mark lifted, the host's reading ended, the job taken back."""
    had_bed, host_knew = row.bed_id is not None, row.state in stays.HOST_KNOWS
    write_move(actor, row, move, at)
    BedNight.objects.filter(stay=row).delete()
    _record(actor, row, move, at)
    if had_bed:
        casework.lift_mark(actor=actor, person=row.person, kind="bed_held", thing=row.ref, at=at)
        outbox.cancel(key=lapse_key(row.ref))
    if host_knew:
        take_from_host(actor, row, at)


def _leave(actor: staff.Actor, row: Stay, move: str, at: datetime) -> None:
    row.leaves_on = min(row.leaves_on, max(row.arrives_on, at.date()))
    write_move(actor, row, move, at)
    BedNight.objects.filter(stay=row, night__gte=row.leaves_on).delete()
    _record(actor, row, move, at)
    casework.lift_mark(actor=actor, person=row.person, kind="stay_checked_in", thing=row.ref, at=at)
    take_from_host(actor, row, at)


def _only_move(actor: staff.Actor, stay: str, move: str, at: datetime) -> StayCard:
    row = access.stay_to_change(actor, stay)
    write_move(actor, row, move, at)
    _record(actor, row, move, at)
    return queries.get_stay(actor, row.ref, at)


def _shelter(actor: staff.Actor, row: Stay, at: datetime) -> None:
    """Who was on the way is sheltered now, and that move asks for the welfare check; anybody else is asked all the same."""
    if casework.person(actor, row.person).phase == "in_transit":
        casework.move_person(actor=actor, person=row.person, move="shelter", at=at)
        return
    due_at = at + nights.WELFARE_CHECK_AFTER
    _add_task(actor, row, HOW_ARE_THEY, at, due_at=due_at, kind="welfare_check")


def _add_task(
    actor: staff.Actor, row: Stay, text: str, at: datetime, *, due_at: datetime, kind: str = "general"
) -> None:
    """Open a task for a day, in the language of whoever brings it about, as if they had typed it."""
    casework.add_task(
        actor=actor,
        case=row.case,
        person=row.person,
        kind=kind,
        text=gettext(text),
        due_on=due_at.date(),
        at=at,
    )


def _record(actor: staff.Actor, row: Stay, move: str, at: datetime) -> None:
    ledger.record(
        actor=actor.ref, tag=Tag.STAY_MOVED, subject=row.ref, at=at, rows=[row], detail={"move": move}
    )
