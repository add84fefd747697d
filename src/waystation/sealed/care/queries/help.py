"""Reading referrals, appointments and closed notes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import access
from waystation.sealed.care.cards import AppointmentCard, HelpPage, NoteCard, ReferralCard
from waystation.sealed.care.models import Appointment, ClosedNote, Referral
from waystation.sealed.care.queries.people import aliases
from waystation.sealed.care.rules import help as rules
from waystation.sealed.casework import api as casework


def referral_facts(actor: staff.Actor, row: Referral, at: datetime) -> dict[str, Any]:
    """Gather the facts on which the referral machine decides; consent is looked at for those who send."""
    consented = bool(actor.roles & rules.REFERRERS) and casework.consent_covers(
        actor, row.person, "medical_help", "doctors", at.date(), identifiability="alias"
    )
    return {"consented": consented, "reason_given": True}


def get_referral(actor: staff.Actor, ref: str, at: datetime) -> ReferralCard:
    """Return one referral with what can be done.

    :raises NotHere: unknown, or not the actor's.
    """
    row = access.referral_to_read(actor, ref)
    return referral_card(actor, row, vault.read(actor.ring, row), at)


def name_treated(actor: staff.Actor, person: str) -> str:
    """Return the alias of a person who was referred to the actor's team.

    :raises NotHere: nobody referred to it.
    """
    return access.person_to_treat(actor, person).alias


def list_referrals(actor: staff.Actor, at: datetime, *, states: Iterable[str]) -> list[ReferralCard]:
    """List the referrals in these states that the actor holds, the most urgent first."""
    if not actor.roles & (rules.REFERRERS | rules.HEALERS):
        return []
    opened = access.referrals_of(actor, state__in=list(states))
    cards = [referral_card(actor, row, body, at) for row, body in opened]
    return sorted(cards, key=lambda card: (list(rules.URGENCIES).index(card.urgency), card.ref))


def list_referrals_of(actor: staff.Actor, case: str, at: datetime) -> list[ReferralCard]:
    """List the referrals of a case that the actor holds, open ones first."""
    cards = [referral_card(actor, row, body, at) for row, body in access.referrals_of(actor, case=case)]
    return sorted(cards, key=lambda card: card.state not in rules.OPEN_REFERRALS)


def referral_card(actor: staff.Actor, row: Referral, body: vault.Body, at: datetime) -> ReferralCard:
    """Make the card of an opened referral."""
    return ReferralCard(
        ref=row.ref,
        case=row.case,
        person=row.person,
        alias=body["alias"],
        state=row.state,
        kind=body["kind"],
        urgency=body["urgency"],
        text=body["text"],
        answer=body["answer"],
        version=row.version,
        offers=tuple(rules.REFERRAL.offers(row.state, actor.roles, referral_facts(actor, row, at))),
    )


def appointment_facts(body: vault.Body, at: datetime) -> dict[str, Any]:
    """Gather the facts on which the appointment machine decides."""
    return {"its_time_has_come": datetime.fromisoformat(body["starts_at"]) <= at}


def appointment_card(
    actor: staff.Actor, row: Appointment, body: vault.Body, alias: str, at: datetime
) -> AppointmentCard:
    """Make the card of an opened appointment."""
    return AppointmentCard(
        ref=row.ref,
        case=row.case,
        person=row.person,
        alias=alias,
        state=row.state,
        starts_at=datetime.fromisoformat(body["starts_at"]),
        place=body["place"],
        note=body["note"],
        with_line=body["with"],
        version=row.version,
        offers=tuple(rules.APPOINTMENT.offers(row.state, actor.roles, appointment_facts(body, at))),
    )


def list_planned(actor: staff.Actor, at: datetime) -> list[AppointmentCard]:
    """List the planned appointments that the medical team's keys open, the earliest first."""
    if not actor.roles & rules.HEALERS:
        return []
    rows = Appointment.objects.select_related("section").filter(
        state=rules.PLANNED, section__in=vault.within_reach(actor.ring)
    )
    opened = vault.read_held(actor.ring, rows)
    known = aliases(actor, {row.person for row, _body in opened})
    cards = [appointment_card(actor, row, body, known.get(row.person, ""), at) for row, body in opened]
    return sorted(cards, key=lambda card: card.starts_at)


def help_page(actor: staff.Actor, found: access.Treated, at: datetime) -> HelpPage:
    """Open everything the medical team holds about one person."""
    rows = Appointment.objects.select_related("section").filter(person=found.person)
    appointments = [
        appointment_card(actor, row, body, found.alias, at) for row, body in vault.read_held(actor.ring, rows)
    ]
    written = ClosedNote.objects.select_related("section").filter(person=found.person)
    notes = [
        NoteCard(row.ref, body["text"], body["by"], datetime.fromisoformat(body["at"]))
        for row, body in vault.read_held(actor.ring, written)
    ]
    return HelpPage(
        case=found.case,
        person=found.person,
        alias=found.alias,
        referrals=[card for card in list_referrals_of(actor, found.case, at) if card.person == found.person],
        appointments=sorted(appointments, key=lambda card: card.starts_at, reverse=True),
        notes=sorted(notes, key=lambda card: card.at, reverse=True),
    )
