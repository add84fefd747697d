"""Reading houses: cards, the keeper's page, and the facts on which a house may move."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import api as allies
from waystation.sealed.care import access
from waystation.sealed.care.cards import BedCard, BlockCard, HouseCard, HousePage, VerdictCard, WorryCard
from waystation.sealed.care.models import Bed, Block, HouseAddress, HouseVetting, HouseWorry, SafeHouse, Stay
from waystation.sealed.care.queries import stays as stay_queries
from waystation.sealed.care.rules import houses, stays


def house_card(row: SafeHouse, body: vault.Body) -> HouseCard:
    """Make the card of an opened house."""
    return HouseCard(
        ref=row.ref,
        state=row.state,
        code_name=body["code_name"],
        places=body["places"],
        suits=body["suits"],
        host=body["host"],
        version=row.version,
        is_address_doubtful=not houses.address_stands(body.get("change")),
        helper=row.helper,
    )


def list_houses(actor: staff.Actor, *, states: Iterable[str] = houses.HOUSE.states) -> list[HouseCard]:
    """List the houses the actor holds, by code name."""
    rows = SafeHouse.objects.select_related("section").filter(state__in=list(states))
    cards = [house_card(row, body) for row, body in vault.read_held(actor.ring, rows)]
    return sorted(cards, key=lambda card: card.code_name.casefold())


def list_beds(actor: staff.Actor, house_refs: Iterable[str]) -> list[BedCard]:
    """List the beds of these houses that the actor holds, with the nights they are out of use, by label."""
    refs = list(house_refs)
    beds = Bed.objects.select_related("section").filter(house__in=refs, is_gone=False)
    blocks: dict[str, list[BlockCard]] = {}
    rows = Block.objects.select_related("section").filter(bed__house__in=refs).order_by("starts_on")
    for block, body in vault.read_held(actor.ring, rows):
        blocks.setdefault(block.bed_id, []).append(
            BlockCard(block.ref, block.bed_id, block.starts_on, block.ends_on, body["reason"])
        )
    cards = [
        BedCard(row.ref, row.house_id, body["label"], body["note"], tuple(blocks.get(row.ref, ())))
        for row, body in vault.read_held(actor.ring, beds)
    ]
    return sorted(cards, key=lambda card: (card.label.casefold(), card.ref))


def get_house(actor: staff.Actor, ref: str, at: datetime) -> HousePage:
    """Return a house with its beds, verdicts, guests and what can be done, for those who keep it.

    :raises NotHere: unknown, or not the actor's to keep.
    """
    row = access.house_to_look_at(actor, ref)
    address = HouseAddress.objects.select_related("section").get(house=row)
    verdicts, body = list_verdicts(actor, row), vault.read(actor.ring, row)
    return HousePage(
        house=house_card(row, body),
        beds=list_beds(actor, [ref]),
        verdicts=verdicts,
        worries=list_worries(actor, house=ref),
        stays=stay_queries.list_stays_in(actor, [ref], at),
        offers=[
            offer
            for offer in houses.HOUSE.offers(
                row.state, actor.roles, house_facts(row, verdicts, body, at.date())
            )
            if offer.name != "compromise"
        ],
        holds_address=vault.holds(actor.ring, address.section),
        address_lines=frozenset(address_holders(address)),
    )


def list_verdicts(actor: staff.Actor, row: SafeHouse) -> list[VerdictCard]:
    """List what those who looked at the house found, newest first."""
    rows = HouseVetting.objects.select_related("section").filter(house=row)
    cards = [
        VerdictCard(body["by"], body["verdict"], body["text"], datetime.fromisoformat(body["at"]))
        for _row, body in vault.read_held(actor.ring, rows)
    ]
    return sorted(cards, key=lambda card: card.at, reverse=True)


def list_worries(actor: staff.Actor, *, house: str | None = None) -> list[WorryCard]:
    """List what hosts reported and nobody has seen to, for those who keep the houses, the oldest first."""
    rows = HouseWorry.objects.select_related("section", "house__section").filter(
        is_open=True, section__in=vault.within_reach(actor.ring)
    )
    if house is not None:
        rows = rows.filter(house=house)
    opened = vault.read_held(actor.ring, rows)
    kept = {row.house_id: row.house for row, _body in opened}
    names = {row.ref: body["code_name"] for row, body in vault.read_held(actor.ring, kept.values())}
    cards = [
        WorryCard(
            ref=row.ref,
            house=row.house_id,
            house_name=names.get(row.house_id, ""),
            text=body["text"],
            by=body["by"],
            at=datetime.fromisoformat(body["at"]),
        )
        for row, body in opened
    ]
    return sorted(cards, key=lambda card: card.at)


def address_holders(row: HouseAddress) -> set[str]:
    """Return the people to whom an address was given by name, its host among them."""
    return {line for line in vault.granted_lines(row.section) if staff.roles_of(line)}


def count_guests(row: SafeHouse) -> int:
    """Count who stays in a house or is promised a bed there."""
    return Stay.objects.filter(bed__house=row, state__in=stays.IN_A_BED).count()


def house_facts(
    row: SafeHouse, verdicts: Sequence[VerdictCard], body: vault.Body, today: date
) -> dict[str, Any]:
    """Gather the facts on which the house machine decides."""
    told = [{"by": card.by, "verdict": card.verdict, "at": card.at.isoformat()} for card in verdicts]
    vouching, doubting = houses.count_verdicts(houses.since_change(told, body.get("proposed_at", "")))
    return {
        "vouching": vouching,
        "doubting": doubting,
        "beds": Bed.objects.filter(house=row, is_gone=False).count(),
        "guests": count_guests(row),
        "address_stands": houses.address_stands(body.get("change")),
        "host_trusted": not row.helper or allies.is_trusted(row.helper, today),
    }


def get_bed(actor: staff.Actor, ref: str) -> tuple[HouseCard, BedCard]:
    """Return a bed and its house, for those who keep it.

    :raises NotHere: unknown, gone, or the house is not the actor's to keep.
    """
    row = access.bed_to_look_at(actor, ref)
    card = next(bed for bed in list_beds(actor, [row.house_id]) if bed.ref == ref)
    return house_card(row.house, vault.read(actor.ring, row.house)), card
