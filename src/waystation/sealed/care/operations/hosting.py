"""What a host may read: the logistics of the guests of their own house, for as long as they are its guests."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care.cards import Guest, HostHouse, StayCard
from waystation.sealed.care.models import SafeHouse, Stay
from waystation.sealed.care.queries import hosting as queries
from waystation.sealed.care.rules import stays
from waystation.sealed.casework import api as casework


def let_host_read(actor: staff.Actor, row: Stay, at: datetime) -> None:
    """Grant the case's logistics to the host of the house, where it has one."""
    host = host_of(actor, row)
    if host is not None:
        casework.grant_section(actor=actor, case=row.case, kind="logistics", line=host, at=at)


def take_from_host(actor: staff.Actor, row: Stay, at: datetime) -> None:
    """Take it back when nobody of the case is left in a house of that host: what is written later is not for them."""
    host = host_of(actor, row)
    if host is not None:
        take_case_from(actor, row, host, at)


def take_case_from(actor: staff.Actor, row: Stay, host: str, at: datetime) -> None:
    """Take the case of a stay from a host who reads it, unless somebody else of it is in a house that is theirs."""
    if host not in casework.list_readers(actor, row.case).get("logistics", ()):
        return
    others = Stay.objects.filter(case=row.case, state__in=stays.HOST_KNOWS).exclude(pk=row.pk)
    houses = SafeHouse.objects.select_related("section").filter(ref__in=others.values("bed__house"))
    still = any(body["host"] == host for _house, body in vault.read_held(actor.ring, houses))
    if not still:
        casework.withdraw_section(actor=actor, case=row.case, kind="logistics", line=host, at=at)


def host_of(actor: staff.Actor, row: Stay) -> str | None:
    """Return the line of the host of the house a stay is in, where there is one."""
    if row.bed is None:
        return None
    host: str | None = vault.read(actor.ring, row.bed.house)["host"]
    return host


@transaction.atomic
def open_my_houses(*, actor: staff.Actor, at: datetime) -> list[HostHouse]:
    """Open what a host may know of the guests tonight; casework writes down that it was opened. For others nothing."""
    opened = []
    for house in queries.list_my_houses(actor):
        guests = _guests(actor, queries.list_guests(actor, house.ref, at), at)
        opened.append(
            HostHouse(
                house=house,
                here=[guest for guest in guests if guest.stay.state in stays.THERE],
                coming=[guest for guest in guests if guest.stay.state in stays.COMING],
            )
        )
    return opened


def _guests(actor: staff.Actor, cards: Sequence[StayCard], at: datetime) -> list[Guest]:
    sheets = {
        case: casework.get_sheet(actor, case, "logistics").fields
        for case in dict.fromkeys(card.case for card in cards)
    }
    own = {
        card.ref: casework.open_person(actor=actor, person=card.person, at=at).logistics or {}
        for card in cards
    }
    return [
        Guest(
            stay=card,
            head_count=sum(other.case == card.case for other in cards),
            needs=_both(own[card.ref].get("needs", ""), sheets[card.case]["needs"]),
            languages=own[card.ref].get("languages", "") or sheets[card.case]["languages"],
            luggage=sheets[card.case]["luggage"],
        )
        for card in cards
    ]


def _both(of_person: str, of_case: str) -> str:
    """Join what is written about one person and about all of the case, each line once."""
    lines = (line.strip() for line in (*of_person.splitlines(), *of_case.splitlines()))
    return "\n".join(dict.fromkeys(line for line in lines if line))
