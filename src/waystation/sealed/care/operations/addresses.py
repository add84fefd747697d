"""Where a house is: read, changed and looked at again by somebody else, given to a colleague and taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import ChangedMeanwhile, NotHere, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import access
from waystation.sealed.care.cards import AddressCard
from waystation.sealed.care.models import SafeHouse
from waystation.sealed.care.operations import following
from waystation.sealed.care.operations.houses import check_words
from waystation.sealed.care.queries import houses as queries
from waystation.sealed.care.rules import houses
from waystation.sealed.care.tags import Tag

NOTHING_TO_CONFIRM = _("Nothing about this address waits to be looked at.")
LOOK_IS_FOR_ANOTHER = _("You wrote this address yourself: somebody else must look at it.")
END_THE_HOST_FIRST = _("This is the host of the house. End that first.")
STILL_THE_HOUSE = _("Then nobody would be left who knows where the house is.")


@transaction.atomic
def open_address(*, actor: staff.Actor, house: str, at: datetime) -> AddressCard:
    """Read where a house is. Every reading is an entry in the ledger.

    :raises NotHere: unknown, or the address was not given to the actor.
    """
    row = access.address_to_read(actor, house)
    body = vault.read(actor.ring, row)
    ledger.record(actor=actor.ref, tag=Tag.ADDRESS_OPENED, subject=row.house_id, at=at)
    return AddressCard(
        house=row.house_id,
        address=body["address"],
        contact=body["contact"],
        way=body["way"],
        version=row.version,
        is_doubtful=not houses.address_stands(body.get("change")),
        changed_by=(body.get("change") or {}).get("by", ""),
    )


@transaction.atomic
def change_address(
    *, actor: staff.Actor, house: str, version: int, address: str, contact: str, way: str, at: datetime
) -> None:
    """Write the address of a house anew. For keepers who hold it.

    One person alone never leads guests somewhere else (T-34): of a house that was vetted, no bed is given until somebody
    else has looked at the new address, and whoever keeps the house is asked to; of one that was not, what was found
    before no longer counts.

    :raises NotHere: unknown, not the actor's to keep, or the address was not given to them.
    :raises Invalid: no address.
    :raises ChangedMeanwhile: somebody changed it since ``version`` was read.
    """
    keeper = access.house_to_keep(actor, house)
    row = access.address_to_read(actor, house)
    check_words(code_name="-", places=1, address=address)
    if row.version != version:
        raise ChangedMeanwhile
    body, told = vault.read(actor.ring, keeper), vault.read(actor.ring, row)
    if keeper.state == houses.PROPOSED:
        body["proposed_at"] = at.isoformat()
    else:
        body["change"] = told["change"] = _change(actor, keeper, body.get("change"), at)
    if keeper.state == houses.ACTIVE:
        keeper.state = houses.HOUSE.move("pause", keeper.state, actor.roles, {}).target
    vault.write(actor.ring, keeper, body)
    vault.write(actor.ring, row, told | {"address": address, "contact": contact, "way": way})
    ledger.record(actor=actor.ref, tag=Tag.ADDRESS_CHANGED, subject=house, at=at, rows=[keeper, row])
    outbox.tell([*vault.members(body["team"]), *staff.lines_with("supervisor")], at=at, but=actor.ref)


def _change(
    actor: staff.Actor, row: SafeHouse, before: Mapping[str, Any] | None, at: datetime
) -> dict[str, Any]:
    """Note who changed the address; a house that stood open before the first of several changes will again."""
    is_waiting = before is not None and not houses.address_stands(before)
    was_open = before["was_open"] if before is not None and is_waiting else row.state == houses.ACTIVE
    return {"by": actor.ref, "at": at.isoformat(), "confirmed_by": "", "was_open": was_open}


@transaction.atomic
def confirm_address(*, actor: staff.Actor, house: str, at: datetime) -> None:
    """Say that one has looked at the address somebody else wrote; a house that stood open before is open again.

    For keepers who hold the address and did not write it.

    :raises NotHere: unknown, not the actor's to keep, or the address was not given to them.
    :raises Refused: nothing waits, or the actor wrote it.
    """
    keeper = access.house_to_keep(actor, house)
    row = access.address_to_read(actor, house)
    told = vault.read(actor.ring, row)
    change = told.get("change")
    if change is None or houses.address_stands(change):
        raise Refused(NOTHING_TO_CONFIRM)
    if change["by"] == actor.ref:
        raise Refused(LOOK_IS_FOR_ANOTHER)
    change = change | {"confirmed_by": actor.ref}
    body = vault.read(actor.ring, keeper) | {"change": change}
    facts = queries.house_facts(keeper, (), body, at.date())
    if change["was_open"] and keeper.state == houses.PAUSED and facts["host_trusted"]:
        keeper.state = houses.HOUSE.move("resume", keeper.state, actor.roles, facts).target
    vault.write(actor.ring, keeper, body)
    vault.write(actor.ring, row, told | {"change": change})
    ledger.record(actor=actor.ref, tag=Tag.ADDRESS_LOOKED_AT, subject=house, at=at, rows=[keeper, row])
    following.stay_with_trust(keeper, at)


@transaction.atomic
def share_address(*, actor: staff.Actor, house: str, colleague: str, at: datetime) -> None:
    """Give the address of a house to one colleague by name, such as the escort of tonight.

    :raises NotHere: unknown, not the actor's to keep, the address was not given to them, or no such colleague.
    """
    access.house_to_keep(actor, house)
    row = access.address_to_read(actor, house)
    if colleague not in {card.ref for card in staff.list_colleagues(actor)}:
        raise NotHere
    vault.grant(actor.ring, row.section, to=colleague)
    ledger.record(actor=actor.ref, tag=Tag.ADDRESS_SHARED, subject=house, at=at, detail={"with": colleague})


@transaction.atomic
def take_address_back(*, actor: staff.Actor, house: str, colleague: str, at: datetime) -> None:
    """Take the address of a house from a colleague it was given to by name: new keys, and written anew under them.

    What they read they know. For keepers who hold it.

    :raises NotHere: unknown, not the actor's to keep, the address was not given to them, or not to that colleague.
    :raises Refused: the colleague is the host of the house, or nobody else knows where it is.
    """
    keeper = access.house_to_keep(actor, house)
    row = access.address_to_read(actor, house)
    if colleague not in queries.address_holders(row):
        raise NotHere
    if vault.read(actor.ring, keeper)["host"] == colleague:
        raise Refused(END_THE_HOST_FIRST)
    body = vault.read(actor.ring, row)
    try:
        vault.withdraw(actor.ring, row.section, colleague)
    except vault.LastGrant:
        raise Refused(STILL_THE_HOUSE) from None
    vault.write(actor.ring, row, body)
    ledger.record(
        actor=actor.ref,
        tag=Tag.ADDRESS_TAKEN_BACK,
        subject=house,
        at=at,
        rows=[row],
        detail={"from": colleague},
    )
