"""Gates: the only way to a row. Unknown and forbidden are one and the same answer (T-05)."""

from django.db.models import QuerySet

from waystation.foundation.kernel.errors import NotHere, here
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.destinations.models import (
    Application,
    Authorisation,
    Counterpart,
    Departure,
    LegalClock,
    Offer,
)
from waystation.sealed.destinations.rules.people import KEEPERS, ON_THE_CASE, TALKERS

_COUNTERPART = Prepared(lambda ref: Counterpart.objects.select_related("section").filter(ref=ref))
_LOCKED_COUNTERPART = Prepared(lambda ref: Counterpart.objects.select_for_update().filter(ref=ref))
_OFFER = Prepared(lambda ref: Offer.objects.select_related("section").filter(ref=ref))
_LOCKED_OFFER = Prepared(lambda ref: Offer.objects.select_for_update().filter(ref=ref))
_LOCKED_APPLICATION = Prepared(lambda ref: Application.objects.select_for_update().filter(ref=ref))


def counterpart_to_read(actor: staff.Actor, ref: str) -> Counterpart:
    """Return a counterpart to the liaison team.

    :raises NotHere: unknown, or not held.
    """
    row = _COUNTERPART.first(ref=ref)
    if row is None or not actor.roles & TALKERS or not vault.holds(actor.ring, row.section):
        raise NotHere
    return row


def counterpart_to_change(actor: staff.Actor, ref: str) -> Counterpart:
    """Return the same, locked until the transaction ends.

    :raises NotHere: as :func:`counterpart_to_read`.
    """
    _LOCKED_COUNTERPART.first(ref=ref)
    return counterpart_to_read(actor, ref)


def offer_to_read(actor: staff.Actor, ref: str) -> Offer:
    """Return an offer to liaison and supervisors who hold its compartment.

    :raises NotHere: unknown, not held, or another role.
    """
    row = _OFFER.first(ref=ref)
    if row is None or not actor.roles & KEEPERS or not vault.holds(actor.ring, row.section):
        raise NotHere
    return row


def offer_to_keep(actor: staff.Actor, ref: str) -> Offer:
    """Return the same, locked until the transaction ends.

    Applications are always locked before offers, and offers before anything of casework; so two never wait for
    each other.

    :raises NotHere: as :func:`offer_to_read`.
    """
    _LOCKED_OFFER.first(ref=ref)
    return offer_to_read(actor, ref)


def application_to_read(actor: staff.Actor, ref: str) -> Application:
    """Return an application to those on the case who hold it, and the identity of its case as well.

    :raises NotHere: unknown, not held, or another role.
    """
    row = with_keys(Application.objects.filter(ref=ref)).first()
    if row is None or not actor.roles & ON_THE_CASE or not _holds(actor, row):
        raise NotHere
    return row


def application_to_change(actor: staff.Actor, ref: str) -> Application:
    """Return the same, locked until the transaction ends.

    :raises NotHere: as :func:`application_to_read`.
    """
    _LOCKED_APPLICATION.first(ref=ref)
    return application_to_read(actor, ref)


def departure_to_change(actor: staff.Actor, ref: str) -> Departure:
    """Return a departure with its application, locked together with every other application of the case.

    :raises NotHere: unknown, or the application is not the actor's.
    """
    found = here(Departure.objects.filter(ref=ref).values_list("application", "application__case").first())
    # In one order, whoever comes: an arrival changes the applications beside its own.
    list(Application.objects.select_for_update().filter(case=found[1]).order_by("ref"))
    application = application_to_read(actor, found[0])
    row = Departure.objects.select_for_update().select_related("section").get(ref=ref)
    row.application = application
    return row


def authorisation_to_change(actor: staff.Actor, ref: str) -> Authorisation:
    """Return a paper to travel with its application locked.

    :raises NotHere: unknown, or the application is not the actor's.
    """
    found = here(Authorisation.objects.filter(ref=ref).values_list("application", flat=True).first())
    application = application_to_change(actor, found)
    row = Authorisation.objects.select_related("section").get(ref=ref)
    row.application = application
    return row


def clock_to_change(actor: staff.Actor, ref: str) -> LegalClock:
    """Return a legal clock with its application locked.

    :raises NotHere: unknown, or the application is not the actor's.
    """
    found = here(LegalClock.objects.filter(ref=ref).values_list("application", flat=True).first())
    application = application_to_change(actor, found)
    row = LegalClock.objects.select_related("section").get(ref=ref)
    row.application = application
    return row


def applications_of(actor: staff.Actor) -> QuerySet[Application]:
    """Return the applications within the actor's reach: both grants are there, opening proves them."""
    if not actor.roles & ON_THE_CASE:
        return Application.objects.none()
    both = {f"{column}__in": vault.within_reach(actor.ring, column) for column in ("section", "identity")}
    return with_keys(Application.objects.filter(**both))


def with_keys(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Fetch with each application the compartments it is read by."""
    return rows.select_related("section", "identity", "offer__section")


def _holds(actor: staff.Actor, row: Application) -> bool:
    return {row.section_id, row.identity_id} <= vault.held(actor.ring, [row.section, row.identity])
