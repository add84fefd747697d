"""Whom the compromise of a house touches: there now, on the way, or there in the last thirty days."""

from datetime import datetime, timedelta

from waystation.foundation.staff import api as staff
from waystation.sealed.care import access
from waystation.sealed.care.cards import Affected
from waystation.sealed.care.queries import people
from waystation.sealed.care.queries import stays as stay_queries
from waystation.sealed.care.rules import nights, stays

THERE, COMING, PAST = "there", "coming", "past"


def list_affected(actor: staff.Actor, house: str, at: datetime) -> list[Affected]:
    """List everyone a house touches, each person once, those there now first.

    :raises NotHere: unknown, or not the actor's to keep.
    """
    access.house_to_look_at(actor, house)
    since = at.date() - timedelta(days=nights.LOOK_BACK_DAYS)
    rows = list(stay_queries.touched_by(house, since))
    known = people.find(actor, {row.person for row in rows})
    found: dict[str, Affected] = {}
    for how in (THERE, COMING, PAST):
        for row in rows:
            if row.person in found or _how(row.state) != how:
                continue
            person = known.get(row.person)
            found[row.person] = Affected(
                person=row.person,
                case=row.case,
                alias=person.alias if person is not None else "",
                how=how,
                stay=row.ref,
                from_on=row.arrives_on,
                to_on=row.leaves_on,
                is_within_reach=person is not None,
                is_warned=person is not None and "compromised" in person.overlays,
            )
    return list(found.values())


def _how(state: str) -> str:
    if state in stays.THERE:
        return THERE
    return COMING if state in stays.COMING else PAST
