"""Consents as they stand, and the question asked before anything is shared."""

from datetime import date
from typing import Any

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import HeldCase, person_to_read
from waystation.sealed.casework.cards import ConsentCard
from waystation.sealed.casework.models import Consent, Overlay, Person
from waystation.sealed.casework.rules.consents import Scope, may_share


def list_consents(actor: staff.Actor, person: str) -> list[ConsentCard]:
    """List a person's consents, those that count first; empty where identity is not held.

    :raises NotHere: no such person for this actor.
    """
    row, _held = person_to_read(actor, person)
    return consent_cards(actor, row)


def consent_covers(
    actor: staff.Actor,
    person: str,
    purpose: str,
    audience: str,
    on: date,
    *,
    identifiability: str = "named",
) -> bool:
    """Say whether a person's live consent allows one act of sharing: asked in code at every sharing and export.

    ``audience`` is a code of ``AUDIENCES`` or the reference of one counterpart named in the consent. False where
    the actor does not hold the person's identity section, and while the overlay *consent withdrawn* is open.

    :raises NotHere: no such person for this actor.
    """
    row, _held = person_to_read(actor, person)
    overlays = Overlay.objects.filter(person=row, closed_on=None).values_list("kind", flat=True)
    scopes = [scope for _row, scope in consents_of(actor, row)]
    return may_share(
        scopes, overlays, purpose=purpose, audience=audience, identifiability=identifiability, on=on
    )


def consents_of(actor: staff.Actor, person: Person) -> list[tuple[Consent, Scope]]:
    """Open the consents of a person that still stand, as far as the actor holds them."""
    rows = Consent.objects.select_related("section").filter(person=person, state="given")
    return [(row, scope_of(body)) for row, body in vault.read_held(actor.ring, rows)]


def scope_of(body: dict[str, Any]) -> Scope:
    """Return what a consent's body allows."""
    return Scope(
        purpose=body["purpose"],
        audiences=frozenset(body["audiences"]),
        excluded=frozenset(body["excluded"]),
        identifiability=body["identifiability"],
        given_on=date.fromisoformat(body["given_on"]),
        until=date.fromisoformat(body["until"]) if body["until"] else None,
    )


def consent_cards(actor: staff.Actor, person: Person) -> list[ConsentCard]:
    """Return a person's consents whose gate has been passed, those that count first."""
    rows = Consent.objects.select_related("section").filter(person=person)
    return _in_order([_card(row, body) for row, body in vault.read_held(actor.ring, rows)])


def consents_of_case(actor: staff.Actor, held: HeldCase) -> dict[str, tuple[ConsentCard, ...]]:
    """Return the consents of everyone in a case whose gate has been passed, those that count first."""
    rows = Consent.objects.select_related("section").filter(person__case=held.row)
    given: dict[str, list[ConsentCard]] = {}
    for row, body in vault.read_held(actor.ring, rows):
        given.setdefault(row.person_id, []).append(_card(row, body))
    return {person: tuple(_in_order(cards)) for person, cards in given.items()}


def _in_order(cards: list[ConsentCard]) -> list[ConsentCard]:
    return sorted(cards, key=lambda card: (card.state != "given", card.purpose, card.given_on, card.ref))


def _card(row: Consent, body: dict[str, Any]) -> ConsentCard:
    scope = scope_of(body)
    return ConsentCard(
        ref=row.ref,
        person=row.person_id,
        state=row.state,
        purpose=scope.purpose,
        audiences=tuple(sorted(scope.audiences)),
        excluded=tuple(sorted(scope.excluded)),
        identifiability=scope.identifiability,
        given_on=scope.given_on,
        until=scope.until,
        note=body["note"],
        version=row.version,
    )
