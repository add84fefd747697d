"""Gates of the digest room: the desk's by role, the front's by what is published, a link's by its secret."""

import hashlib

from waystation.foundation.kernel.errors import NotHere, here
from waystation.foundation.kernel.references import ref_from
from waystation.foundation.staff import api as staff
from waystation.outreach.digest.models import Edition, Piece, Subscriber
from waystation.outreach.digest.rules import machine

TOKEN_BYTES = 16


def at_the_desk(actor: staff.Actor) -> staff.Actor:
    """Let campaigners and supervisors pass.

    :raises NotHere: anybody else.
    """
    return staff.allow(actor, machine.CAMPAIGNER, machine.SUPERVISOR)


def campaigner(actor: staff.Actor) -> staff.Actor:
    """Let campaigners pass.

    :raises NotHere: anybody else.
    """
    return staff.allow(actor, machine.CAMPAIGNER)


def piece_to_read(actor: staff.Actor, ref: str) -> Piece:
    """Return a piece to a campaigner or a supervisor.

    :raises NotHere: no such piece, or not for this actor.
    """
    at_the_desk(actor)
    return here(Piece.objects.filter(ref=ref).first())


def piece_to_change(actor: staff.Actor, ref: str) -> Piece:
    """Return a piece, locked until the transaction ends.

    :raises NotHere: no such piece, or not for this actor.
    """
    piece_to_read(actor, ref)
    return Piece.objects.select_for_update().get(ref=ref)


def public_piece(ref: str, kind: str) -> Piece:
    """Return a piece that is or was published, to anybody.

    :raises NotHere: there is none of this kind, or it was never published.
    """
    return here(Piece.objects.filter(ref=ref, kind=kind, published_on__isnull=False).first())


def edition_to_read(actor: staff.Actor, ref: str) -> Edition:
    """Return an edition to a campaigner or a supervisor.

    :raises NotHere: no such edition, or not for this actor.
    """
    at_the_desk(actor)
    return here(Edition.objects.filter(ref=ref).first())


def edition_to_change(actor: staff.Actor, ref: str) -> Edition:
    """Return an edition, locked until the transaction ends.

    :raises NotHere: no such edition, or not for this actor.
    """
    edition_to_read(actor, ref)
    return Edition.objects.select_for_update().get(ref=ref)


def subscriber_of_link(token: bytes) -> Subscriber:
    """Return the subscriber a mailed link leads to.

    :raises NotHere: it leads nowhere.
    """
    found = Subscriber.objects.filter(ref=ref_of_token(token)).first()
    if found is None or len(token) != TOKEN_BYTES:
        raise NotHere
    return found


def ref_of_token(token: bytes) -> str:
    """Return the reference of the subscriber a link leads to; it does not lead back to the link."""
    found = hashlib.sha256(b"waystation digest link v1" + token).digest()
    return ref_from(int.from_bytes(found[:16], "big"))
