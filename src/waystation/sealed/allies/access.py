"""The only ways to a row: an offer through the key of those who vet, a helper through the trust given, messages by words."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.allies.models import Ally, Booking, Trust
from waystation.sealed.allies.rules import vetting

_LOCKED_ALLY = Prepared(lambda ref: Ally.objects.select_for_update().filter(ref=ref))
_LOCKED_BOOKING = Prepared(lambda ref: Booking.objects.select_for_update().filter(ref=ref))
_BOOKING = Prepared(lambda ref: Booking.objects.select_related("section", "ally").filter(ref=ref))


@dataclass(frozen=True, repr=False)
class Opened:
    """The messages of somebody who entered their words."""

    ring: vault.Ring
    ally: Ally
    body: vault.Body


def ally_to_read(actor: staff.Actor, ref: str) -> Ally:
    """Return an offer to those who vet.

    :raises NotHere: no such offer, or not for this actor.
    """
    return _vetted_by(actor, _with_keys().filter(ref=ref).first())


def ally_to_change(actor: staff.Actor, ref: str) -> Ally:
    """The same, its row locked until the transaction ends.

    :raises NotHere: no such offer, or not for this actor.
    """
    return _vetted_by(actor, locked(ref))


def helper_to_read(actor: staff.Actor, ref: str, today: date) -> Trust:
    """Return the trust of a helper who has it today, to colleagues to whom it was granted.

    :raises NotHere: no such helper, not trusted, no longer trusted, or not for this actor; they are not told apart.
    """
    row = Trust.objects.select_related("section", "ally").filter(ally=ref).first()
    if row is None or not is_trusted(row.ally, today) or not vault.holds(actor.ring, row.section):
        raise NotHere
    return row


def helper_to_book(actor: staff.Actor, ref: str, today: date) -> Trust:
    """The same, the helper's row locked, so that trust cannot end between the look and the booking.

    :raises NotHere: as :func:`helper_to_read`.
    """
    _LOCKED_ALLY.first(ref=ref)
    return helper_to_read(actor, ref, today)


def booking_to_change(actor: staff.Actor, ref: str) -> Booking:
    """Return a booking, locked, to whoever holds what it is for.

    :raises NotHere: no such booking, or not for this actor.
    """
    _LOCKED_BOOKING.first(ref=ref)
    row = _BOOKING.first(ref=ref)
    if row is None or not vault.holds(actor.ring, row.section):
        raise NotHere
    return row


def mailbox_to_read(entropy: bytes) -> Opened:
    """Return the messages that belong to these words.

    :raises NotHere: there are none, or no longer; the two are not told apart (T-05).
    """
    return _opened(entropy, _with_keys().filter(conversation__receipt=vault.line_of(entropy)).first())


def mailbox_to_change(entropy: bytes) -> Opened:
    """The same, the offer locked until the transaction ends.

    :raises NotHere: there are none, or no longer.
    """
    ref = find_ref(vault.line_of(entropy))
    return _opened(entropy, locked(ref) if ref else None)


def vetting_line() -> str:
    """Return the line of the team that vets: the supervisors', in a house founded before there was one for it."""
    try:
        return staff.team_line("vetting")
    except NotHere:
        return staff.team_line("supervisors")


def is_vetter(actor: staff.Actor) -> bool:
    """Say whether the actor's ring holds the key of those who vet."""
    return vetting_line() in actor.ring.lines()


def is_trusted(ally: Ally, today: date) -> bool:
    """Say whether somebody is trusted today, whether or not the worker has been by."""
    return (
        ally.state in vetting.IS_TRUSTED
        and ally.trusted_until_on is not None
        and ally.trusted_until_on >= today
    )


def find_ref(receipt: str) -> str | None:
    """Return the reference of the offer that belongs to a receipt's line, if there is one."""
    found: str | None = (
        Ally.objects.filter(conversation__receipt=receipt).values_list("ref", flat=True).first()
    )
    return found


def locked(ref: str) -> Ally | None:
    """Lock an offer's row and return it as it is now; for the worker and for the gates above.

    Two questions, because PostgreSQL shows a joined row as it was before the waiting.
    """
    if not Ally.objects.select_for_update().filter(ref=ref):
        return None
    return _with_keys().filter(ref=ref).first()


def _with_keys() -> QuerySet[Ally]:
    return Ally.objects.select_related("section", "conversation__section")


def _vetted_by(actor: staff.Actor, ally: Ally | None) -> Ally:
    if ally is None or not vault.holds(actor.ring, ally.section):
        raise NotHere
    return ally


def _opened(entropy: bytes, ally: Ally | None) -> Opened:
    ring = vault.ring_of(entropy)
    if ally is None or not vault.holds(ring, ally.conversation.section):
        raise NotHere
    conversation = ally.conversation
    try:
        anchor = vault.open_box(
            entropy, bytes(conversation.anchor), purpose="ally-anchor", about=conversation.ref
        ).decode()
        body = vault.read(ring, conversation)
    except vault.Unopenable:
        raise NotHere from None
    if body["anchor"] != anchor:
        raise NotHere
    return Opened(ring, ally, body)
