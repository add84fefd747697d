"""Writing a petition, having it read by a second person, opening and closing it."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from waystation.foundation.kernel import versions
from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.access import at_the_desk, petition_to_change
from waystation.outreach.petitions.cards import DeskCard, KeyCard
from waystation.outreach.petitions.models import CampaignKey, Petition, PetitionText
from waystation.outreach.petitions.operations.booths import tag_key_of
from waystation.outreach.petitions.operations.counting import publish_soon
from waystation.outreach.petitions.operations.settling import ERASE, settle
from waystation.outreach.petitions.queries import desk_card, facts_of, key_card, spoken
from waystation.outreach.petitions.rules import leaves, machine
from waystation.outreach.petitions.tags import Tag

NOT_A_KEY = _("This is not the public half of a campaign key.")
NEEDS_NAME = _("Give it a name by which you will know it.")
NOT_A_GOAL = _("Write whole numbers above zero, such as 1000, 5000.")
FIXED = _("The text is fixed. It can be changed only in a draft.")
MOST_GOALS = 12
LARGEST_GOAL = 100_000_000
PUBLIC_KEY_BYTES = 1216


@transaction.atomic
def add_key(*, actor: staff.Actor, name: str, public: str, at: datetime) -> KeyCard:
    """Take in the public half of a campaign key, made with ``waystation campaign new-key`` elsewhere. Campaigners may.

    :raises NotHere: not a campaigner.
    :raises Invalid: no name, or this is no such key.
    """
    if not at_the_desk(actor).is_any(machine.CAMPAIGNER):
        raise NotHere
    if not name.strip():
        raise Invalid(name=NEEDS_NAME)
    try:
        raw = base64.b64decode("".join(public.split()), validate=True)
    except (ValueError, binascii.Error) as exc:
        raise Invalid(public=NOT_A_KEY) from exc
    if len(raw) != PUBLIC_KEY_BYTES:
        raise Invalid(public=NOT_A_KEY)
    try:
        vault.Strand(raw, purpose="trial")
    except ValueError as exc:
        raise Invalid(public=NOT_A_KEY) from exc
    row = CampaignKey.objects.create(
        name=name.strip()[:80], public=raw, added_on=at.date(), added_by=actor.ref
    )
    card = key_card(row)
    detail = {"fingerprint": card.fingerprint}
    ledger.record(actor=actor.ref, tag=Tag.KEY_ADDED, subject=row.ref, at=at, detail=detail)
    return card


@transaction.atomic
def draft_petition(*, actor: staff.Actor, is_dangerous: bool, at: datetime) -> DeskCard:
    """Begin a petition. Campaigners may.

    ``is_dangerous``: being known to have signed may harm somebody. Then there are no receipts, and larger batches.

    :raises NotHere: not a campaigner.
    """
    if not at_the_desk(actor).is_any(machine.CAMPAIGNER):
        raise NotHere
    row = Petition.objects.create(is_dangerous=is_dangerous, author=actor.ref)
    ledger.record(actor=actor.ref, tag=Tag.DRAFTED, subject=row.ref, at=at)
    return desk_card(actor, row, at)


@transaction.atomic
def write_text(
    *,
    actor: staff.Actor,
    petition: str,
    language: str,
    title: str,
    addressee: str,
    demand: str,
    at: datetime,
    read: str | None = None,
) -> DeskCard:
    """Write a draft's words in one language. Campaigners may.

    :raises NotHere: no such petition, or not for this actor.
    :raises Refused: it is no draft any more.
    :raises ChangedMeanwhile: a colleague has written it since it was ``read``.
    :raises Invalid: a language the house does not speak.
    """
    row = _draft(actor, petition)
    versions.only(read, versions.of(desk_card(actor, row, at).texts.get(language)))
    if language not in dict(settings.LANGUAGES):
        raise Invalid(language=_("Choose one of the languages."))
    words = {
        "title": title.strip(),
        "addressee": addressee.strip(),
        "demand": demand.replace("\r\n", "\n").strip(),
    }
    PetitionText.objects.update_or_create(petition=row, language=language, defaults=words)
    _is_now_by(actor, row)
    ledger.record(actor=actor.ref, tag=Tag.DRAFTED, subject=row.ref, at=at, detail={"language": language})
    return desk_card(actor, row, at)


@transaction.atomic
def choose_key(
    *,
    actor: staff.Actor,
    petition: str,
    key: str,
    goals: Sequence[int],
    is_dangerous: bool,
    at: datetime,
    read: str | None = None,
) -> DeskCard:
    """Choose a draft's campaign key, its milestones, and whether signing it is dangerous. Campaigners may.

    :raises NotHere: no such petition or key, or not for this actor.
    :raises Refused: it is no draft any more.
    :raises ChangedMeanwhile: a colleague has written it since it was ``read``.
    :raises Invalid: milestones that are none.
    """
    row = _draft(actor, petition)
    versions.only(read, versions.of(desk_card(actor, row, at).frame))
    if len(goals) > MOST_GOALS or any(not 0 < goal <= LARGEST_GOAL for goal in goals):
        raise Invalid(goals=NOT_A_GOAL)
    row.key = CampaignKey.objects.filter(ref=key).first() if key else None
    if key and row.key is None:
        raise NotHere
    row.goals, row.is_dangerous = sorted(set(goals)), is_dangerous
    row.save(update_fields=["key", "goals", "is_dangerous"])
    _is_now_by(actor, row)
    ledger.record(actor=actor.ref, tag=Tag.DRAFTED, subject=row.ref, at=at)
    return desk_card(actor, row, at)


def _is_now_by(actor: staff.Actor, row: Petition) -> None:
    """Whoever changed a draft last is its author: nobody rewrites a colleague's draft and approves it alone."""
    row.author = actor.ref
    row.save(update_fields=["author"])


def _draft(actor: staff.Actor, petition: str) -> Petition:
    row = petition_to_change(actor, petition)
    if not actor.is_any(machine.CAMPAIGNER):
        raise NotHere
    if row.state not in machine.CHANGEABLE:
        raise Refused(FIXED)
    return row


@transaction.atomic
def move_petition(
    *, actor: staff.Actor, petition: str, move: str, at: datetime, read: str | None = None
) -> DeskCard:
    """Move a petition along its table; what a move needs and what follows stands there.

    :raises NotHere: no such petition, or not for this actor.
    :raises ChangedMeanwhile: other words wait for approval than the approver has ``read``.
    :raises Refused: the move is not possible now, with what is missing.
    """
    row = petition_to_change(actor, petition)
    if move == "approve":
        versions.only(read, desk_card(actor, row, at).version)
    _carry_out(row, move, actor.roles, by=actor.ref, at=at)
    return desk_card(actor, row, at)


@transaction.atomic
def archive_in_time(*, petition: str, at: datetime) -> None:
    """Settle and archive a petition that closed more than thirty days ago; the worker's deed, noted like everybody's.

    :raises Refused: its time has not come, or it is not closed.
    """
    row = Petition.objects.select_for_update().get(ref=petition)
    for move in ("settle", "archive") if row.state == machine.CLOSED else ("archive",):
        _carry_out(row, move, frozenset({machine.WORKER}), by=None, at=at)


def _carry_out(row: Petition, move: str, roles: frozenset[str], *, by: str | None, at: datetime) -> None:
    step = machine.PETITION.move(move, row.state, roles, facts_of(by or "", row, at))
    before, row.state = row.state, step.target
    _FOLLOWS.get(move, _nothing)(row, at)
    row.save(update_fields=["state", "text_hash", "opened_on", "closed_on"])
    detail: dict[str, Any] = {"from": before, "to": row.state, "text": row.text_hash}
    ledger.record(actor=by, tag=Tag.MOVED, subject=row.ref, at=at, detail=detail)
    if row.state in machine.PUBLIC:
        publish_soon(row.ref, at)
    if row.state == machine.ARCHIVED:
        outbox.enqueue(ERASE, payload={"petition": row.ref}, due_at=at, key=f"{ERASE}:{row.ref}")


def _nothing(_row: Petition, _at: datetime) -> None:
    return


def _fix(row: Petition, _at: datetime) -> None:
    row.text_hash = hash_of(row.ref).hex()


def hash_of(petition: str) -> bytes:
    """Return the hash over a petition's words in all languages."""
    return leaves.text_hash(petition, spoken(petition))


def _unfix(row: Petition, _at: datetime) -> None:
    row.text_hash = ""


def _open(row: Petition, at: datetime) -> None:
    if bytes.fromhex(row.text_hash) != hash_of(row.ref):
        raise Refused(_("The text is not the one that was approved. Send it back and read it again."))
    vault.make_mortal_key(tag_key_of(row.ref))
    row.opened_on = at.date()


def _close(row: Petition, at: datetime) -> None:
    row.closed_on = at.date()


_FOLLOWS = {"approve": _fix, "rework": _unfix, "open": _open, "close": _close, "settle": settle}
