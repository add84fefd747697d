"""Gates of the letters room: the desk's by role, the front's by what is public, a link's by its secret."""

import hashlib

from django.db.models import Q, QuerySet

from waystation.foundation.kernel.errors import NotHere, here
from waystation.foundation.kernel.references import ref_from
from waystation.foundation.staff import api as staff
from waystation.outreach.letters.models import Campaign, Official, RelayMail, Statement
from waystation.outreach.letters.rules import machine

TOKEN_BYTES = 16


def at_the_desk(actor: staff.Actor) -> staff.Actor:
    """Let campaigners and supervisors pass.

    :raises NotHere: anybody else.
    """
    return staff.allow(actor, machine.CAMPAIGNER, machine.SUPERVISOR)


def a_campaigner(actor: staff.Actor) -> staff.Actor:
    """Let campaigners pass.

    :raises NotHere: anybody else.
    """
    return staff.allow(actor, machine.CAMPAIGNER)


def campaign_to_read(actor: staff.Actor, ref: str) -> Campaign:
    """Return a campaign to a campaigner or a supervisor.

    :raises NotHere: no such campaign, or not for this actor.
    """
    at_the_desk(actor)
    return here(Campaign.objects.filter(ref=ref).first())


def campaign_to_change(actor: staff.Actor, ref: str) -> Campaign:
    """Return a campaign, locked until the transaction ends.

    :raises NotHere: no such campaign, or not for this actor.
    """
    campaign_to_read(actor, ref)
    return Campaign.objects.select_for_update().get(ref=ref)


def statement_to_change(actor: staff.Actor, ref: str) -> Statement:
    """Return a statement to a campaigner or a supervisor, locked until the transaction ends.

    :raises NotHere: no such statement, or not for this actor.
    """
    at_the_desk(actor)
    return here(Statement.objects.select_for_update().filter(ref=ref).first())


def public_campaign(ref: str) -> Campaign:
    """Return a campaign that is or was open, to anybody.

    :raises NotHere: there is none, or it was never open.
    """
    return here(Campaign.objects.filter(ref=ref, state__in=machine.PUBLIC).first())


def public_official(ref: str) -> Official:
    """Return an official, to anybody: they are public.

    :raises NotHere: there is none.
    """
    return here(Official.objects.filter(ref=ref).first())


def reach(row: Campaign) -> QuerySet[Official]:
    """Return those a campaign writes to: one official, or everybody in office in a country or one body of it."""
    if row.official_id:
        return Official.objects.filter(ref=row.official_id, is_gone=False)
    if not row.country:
        return Official.objects.none()
    chosen = Q(country=row.country, is_gone=False)
    if row.body:
        chosen &= Q(body=row.body)
    return Official.objects.filter(chosen)


def mails_of_link(token: bytes) -> QuerySet[RelayMail]:
    """Return the mails of the letter a mailed link leads to.

    :raises NotHere: it leads nowhere.
    """
    found = RelayMail.objects.filter(letter=letter_of_token(token))
    if len(token) != TOKEN_BYTES or not found.exists():
        raise NotHere
    return found


def letter_of_token(token: bytes) -> str:
    """Return the reference of the letter a link leads to; it does not lead back to the link."""
    found = hashlib.sha256(b"waystation letter link v1" + token).digest()
    return ref_from(int.from_bytes(found[:16], "big"))
