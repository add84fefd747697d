"""Consent: given, narrowed, withdrawn; each time kept, and a withdrawal opens the task of telling everyone."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.machine import NOT_POSSIBLE_NOW
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import (
    NOT_HELD,
    consent_to_change,
    person_to_change,
    same_version,
)
from waystation.sealed.casework.cards import ConsentCard
from waystation.sealed.casework.models import Consent, Person
from waystation.sealed.casework.operations.writing import owners_of, refresh_case, write_entry, write_task
from waystation.sealed.casework.queries.consents import consents_of, scope_of
from waystation.sealed.casework.rules.consents import IDENTIFIABILITY, PURPOSES, Scope
from waystation.sealed.casework.tags import Tag

UNKNOWN = _("Choose one of the list.")
NO_AUDIENCE = _("Choose who it may be shared with.")
NOT_NARROWER = _("This would allow more than before: ask them anew and write that down as a new consent.")
TOLD_WITHIN = timedelta(days=3)


@transaction.atomic
def give_consent(
    *,
    actor: staff.Actor,
    person: str,
    purpose: str,
    audiences: Collection[str],
    identifiability: str,
    at: datetime,
    until: date | None = None,
    excluded: Collection[str] = (),
    note: str = "",
) -> ConsentCard:
    """Write down what a person allows, from today on; whoever holds their identity section may.

    ``audiences`` are codes of ``AUDIENCES`` or references of single counterparts.

    :raises NotHere: no such person for this actor.
    :raises Refused: their identity section is not held.
    :raises Invalid: an unknown purpose or degree, or no audience.
    """
    row, held = person_to_change(actor, person)
    scope = _scope(
        purpose,
        audiences=audiences,
        identifiability=identifiability,
        given_on=at.date(),
        until=until,
        excluded=excluded,
    )
    if not vault.holds(actor.ring, row.identity):
        raise Refused(NOT_HELD)
    consent = write_consent(actor, row, scope, at, note)
    entry = write_entry(
        actor, held, "consent", at, section=row.identity, person=row.ref, text=note, purpose=scope.purpose
    )
    staff.record(actor, Tag.CONSENT_GIVEN, row.ref, at, consent, entry)
    return _card(actor, row, consent)


@transaction.atomic
def narrow_consent(
    *,
    actor: staff.Actor,
    consent: str,
    audiences: Collection[str],
    identifiability: str,
    at: datetime,
    until: date | None = None,
    excluded: Collection[str] = (),
    note: str = "",
    version: int | None = None,
) -> ConsentCard:
    """Write down that a person now allows less; the wider consent stays in the history and no longer counts.

    :raises NotHere: no such consent for this actor.
    :raises Refused: it no longer stands, or this would allow more.
    :raises Invalid: an unknown degree, or no audience.
    :raises ChangedMeanwhile: somebody else changed it since it was read.
    """
    wider, row, held = consent_to_change(actor, consent)
    same_version(wider, version)
    before = scope_of(vault.read(actor.ring, wider))
    scope = _scope(
        before.purpose,
        audiences=audiences,
        identifiability=identifiability,
        given_on=at.date(),
        until=until,
        excluded=excluded,
    )
    if wider.state != "given":
        raise Refused(NOT_POSSIBLE_NOW)
    if not scope.is_narrower(before):
        raise Refused(NOT_NARROWER)
    _end(actor, wider, "narrowed", at)
    narrower = write_consent(actor, row, scope, at, note)
    entry = write_entry(
        actor,
        held,
        "consent_narrowed",
        at,
        section=row.identity,
        person=row.ref,
        text=note,
        purpose=scope.purpose,
    )
    staff.record(actor, Tag.CONSENT_NARROWED, row.ref, at, wider, narrower, entry)
    return _card(actor, row, narrower)


@transaction.atomic
def withdraw_consent(
    *, actor: staff.Actor, consent: str, at: datetime, note: str = "", version: int | None = None
) -> None:
    """Write down that a person takes a consent back; opens the task of telling everyone who received something.

    :raises NotHere: no such consent for this actor.
    :raises Refused: it no longer stands.
    :raises ChangedMeanwhile: somebody else changed it since it was read.
    """
    row, person, held = consent_to_change(actor, consent)
    same_version(row, version)
    if row.state != "given":
        raise Refused(NOT_POSSIBLE_NOW)
    purpose = scope_of(vault.read(actor.ring, row)).purpose
    _end(actor, row, "withdrawn", at)
    due_on = at.date() + TOLD_WITHIN
    task = write_task(actor, held, "tell_recipients", due_on, at, person=person.ref)
    entry = write_entry(
        actor,
        held,
        "consent_ended",
        at,
        section=person.identity,
        person=person.ref,
        text=note,
        purpose=purpose,
    )
    refresh_case(held.row, at.date())
    staff.record(actor, Tag.CONSENT_WITHDRAWN, person.ref, at, row, task, entry)
    outbox.tell(owners_of(held.row), at=at, but=actor.ref)


def write_consent(actor: staff.Actor, person: Person, scope: Scope, at: datetime, note: str = "") -> Consent:
    """Seal a consent beside the person's identity."""
    row = Consent(person=person, section=person.identity, state="given")
    body = {
        "purpose": scope.purpose,
        "audiences": sorted(scope.audiences),
        "excluded": sorted(scope.excluded),
        "identifiability": scope.identifiability,
        "given_on": scope.given_on.isoformat(),
        "until": scope.until.isoformat() if scope.until else "",
        "at": at.isoformat(),
        "by": actor.ref,
        "note": note,
        "ended_at": "",
        "ended_by": "",
    }
    vault.write(actor.ring, row, body)
    return row


def _scope(
    purpose: str,
    *,
    audiences: Collection[str],
    identifiability: str,
    given_on: date,
    until: date | None,
    excluded: Collection[str],
) -> Scope:
    if purpose not in PURPOSES:
        raise Invalid(purpose=UNKNOWN)
    if identifiability not in IDENTIFIABILITY:
        raise Invalid(identifiability=UNKNOWN)
    if not frozenset(audiences) - frozenset(excluded):
        raise Invalid(audiences=NO_AUDIENCE)
    return Scope(purpose, frozenset(audiences), identifiability, given_on, until, frozenset(excluded))


def _end(actor: staff.Actor, row: Consent, state: str, at: datetime) -> None:
    body = vault.read(actor.ring, row)
    row.state = state
    vault.write(actor.ring, row, {**body, "ended_at": at.isoformat(), "ended_by": actor.ref})


def _card(actor: staff.Actor, person: Person, consent: Consent) -> ConsentCard:
    return next(card for card in consents_of(actor, [person.ref])[person.ref] if card.ref == consent.ref)
