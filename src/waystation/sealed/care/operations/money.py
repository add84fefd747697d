"""Money for a person: asked for by one, approved by another, paid, receipted."""

from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, NotHere
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.care import access
from waystation.sealed.care.cards import MoneyCard
from waystation.sealed.care.models import AssistanceRequest
from waystation.sealed.care.queries import money as queries
from waystation.sealed.care.rules import money as rules
from waystation.sealed.care.tags import Tag
from waystation.sealed.casework import api as casework

PURPOSE_NEEDED = _("Choose what it is for.")
CURRENCY_NEEDED = _("Choose a currency.")
WORDS_NEEDED = _("Say what it is for in a few words, so that somebody else can decide.")


@transaction.atomic
def ask_for_money(
    *, actor: staff.Actor, person: str, amount: str, currency: str, purpose: str, text: str, at: datetime
) -> MoneyCard:
    """Write down that a person needs money; ``submit`` then asks for approval. For coordinators and supervisors.

    ``amount`` is as typed: ``120``, ``120.50``, ``1 250,50``.

    :raises NotHere: no such person for the actor, or another role.
    :raises Invalid: amount, currency, purpose or words are missing or unclear.
    """
    if not actor.roles & rules.REQUESTERS:
        raise NotHere
    card = casework.person(actor, person)
    section = casework.section(actor, card.case, "route")
    cents = _check(amount, currency, purpose, text)
    row = AssistanceRequest(case=card.case, person=person, section=section, asked_by=actor.ref)
    body = {
        "cents": cents,
        "currency": currency,
        "purpose": purpose,
        "text": text,
        "history": [{"move": "draft", "at": at.isoformat(), "by": actor.ref, "text": ""}],
    }
    vault.write(actor.ring, row, body)
    ledger.record(actor=actor.ref, tag=Tag.MONEY_ASKED, subject=row.ref, at=at, rows=[row])
    return queries.money_card(actor, row, body, card.alias)


@transaction.atomic
def move_money(*, actor: staff.Actor, request: str, move: str, at: datetime, text: str = "") -> MoneyCard:
    """Move a request for money: submit, approve, reject, pay, receipt, cancel.

    Nobody decides on what they asked for themselves; the database holds that too. Approval places the mark
    ``money_approved``, calling it off lifts it.

    :raises NotHere: unknown, or not the actor's.
    :raises Refused: not possible from here, one's own request, or a reason is missing.
    """
    row = access.money_to_change(actor, request)
    facts = queries.money_facts(actor, row) | {"reason_given": bool(text.strip())}
    before = row.state
    row.state = rules.ASSISTANCE.move(move, row.state, actor.roles, facts).target
    if move in rules.DECISIONS:
        row.decided_by = actor.ref
    body = vault.read(actor.ring, row)
    done = {"move": move, "at": at.isoformat(), "by": actor.ref, "text": text}
    body["history"] = [*body["history"], done]
    vault.write(actor.ring, row, body)
    ledger.record(
        actor=actor.ref, tag=Tag.MONEY_MOVED, subject=row.ref, at=at, rows=[row], detail={"move": move}
    )
    if move == "approve":
        casework.place_mark(actor=actor, person=row.person, kind="money_approved", thing=row.ref, at=at)
    elif move == "cancel" and before in rules.WITH_ITS_MARK:
        casework.lift_mark(actor=actor, person=row.person, kind="money_approved", thing=row.ref, at=at)
    _tell(actor, row, move, at)
    return queries.get_money(actor, row.ref)


def _check(amount: str, currency: str, purpose: str, text: str) -> int:
    faults = {}
    cents = 0
    try:
        cents = rules.cents_of(amount)
    except ValueError as exc:
        faults["amount"] = str(exc)
    if currency not in rules.CURRENCIES:
        faults["currency"] = CURRENCY_NEEDED
    if purpose not in rules.PURPOSES:
        faults["purpose"] = PURPOSE_NEEDED
    if not text.strip():
        faults["text"] = WORDS_NEEDED
    if faults:
        raise Invalid(**faults)
    return cents


def _tell(actor: staff.Actor, row: AssistanceRequest, move: str, at: datetime) -> None:
    told = set(staff.lines_with("supervisor")) if move == "submit" else set()
    if move in rules.DECISIONS:
        told.add(row.asked_by)
    outbox.tell(told, at=at, but=actor.ref)
