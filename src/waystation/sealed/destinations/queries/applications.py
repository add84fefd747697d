"""Reading applications: lists, the board, one page with everything that decides."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import access
from waystation.sealed.destinations.cards import ApplicantCard, ApplicationCard, Column
from waystation.sealed.destinations.models import Applicant, Application, Departure, Slot
from waystation.sealed.destinations.rules import applications, leaving, offers

MOST = 400


def list_applications(
    actor: staff.Actor,
    *,
    case: str | None = None,
    offer: str | None = None,
    states: Iterable[str] | None = None,
) -> list[ApplicationCard]:
    """List the applications the actor holds, the ones that moved last first."""
    rows = access.applications_of(actor)
    if case is not None:
        rows = rows.filter(case=case)
    if offer is not None:
        rows = rows.filter(offer=offer)
    if states is not None:
        rows = rows.filter(state__in=list(states))
    cards = application_cards(actor, rows[:MOST])
    return sorted(cards, key=lambda card: (card.moved_on, card.ref), reverse=True)


def show_board(actor: staff.Actor) -> list[Column]:
    """Return the applications the actor holds in columns; those that are over are left out."""
    live = [code for _name, _label, states in applications.COLUMNS[:-1] for code in states]
    cards = list_applications(actor, states=live)
    order = list(applications.STATES)
    return [
        Column(
            name,
            label,
            tuple(
                sorted(
                    (card for card in cards if card.state in states),
                    key=lambda card: (order.index(card.state), card.moved_on, card.ref),
                )
            ),
        )
        for name, label, states in applications.COLUMNS[:-1]
    ]


def application_cards(actor: staff.Actor, rows: Iterable[Application]) -> list[ApplicationCard]:
    """Make the cards of those applications that the actor's ring opens, each with the identity of its case."""
    listed = list(rows)
    known = vault.held(actor.ring, {row.identity_id: row.identity for row in listed}.values())
    opened = vault.read_held(actor.ring, [row for row in listed if row.identity_id in known])
    applicants = _applicants(actor, [row.ref for row, _body in opened])
    return [_card(row, body, applicants.get(row.ref, ())) for row, body in opened]


def get_card(actor: staff.Actor, ref: str) -> ApplicationCard:
    """Return one application.

    :raises NotHere: unknown, or not the actor's to read.
    """
    return application_cards(actor, [access.application_to_read(actor, ref)])[0]


def has_consent(actor: staff.Actor, person: str, body: Mapping[str, Any], on: date) -> bool:
    """Say whether a person's live consent names this recipient: the kind of body, or the counterpart alone.

    A counterpart that any standing consent leaves out is never told anything.
    """
    counterpart = body["counterpart"]
    standing = [
        card
        for card in casework.list_consents(actor, person)
        if card.stands and card.purpose == applications.PURPOSE
    ]
    if counterpart and any(counterpart in card.excluded for card in standing):
        return False
    audiences = {audience for card in standing for audience in card.audiences}
    return any(
        casework.consent_covers(actor, person, applications.PURPOSE, audience, on)
        for audience in (body["audience"], counterpart)
        if audience in audiences
    )


def covered_by(row: Application) -> list[str]:
    """Return the persons who are on an application still."""
    found = Applicant.objects.filter(application=row).exclude(state=applications.DROPPED)
    return sorted(found.values_list("person", flat=True))


def facts_of(
    actor: staff.Actor,
    row: Application,
    body: Mapping[str, Any],
    at: datetime,
    *,
    reason: str = "",
    without_consent: Iterable[str] | None = None,
) -> dict[str, Any]:
    """Gather the facts on which the application machine decides."""
    today = at.date()
    persons = covered_by(row)
    if without_consent is None:
        without_consent = [person for person in persons if not has_consent(actor, person, body, today)]
    held = Slot.objects.filter(application=row, state__in=offers.HELD)
    places = {slot.person for slot in held if not offers.is_over(slot.until_on, today)}
    offer = row.offer
    return {
        "actor": actor.ref,
        "prepared_by": body["prepared_by"],
        "reason": reason.strip(),
        "country": body["country"] or offer is not None,
        "without_consent": bool(list(without_consent)),
        "is_limited": offer is not None and offer.is_limited,
        "places_held": places >= set(persons),
        "on_the_way": Departure.objects.filter(application=row, state=leaving.DEPARTED).exists(),
        "offer_takes": offer is None
        or (offer.state in offers.TAKES_SUBMISSIONS and not offers.is_over(offer.valid_until_on, today)),
    }


def live_beside(actor: staff.Actor, card: ApplicationCard) -> list[ApplicationCard]:
    """List the other live applications that cover somebody who is on this one."""
    persons = {one.ref for one in card.covered}
    return [
        other
        for other in list_applications(actor, case=card.case, states=applications.LIVE)
        if other.ref != card.ref and persons & {one.ref for one in other.covered}
    ]


def _applicants(actor: staff.Actor, refs: list[str]) -> dict[str, tuple[ApplicantCard, ...]]:
    slots = {(slot.application_id, slot.person): slot for slot in Slot.objects.filter(application__in=refs)}
    rows = Applicant.objects.select_related("section").filter(application__in=refs)
    found: dict[str, list[ApplicantCard]] = {}
    for row, body in vault.read_held(actor.ring, rows):
        slot = slots.get((row.application_id, row.person))
        card = ApplicantCard(
            ref=row.person,
            alias=body["alias"],
            state=row.state,
            slot=slot.state if slot else "",
            until_on=slot.until_on if slot else None,
        )
        found.setdefault(row.application_id, []).append(card)
    return {ref: tuple(sorted(cards, key=lambda card: card.alias)) for ref, cards in found.items()}


def _card(row: Application, body: vault.Body, applicants: tuple[ApplicantCard, ...]) -> ApplicationCard:
    return ApplicationCard(
        ref=row.ref,
        case=row.case,
        case_alias=body["case_alias"],
        offer=row.offer_id,
        state=row.state,
        country=body["country"],
        pathway=body["pathway"],
        audience=body["audience"],
        applicants=applicants,
        prepared_by=body["prepared_by"],
        moved_on=datetime.fromisoformat(body["history"][-1]["at"]).date(),
        version=row.version,
        is_limited=row.offer is not None and row.offer.is_limited,
    )
