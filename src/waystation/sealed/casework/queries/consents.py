"""Consents as they stand, and the question asked before anything is shared."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import person_to_read
from waystation.sealed.casework.cards import ConsentCard
from waystation.sealed.casework.models import Consent, Overlay
from waystation.sealed.casework.rules.consents import Scope, may_share

Consents = Mapping[str, tuple[ConsentCard, ...]]

_CONSENTS = Prepared(lambda persons: Consent.objects.select_related("section").filter(person__in=persons))


def list_consents(actor: staff.Actor, person: str) -> list[ConsentCard]:
    """List a person's consents, those that count first; empty where identity is not held.

    :raises NotHere: no such person for this actor.
    """
    person_to_read(actor, person)
    return list(consents_of(actor, [person]).get(person, ()))


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
    person_to_read(actor, person)
    overlays = Overlay.objects.filter(person=person, closed_on=None).values_list("kind", flat=True)
    given = [scope_of_card(card) for card in consents_of(actor, [person]).get(person, ()) if card.stands]
    return may_share(
        given, overlays, purpose=purpose, audience=audience, identifiability=identifiability, on=on
    )


def consents_of(actor: staff.Actor, persons: Iterable[str]) -> dict[str, tuple[ConsentCard, ...]]:
    """Return the consents of people whose gate has been passed, as far as held; those that count first."""
    rows = _CONSENTS(persons=list(persons))
    given: dict[str, list[ConsentCard]] = {}
    for row, body in vault.read_held(actor.ring, rows):
        given.setdefault(row.person_id, []).append(_card(row, body))
    return {
        person: tuple(
            sorted(cards, key=lambda card: (not card.stands, card.purpose, card.given_on, card.ref))
        )
        for person, cards in given.items()
    }


def live_purposes(consents: Iterable[ConsentCard], on: date) -> frozenset[str]:
    """Return for what purposes there is a consent on a day."""
    return frozenset(card.purpose for card in consents if card.stands and scope_of_card(card).is_live(on))


def scope_of(body: Mapping[str, Any]) -> Scope:
    """Return what a consent's body allows."""
    return Scope(
        purpose=body["purpose"],
        audiences=frozenset(body["audiences"]),
        excluded=frozenset(body["excluded"]),
        identifiability=body["identifiability"],
        given_on=date.fromisoformat(body["given_on"]),
        until=date.fromisoformat(body["until"]) if body["until"] else None,
    )


def scope_of_card(card: ConsentCard) -> Scope:
    """Return what a consent's card allows."""
    return Scope(
        purpose=card.purpose,
        audiences=frozenset(card.audiences),
        excluded=frozenset(card.excluded),
        identifiability=card.identifiability,
        given_on=card.given_on,
        until=card.until,
    )


def _card(row: Consent, body: Mapping[str, Any]) -> ConsentCard:
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
