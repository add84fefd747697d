"""Gates: the only way to a row. Unknown and forbidden are one and the same answer (T-05)."""

from dataclasses import dataclass

from waystation.foundation.kernel.errors import NotHere, here
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care.models import (
    Appointment,
    AssistanceRequest,
    Bed,
    Block,
    HouseAddress,
    HouseWorry,
    Referral,
    SafeHouse,
    Stay,
)
from waystation.sealed.care.rules import help as help_rules
from waystation.sealed.care.rules import houses, money, stays
from waystation.sealed.casework import api as casework

# The sections of a case by which a referral is read: those who send somebody for help hold one, who helps the other.
REFERRED_BY = ("route", "medical")

_SAFE_HOUSE = Prepared(lambda ref: SafeHouse.objects.select_related("section", "vetting").filter(ref=ref))
_LOCKED_SAFE_HOUSE = Prepared(lambda ref: SafeHouse.objects.select_for_update().filter(ref=ref))
_BLOCK = Prepared(lambda ref: Block.objects.select_related("section", "bed").filter(ref=ref))
_STAY = Prepared(
    lambda ref: Stay.objects.select_related("section", "bed__section", "bed__house__section").filter(ref=ref)
)
_HOUSE_WORRY = Prepared(lambda ref: HouseWorry.objects.select_related("section").filter(ref=ref))
_REFERRAL = Prepared(lambda ref: Referral.objects.select_related("section").filter(ref=ref))
_LOCKED_REFERRAL = Prepared(lambda ref: Referral.objects.select_for_update().filter(ref=ref))
_LOCKED_APPOINTMENT = Prepared(lambda ref: Appointment.objects.select_for_update().filter(ref=ref))
_APPOINTMENT = Prepared(lambda ref: Appointment.objects.select_related("section").filter(ref=ref))
_ASSISTANCE_REQUEST = Prepared(
    lambda ref: AssistanceRequest.objects.select_related("section").filter(ref=ref)
)
_LOCKED_ASSISTANCE_REQUEST = Prepared(
    lambda ref: AssistanceRequest.objects.select_for_update().filter(ref=ref)
)


def house_to_read(actor: staff.Actor, ref: str) -> SafeHouse:
    """Return a house whose compartment the actor holds: its team, the supervisors, its host.

    :raises NotHere: unknown, or not held.
    """
    row = _SAFE_HOUSE.first(ref=ref)
    if row is None or not vault.holds(actor.ring, row.section):
        raise NotHere
    return row


def house_to_keep(actor: staff.Actor, ref: str) -> SafeHouse:
    """Return a house, locked, for those who keep houses: coordinators of its team and supervisors, never the host.

    :raises NotHere: unknown, not held, or another role.
    """
    _LOCKED_SAFE_HOUSE.first(ref=ref)
    return house_to_look_at(actor, ref)


def house_to_look_at(actor: staff.Actor, ref: str) -> SafeHouse:
    """Return the same without locking it.

    :raises NotHere: as :func:`house_to_keep`.
    """
    row = house_to_read(actor, ref)
    if not actor.roles & houses.KEEPERS or not vault.holds(actor.ring, row.vetting):
        raise NotHere
    return row


def address_to_read(actor: staff.Actor, house: str) -> HouseAddress:
    """Return the address of a house for those to whom it was given by name.

    :raises NotHere: unknown, or not held.
    """
    row = HouseAddress.objects.select_related("section", "house__section").filter(house=house).first()
    if row is None or not vault.holds(actor.ring, row.section):
        raise NotHere
    return row


def bed_to_keep(actor: staff.Actor, ref: str) -> Bed:
    """Return a bed of a house that the actor keeps; the house is locked.

    :raises NotHere: unknown, gone, or the house is not the actor's to keep.
    """
    row = bed_to_look_at(actor, ref)
    row.house = house_to_keep(actor, row.house_id)
    return row


def bed_to_look_at(actor: staff.Actor, ref: str) -> Bed:
    """Return the same without locking the house.

    :raises NotHere: as :func:`bed_to_keep`.
    """
    row = here(Bed.objects.select_related("section").filter(ref=ref, is_gone=False).first())
    row.house = house_to_look_at(actor, row.house_id)
    return row


def block_to_keep(actor: staff.Actor, ref: str) -> Block:
    """Return a block of a bed whose house the actor keeps.

    :raises NotHere: unknown, or the house is not the actor's to keep.
    """
    row = here(_BLOCK.first(ref=ref))
    row.bed = bed_to_keep(actor, row.bed_id)
    return row


def stay_to_read(actor: staff.Actor, ref: str) -> Stay:
    """Return a stay of a case whose ``logistics`` the actor holds; a host, only in the house that is theirs.

    :raises NotHere: unknown, not held, or in a house of somebody else.
    """
    row = _STAY.first(ref=ref)
    if row is None or not vault.holds(actor.ring, row.section) or not _is_theirs(actor, row):
        raise NotHere
    return row


def stay_to_change(actor: staff.Actor, ref: str) -> Stay:
    """Return the same, locked until the transaction ends.

    A stay is always locked before a house, except one that is already in that house; so two never wait for each other.

    :raises NotHere: as :func:`stay_to_read`.
    """
    here(Stay.objects.select_for_update().filter(ref=ref).values_list("ref", flat=True).first())
    return stay_to_read(actor, ref)


def _is_theirs(actor: staff.Actor, row: Stay) -> bool:
    if actor.roles & (stays.ASKERS | {stays.ESCORT}):
        return True
    return houses.HOST in actor.roles and row.bed is not None and is_host_of(actor, row.bed.house)


def is_host_of(actor: staff.Actor, house: SafeHouse) -> bool:
    """Say whether the house names this actor as its host."""
    if not vault.holds(actor.ring, house.section):
        return False
    return bool(vault.read(actor.ring, house).get("host") == actor.ref)


def house_to_host(actor: staff.Actor, ref: str) -> SafeHouse:
    """Return a house to the host it names.

    :raises NotHere: unknown, or somebody else's.
    """
    row = house_to_read(actor, ref)
    if not is_host_of(actor, row):
        raise NotHere
    return row


def worry_to_keep(actor: staff.Actor, ref: str) -> HouseWorry:
    """Return what a host reported, to those who keep the house.

    :raises NotHere: unknown, or the house is not the actor's to keep.
    """
    row = here(_HOUSE_WORRY.first(ref=ref))
    house_to_keep(actor, row.house_id)
    return row


def referral_to_read(actor: staff.Actor, ref: str) -> Referral:
    """Return a referral: its case's team always, the medical team once it was sent, and nobody who lost the case.

    :raises NotHere: unknown, or not held.
    """
    row = _REFERRAL.first(ref=ref)
    if row is None or not vault.holds(actor.ring, row.section):
        raise NotHere
    if not actor.roles & (help_rules.REFERRERS | help_rules.HEALERS):
        raise NotHere
    if row.case not in casework.held_among(actor, [row.case], *REFERRED_BY):
        raise NotHere  # T-32
    return row


def referrals_of(actor: staff.Actor, **which: object) -> list[tuple[Referral, vault.Body]]:
    """Open those referrals that the actor holds together with their case, in the order of their references."""
    rows = Referral.objects.select_related("section").filter(
        section__in=vault.within_reach(actor.ring), **which
    )
    opened = vault.read_held(actor.ring, rows.order_by("ref"))
    held = casework.held_among(actor, {row.case for row, _body in opened}, *REFERRED_BY) if opened else ()
    return [(row, body) for row, body in opened if row.case in held]


def referral_to_change(actor: staff.Actor, ref: str) -> Referral:
    """Return the same, locked until the transaction ends.

    :raises NotHere: as :func:`referral_to_read`.
    """
    _LOCKED_REFERRAL.first(ref=ref)
    return referral_to_read(actor, ref)


def appointment_to_change(actor: staff.Actor, ref: str) -> Appointment:
    """Return an appointment, locked, for those who hold the case's ``medical`` section.

    :raises NotHere: unknown, not held, or another role.
    """
    _LOCKED_APPOINTMENT.first(ref=ref)
    row = _APPOINTMENT.first(ref=ref)
    if row is None or not actor.roles & help_rules.HEALERS or not vault.holds(actor.ring, row.section):
        raise NotHere
    return row


def money_to_read(actor: staff.Actor, ref: str) -> AssistanceRequest:
    """Return a request for money of a case whose ``route`` the actor holds.

    :raises NotHere: unknown, not held, or another role.
    """
    row = _ASSISTANCE_REQUEST.first(ref=ref)
    if row is None or not actor.roles & money.REQUESTERS or not vault.holds(actor.ring, row.section):
        raise NotHere
    return row


def money_to_change(actor: staff.Actor, ref: str) -> AssistanceRequest:
    """Return the same, locked until the transaction ends.

    :raises NotHere: as :func:`money_to_read`.
    """
    _LOCKED_ASSISTANCE_REQUEST.first(ref=ref)
    return money_to_read(actor, ref)


@dataclass(frozen=True, repr=False)
class Treated:
    """A person who was referred to the medical team, with the section its notes go into."""

    person: str
    case: str
    alias: str
    medical: vault.Section


def person_to_treat(actor: staff.Actor, person: str) -> Treated:
    """Return a person to the medical team, once a referral that was sent to it can be opened.

    :raises NotHere: another role, the case's ``medical`` section is not held, or nobody referred the person.
    """
    if not actor.roles & help_rules.HEALERS:
        raise NotHere
    opened = referrals_of(actor, person=person)
    if not opened:
        raise NotHere
    row, body = opened[0]
    return Treated(person, row.case, body["alias"], casework.section(actor, row.case, "medical"))
