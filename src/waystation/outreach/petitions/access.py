"""Gates of the petitions room: the desk's by role, the front's by what is public, a link's by its secret."""

import hashlib

from waystation.foundation.kernel.errors import NotHere, here
from waystation.foundation.kernel.references import ref_from
from waystation.foundation.staff import api as staff
from waystation.outreach.petitions.models import Petition, Reader, Signature, Update
from waystation.outreach.petitions.rules import machine, news

TOKEN_BYTES = 16


def at_the_desk(actor: staff.Actor) -> staff.Actor:
    """Let campaigners and supervisors pass.

    :raises NotHere: anybody else.
    """
    return staff.allow(actor, machine.CAMPAIGNER, machine.SUPERVISOR)


def petition_to_read(actor: staff.Actor, ref: str) -> Petition:
    """Return a petition to a campaigner or a supervisor.

    :raises NotHere: no such petition, or not for this actor.
    """
    at_the_desk(actor)
    return here(Petition.objects.select_related("key").filter(ref=ref).first())


def petition_to_change(actor: staff.Actor, ref: str) -> Petition:
    """Return a petition, locked until the transaction ends.

    :raises NotHere: no such petition, or not for this actor.
    """
    petition_to_read(actor, ref)
    return Petition.objects.select_for_update().get(ref=ref)


def public_petition(ref: str) -> Petition:
    """Return a petition that is or was open, to anybody.

    :raises NotHere: there is none, or it was never open.
    """
    return here(Petition.objects.filter(ref=ref, state__in=machine.PUBLIC).first())


def signature_of_link(token: bytes) -> Signature:
    """Return the signature a mailed link leads to.

    :raises NotHere: it leads nowhere.
    """
    found = Signature.objects.select_related("petition").filter(ref=ref_of_token(token)).first()
    if found is None or len(token) != TOKEN_BYTES:
        raise NotHere
    return found


def ref_of_token(token: bytes) -> str:
    """Return the reference of the signature a link leads to; it does not lead back to the link."""
    found = hashlib.sha256(b"waystation petition link v1" + token).digest()
    return ref_from(int.from_bytes(found[:16], "big"))


def update_to_read(actor: staff.Actor, petition: str, ref: str) -> Update:
    """Return an update of a petition to a campaigner or a supervisor.

    :raises NotHere: no such petition or update, or not for this actor.
    """
    row = petition_to_read(actor, petition)
    return here(Update.objects.select_related("petition").filter(ref=ref, petition=row).first())


def update_to_change(actor: staff.Actor, petition: str, ref: str) -> Update:
    """Return an update, locked until the transaction ends.

    :raises NotHere: no such petition or update, or not for this actor.
    """
    update_to_read(actor, petition, ref)
    return Update.objects.select_for_update().get(ref=ref)


def reader_of_link(token: bytes) -> Reader:
    """Return whom a link to stop belongs to.

    :raises NotHere: it leads nowhere.
    """
    found = Reader.objects.filter(ref=ref_of_reader(token)).first()
    if found is None or len(token) != news.TOKEN_BYTES:
        raise NotHere
    return found


def ref_of_reader(token: bytes) -> str:
    """Return the reference of whom a link to stop belongs to; it leads neither back to the link nor to a signature."""
    found = hashlib.sha256(b"waystation petition reader v1" + token).digest()
    return ref_from(int.from_bytes(found[:16], "big"))
