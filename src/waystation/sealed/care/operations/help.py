"""Medical and psychological help: a person is referred with their consent; what the medical team writes stays closed."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import access
from waystation.sealed.care.cards import AppointmentCard, HelpPage, NoteCard, ReferralCard
from waystation.sealed.care.models import Appointment, ClosedNote, Referral
from waystation.sealed.care.queries import help as queries
from waystation.sealed.care.rules import help as rules
from waystation.sealed.care.tags import Tag
from waystation.sealed.casework import api as casework

KIND_NEEDED = _("Choose what kind of help.")
URGENCY_NEEDED = _("Choose how soon.")
WORDS_NEEDED = _("Write a few words.")
TIME_NEEDED = _("Choose a time that is still to come.")


@transaction.atomic
def draft_referral(
    *, actor: staff.Actor, person: str, kind: str, urgency: str, text: str, at: datetime
) -> ReferralCard:
    """Begin to refer a person to the medical team. Only those who read the case's ``route`` read it until it is sent.

    For coordinators and supervisors of the case.

    :raises NotHere: no such person for the actor, the ``route`` is not held, or another role.
    :raises Invalid: kind, urgency or words are missing.
    """
    if not actor.roles & rules.REFERRERS:
        raise NotHere
    card = casework.person(actor, person)
    casework.section(actor, card.case, "route")
    faults = {}
    if kind not in rules.HELP_KINDS:
        faults["kind"] = KIND_NEEDED
    if urgency not in rules.URGENCIES:
        faults["urgency"] = URGENCY_NEEDED
    if not text.strip():
        faults["text"] = WORDS_NEEDED
    if faults:
        raise Invalid(**faults)
    readers = casework.list_readers(actor, card.case, to_seal=True)["route"]
    section = vault.create_section(actor.ring, kind="referral", to=sorted(readers))
    row = Referral(case=card.case, person=person, section=section)
    body = {
        "kind": kind,
        "urgency": urgency,
        "text": text,
        "alias": card.alias,
        "by": actor.ref,
        "answer": "",
    }
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=Tag.REFERRAL_DRAFTED, subject=row.ref, at=at, rows=[row])
    return queries.referral_card(actor, row, body, at)


@transaction.atomic
def move_referral(
    *, actor: staff.Actor, referral: str, move: str, at: datetime, answer: str = ""
) -> ReferralCard:
    """Move a referral: check_consent, send, accept, reject, finish, revoke.

    Sending grants it to the medical team, taking it back withdraws that grant. Both steps before look at the
    person's consent (medical help, to doctors) as it stands at that moment. Of a case kept to named people no team is
    told: those of them who help hold it already.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: not possible from here, no consent, or a reason is missing.
    """
    row = access.referral_to_change(actor, referral)
    facts = queries.referral_facts(actor, row, at) | {"reason_given": bool(answer.strip())}
    before = row.state
    row.state = rules.REFERRAL.move(move, row.state, actor.roles, facts).target
    body = vault.read(actor.ring, row)
    if answer.strip() and actor.roles & rules.HEALERS:
        body["answer"] = answer
    vault.write(actor.ring, row, body)
    medical = staff.team_line("medical")
    if move == "send" and not casework.case(actor, row.case).is_restricted:
        vault.grant(actor.ring, row.section, to=medical)
    if move == "revoke" and before in rules.WITH_THE_MEDICAL_TEAM:
        vault.withdraw(actor.ring, row.section, medical)
    ledger.record(
        actor=actor.ref, tag=Tag.REFERRAL_MOVED, subject=row.ref, at=at, rows=[row], detail={"move": move}
    )
    _tell(actor, move, body["by"], at)
    return queries.referral_card(actor, row, body, at)


@transaction.atomic
def plan_appointment(
    *, actor: staff.Actor, person: str, starts_at: datetime, place: str, note: str, at: datetime
) -> AppointmentCard:
    """Plan a meeting with a person who was referred. For the medical team; day, hour and place are theirs alone.

    :raises NotHere: nobody referred to the actor's team.
    :raises Invalid: the time is past.
    """
    found = access.person_to_treat(actor, person)
    if starts_at <= at:
        raise Invalid(starts_at=TIME_NEEDED)
    row = Appointment(case=found.case, person=person, section=found.medical)
    body = {"starts_at": starts_at.isoformat(), "place": place, "note": note, "with": actor.ref}
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=Tag.APPOINTMENT_MADE, subject=row.ref, at=at, rows=[row])
    return queries.appointment_card(actor, row, body, found.alias, at)


@transaction.atomic
def move_appointment(*, actor: staff.Actor, appointment: str, move: str, at: datetime) -> AppointmentCard:
    """Say how a meeting went: complete, miss, cancel. For the medical team.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: not possible from here, or its time has not come.
    """
    row = access.appointment_to_change(actor, appointment)
    body = vault.read(actor.ring, row)
    facts = queries.appointment_facts(body, at)
    row.state = rules.APPOINTMENT.move(move, row.state, actor.roles, facts).target
    vault.write(actor.ring, row, body)
    ledger.record(
        actor=actor.ref, tag=Tag.APPOINTMENT_MOVED, subject=row.ref, at=at, rows=[row], detail={"move": move}
    )
    return queries.appointment_card(actor, row, body, "", at)


@transaction.atomic
def write_note(*, actor: staff.Actor, person: str, text: str, at: datetime) -> NoteCard:
    """Write a closed note about a person who was referred. For the medical team; nobody else can open it.

    :raises NotHere: nobody referred to the actor's team.
    :raises Invalid: no words.
    """
    found = access.person_to_treat(actor, person)
    if not text.strip():
        raise Invalid(text=WORDS_NEEDED)
    row = ClosedNote(case=found.case, person=person, section=found.medical)
    vault.write(actor.ring, row, {"text": text, "by": actor.ref, "at": at.isoformat()})
    ledger.record(actor=actor.ref, tag=Tag.NOTE_WRITTEN, subject=row.ref, at=at, rows=[row])
    return NoteCard(row.ref, text, actor.ref, at)


@transaction.atomic
def open_help(*, actor: staff.Actor, person: str, at: datetime) -> HelpPage:
    """Read a person's closed notes, appointments and referrals. For the medical team; every reading is recorded.

    :raises NotHere: nobody referred to the actor's team.
    """
    page = queries.help_page(actor, access.person_to_treat(actor, person), at)
    ledger.record(actor=actor.ref, tag=Tag.NOTES_OPENED, subject=person, at=at)
    return page


def _tell(actor: staff.Actor, move: str, referrer: str, at: datetime) -> None:
    if move in {"send", "revoke"}:
        outbox.tell(vault.members(staff.team_line("medical")), at=at)
    if move in {"accept", "reject", "finish"}:
        outbox.tell([referrer], at=at, but=actor.ref)
