"""Houses: proposed, looked at by two people, opened, paused, retired; their address and their host."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, NotHere, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import api as allies
from waystation.sealed.care import access
from waystation.sealed.care.cards import HouseCard
from waystation.sealed.care.models import HouseAddress, HouseVetting, SafeHouse
from waystation.sealed.care.operations import following
from waystation.sealed.care.queries import houses as queries
from waystation.sealed.care.rules import houses
from waystation.sealed.care.tags import Tag

CODE_NAME_NEEDED = _("Give the house a code name that tells nothing about where it is.")
PLACES_NEEDED = _("Say how many people can sleep there.")
ADDRESS_NEEDED = _("Write where the house is.")
WORDS_NEEDED = _("Say what you saw.")
NOT_YOUR_TEAM = _("You can only add a house for a team of yours.")
NOT_A_HOST = _("Choose somebody who has an account as a host.")
HAS_A_HOST = _("The house has a host already. End that first.")
HAS_NO_HOST = _("The house has no host.")
GUESTS_ARE_THERE = _("Guests are confirmed or staying. Find them other beds, or check them out, first.")


@transaction.atomic
def propose_house(
    *,
    actor: staff.Actor,
    team: str,
    code_name: str,
    places: int,
    suits: str,
    address: str,
    contact: str,
    way: str,
    at: datetime,
    helper: str = "",
) -> HouseCard:
    """Write down a house that might be used. For coordinators, in a team of theirs, and supervisors, for any team.

    ``helper`` is the trusted ally who offers it: the house opens, and stays open, only while they are trusted.

    What the team knows, the address, and what those who look at it will find lie in three compartments: the host
    is given the first two, colleagues the address one by one.

    :raises NotHere: another role, or a helper who is no trusted host known to the actor.
    :raises Invalid: no code name, no places, no address, or a team that is not the actor's.
    """
    if not actor.roles & houses.KEEPERS:
        raise NotHere
    if team not in actor.teams and houses.SUPERVISOR not in actor.roles:
        raise Invalid(team=NOT_YOUR_TEAM)
    check_words(code_name=code_name, places=places, address=address)
    if helper and houses.HOST not in allies.read_helper(actor, helper, at=at).areas.kinds:
        raise NotHere
    known_to = [team, staff.team_line("supervisors")]
    house = SafeHouse(
        section=vault.create_section(actor.ring, kind="house", to=known_to),
        vetting=vault.create_section(actor.ring, kind="vetting", to=known_to),
        helper=helper,
    )
    body = {"code_name": code_name, "places": places, "suits": suits, "host": None, "team": team}
    vault.write(actor.ring, house, body)
    close = [actor.ref, staff.team_line("supervisors")]
    place = HouseAddress(house=house, section=vault.create_section(actor.ring, kind="address", to=close))
    vault.write(actor.ring, place, {"address": address, "contact": contact, "way": way})
    ledger.record(actor=actor.ref, tag=Tag.HOUSE_PROPOSED, subject=house.ref, at=at, rows=[house, place])
    return queries.house_card(house, body)


@transaction.atomic
def change_house(
    *, actor: staff.Actor, house: str, version: int, code_name: str, places: int, suits: str, at: datetime
) -> HouseCard:
    """Change what the team knows of a house. For those who keep it.

    :raises NotHere: unknown, or not the actor's to keep.
    :raises Invalid: no code name, or no places.
    :raises ChangedMeanwhile: somebody changed it since ``version`` was read.
    """
    row = access.house_to_keep(actor, house)
    check_words(code_name=code_name, places=places, address="-")
    if row.version != version:
        raise ChangedMeanwhile
    body = vault.read(actor.ring, row) | {"code_name": code_name, "places": places, "suits": suits}
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=Tag.HOUSE_CHANGED, subject=row.ref, at=at, rows=[row])
    return queries.house_card(row, body)


@transaction.atomic
def record_visit(*, actor: staff.Actor, house: str, verdict: str, text: str, at: datetime) -> HouseCard:
    """Write down what one saw when looking at a house. Two different people must find it safe.

    The newest word of each person counts. For those who keep the house; the host never reads it.

    :raises NotHere: unknown, or not the actor's to keep.
    :raises Invalid: no verdict, or no words.
    """
    row = access.house_to_keep(actor, house)
    if verdict not in houses.VERDICTS:
        raise Invalid(verdict=WORDS_NEEDED)
    if not text.strip():
        raise Invalid(text=WORDS_NEEDED)
    found = HouseVetting(house=row, section=row.vetting)
    vault.write(actor.ring, found, {"by": actor.ref, "verdict": verdict, "text": text, "at": at.isoformat()})
    ledger.record(actor=actor.ref, tag=Tag.HOUSE_LOOKED_AT, subject=row.ref, at=at, rows=[found])
    return queries.house_card(row, vault.read(actor.ring, row))


@transaction.atomic
def move_house(*, actor: staff.Actor, house: str, move: str, at: datetime) -> HouseCard:
    """Move a house along its machine: vet, open, pause, resume, retire, turn down. Compromise has its own deed.

    :raises NotHere: unknown, or not the actor's to keep.
    :raises Refused: not possible from here, or something is missing.
    """
    row = access.house_to_keep(actor, house)
    body = vault.read(actor.ring, row)
    facts = queries.house_facts(row, queries.list_verdicts(actor, row), body, at.date())
    target = houses.HOUSE.move(move, row.state, actor.roles, facts).target
    if target == houses.COMPROMISED:
        raise NotHere
    row.state = target
    rows: list[vault.SealedRow] = [row]
    if target == houses.RETIRED and body["host"]:
        take_keys(actor, row, body)
    vault.write(actor.ring, row, body)
    ledger.record(
        actor=actor.ref, tag=Tag.HOUSE_MOVED, subject=row.ref, at=at, rows=rows, detail={"move": move}
    )
    following.stay_with_trust(row, at)
    return queries.house_card(row, body)


@transaction.atomic
def appoint_host(*, actor: staff.Actor, house: str, host: str, at: datetime) -> HouseCard:
    """Make a colleague with the role host the host of a house: they hold its card, its beds and its address.

    :raises NotHere: unknown, not the actor's to keep, or the address was not given to them.
    :raises Invalid: somebody who is no host.
    :raises Refused: there is a host already.
    """
    row = access.house_to_keep(actor, house)
    place = access.address_to_read(actor, house)
    body = vault.read(actor.ring, row)
    if body["host"]:
        raise Refused(HAS_A_HOST)
    if host not in {card.ref for card in staff.list_colleagues(actor) if houses.HOST in card.roles}:
        raise Invalid(host=NOT_A_HOST)
    vault.grant(actor.ring, row.section, to=host)
    vault.grant(actor.ring, place.section, to=host)
    body["host"] = host
    vault.write(actor.ring, row, body)
    ledger.record(
        actor=actor.ref, tag=Tag.HOST_APPOINTED, subject=row.ref, at=at, rows=[row], detail={"host": host}
    )
    return queries.house_card(row, body)


@transaction.atomic
def dismiss_host(*, actor: staff.Actor, house: str, at: datetime) -> HouseCard:
    """End somebody's being the host of a house: what is written from now on they cannot read.

    :raises NotHere: unknown, or not the actor's to keep.
    :raises Refused: there is no host, or guests are confirmed or staying.
    """
    row = access.house_to_keep(actor, house)
    body = vault.read(actor.ring, row)
    if not body["host"]:
        raise Refused(HAS_NO_HOST)
    if queries.count_guests(row):
        raise Refused(GUESTS_ARE_THERE)
    gone = body["host"]
    take_keys(actor, row, body)
    vault.write(actor.ring, row, body)
    ledger.record(
        actor=actor.ref, tag=Tag.HOST_DISMISSED, subject=row.ref, at=at, rows=[row], detail={"host": gone}
    )
    return queries.house_card(row, body)


def take_keys(actor: staff.Actor, row: SafeHouse, body: vault.Body) -> None:
    """Take the house and its address from its host, both with new keys; whoever acts need not know where it is."""
    host = body["host"]
    place = HouseAddress.objects.select_related("section").get(house=row)
    for section in (place.section, row.section):
        left = vault.granted_lines(section) - {host}
        vault.set_readers(actor.ring, section, left, may_be_recovery_alone=True)
    body["host"] = None


def check_words(*, code_name: str, places: int, address: str) -> None:
    """Look at what was typed about a house.

    :raises Invalid: no code name, no places, or no address.
    """
    faults = {}
    if not code_name.strip():
        faults["code_name"] = CODE_NAME_NEEDED
    if places < 1:
        faults["places"] = PLACES_NEEDED
    if not address.strip():
        faults["address"] = ADDRESS_NEEDED
    if faults:
        raise Invalid(**faults)
