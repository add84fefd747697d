"""Gates of the library: everybody in the office reads, four roles write, and what is withdrawn is not here."""

from waystation.foundation.kernel.errors import NotHere, here
from waystation.foundation.library.models import Bill, Clipping, Condition, Source
from waystation.foundation.library.rules.bills import WRITERS
from waystation.foundation.library.rules.clippings import WITHDRAWN
from waystation.foundation.staff import api as staff


def reader(actor: staff.Actor) -> staff.Actor:
    """Let everybody pass who works in the office; hosts and escorts do not.

    :raises NotHere: somebody from outside.
    """
    if not actor.roles - staff.OUTSIDE:
        raise NotHere
    return actor


def writer(actor: staff.Actor) -> staff.Actor:
    """Let campaigners, legal officers, liaisons and supervisors pass.

    :raises NotHere: anybody else.
    """
    if not actor.roles & WRITERS:
        raise NotHere
    return actor


def may_write(actor: staff.Actor) -> bool:
    """Say whether the actor has one of the roles that write."""
    return bool(actor.roles & WRITERS)


def clipping_to_read(actor: staff.Actor, ref: str) -> Clipping:
    """Return a clipping to somebody of the office.

    :raises NotHere: no such clipping, or it was withdrawn, or not for this actor.
    """
    reader(actor)
    return here(
        Clipping.objects.select_related("source", "same_as").filter(ref=ref).exclude(state=WITHDRAWN).first()
    )


def clipping_to_change(actor: staff.Actor, ref: str) -> Clipping:
    """Return a clipping, locked until the transaction ends.

    :raises NotHere: as above, or the actor does not write.
    """
    writer(actor)
    return here(Clipping.objects.select_for_update().filter(ref=ref).exclude(state=WITHDRAWN).first())


def source_to_change(actor: staff.Actor, ref: str) -> Source:
    """Return a feed, locked until the transaction ends.

    :raises NotHere: no such feed, or the actor does not write.
    """
    writer(actor)
    return here(Source.objects.select_for_update().filter(ref=ref).first())


def bill_to_read(actor: staff.Actor, ref: str) -> Bill:
    """Return a bill to somebody of the office.

    :raises NotHere: no such bill, or not for this actor.
    """
    reader(actor)
    return here(Bill.objects.filter(ref=ref).first())


def bill_to_change(actor: staff.Actor, ref: str) -> Bill:
    """Return a bill, locked until the transaction ends.

    :raises NotHere: no such bill, or the actor does not write.
    """
    writer(actor)
    return here(Bill.objects.select_for_update().filter(ref=ref).first())


def condition_to_read(actor: staff.Actor, ref: str) -> Condition:
    """Return an entry on a country to somebody of the office.

    :raises NotHere: no such entry, or not for this actor.
    """
    reader(actor)
    return here(Condition.objects.filter(ref=ref).first())


def condition_to_change(actor: staff.Actor, ref: str) -> Condition:
    """Return an entry, locked until the transaction ends.

    :raises NotHere: no such entry, or the actor does not write.
    """
    writer(actor)
    return here(Condition.objects.select_for_update().filter(ref=ref).first())
