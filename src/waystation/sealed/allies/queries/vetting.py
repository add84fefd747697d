"""Reads of those who vet: one offer with everything found, the list by where offers stand, what waits today."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from waystation.foundation.kernel.machine import Facts
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import access, threads
from waystation.sealed.allies.cards import AllyCard, AllyPage, AllyRow, Areas, ConcernCard, Mailbox, Noted
from waystation.sealed.allies.models import Ally, Booking, Concern
from waystation.sealed.allies.rules import bookings, vetting

PAGE = 50
# Buttons that come with a reason; the others are one click.
_HIDDEN_MOVES = {"suspend"}


def read_ally(actor: staff.Actor, ref: str, *, at: datetime) -> AllyCard:
    """Return an offer and its vetting.

    :raises NotHere: no such offer, or not for this actor.
    """
    row = access.ally_to_read(actor, ref)
    body = vault.read(actor.ring, row)
    talk = vault.read(actor.ring, row.conversation)
    concerns = _concerns(actor, row)
    offers = vetting.MACHINE.offers(
        row.state, actor.roles, _facts(row, body, concerns, actor, at.date()) | {"reason": True}
    )
    ties = body.get("ties", {})
    return AllyCard(
        row=_row(row, body, talk, sum(concern.is_open for concern in concerns)),
        answers=body["answers"],
        language=body["language"],
        received_at=datetime.fromisoformat(body["received_at"]),
        is_marked=body["is_marked"],
        areas=areas_of(body["areas"]) if body.get("areas") else None,
        ties=tuple(_noted({**tie, "by": by, "kind": "knows"}) for by, tie in ties.items() if tie["knows"]),
        has_declared=actor.ref in ties,
        checks=_all(body.get("checks")),
        references=_all(body.get("references")),
        signs=_all(body.get("signs")),
        concerns=tuple(concerns),
        conflicts=_all(body.get("conflicts")),
        recommendation=_noted(body["recommendation"]) if body.get("recommendation") else None,
        decision=_noted(body["decision"]) if body.get("decision") else None,
        history=_all(body.get("history")),
        thread=threads.thread_of(row.conversation, talk),
        offers=tuple(offer for offer in offers if offer.name not in _HIDDEN_MOVES),
        bookings=Booking.objects.filter(ally=row, state__in=bookings.LIVE, to_on__gte=at.date()).count(),
    )


def facts(actor: staff.Actor, row: Ally, body: vault.Body, at: datetime) -> Facts:
    """Return what the table's needs look at, as the actor stands to an offer."""
    return _facts(row, body, _concerns(actor, row), actor, at.date())


def list_allies(actor: staff.Actor, *, states: Sequence[str], after: str = "") -> AllyPage:
    """List offers that stand so, the newest first; nothing for others than those who vet."""
    if not access.is_vetter(actor):
        return AllyPage(())
    rows = Ally.objects.filter(state__in=states).select_related("section", "conversation__section")
    last = Ally.objects.filter(ref=after).first() if after else None
    if last is not None:
        rows = rows.filter(
            Q(received_on__lt=last.received_on) | Q(received_on=last.received_on, ref__lt=last.ref)
        )
    found = list(rows.order_by("-received_on", "-ref")[: PAGE + 1])
    shown = rows_of(actor, found[:PAGE])
    return AllyPage(shown, shown[-1].ref if len(found) > PAGE and shown else "")


def count_states(actor: staff.Actor) -> dict[str, int]:
    """Count the offers by where they stand; nothing for others than those who vet."""
    if not access.is_vetter(actor):
        return {}
    return dict(Ally.objects.order_by().values_list("state").annotate(Count("ref")))


def rows_of(actor: staff.Actor, found: Iterable[Ally]) -> tuple[AllyRow, ...]:
    """Open these offers as lines of a list."""
    listed = list(found)
    actor.ring.load((row.section_id, row.generation) for row in listed)
    talks = dict(vault.read_held(actor.ring, [row.conversation for row in listed]))
    worried: dict[str, int] = {}
    for ally in Concern.objects.filter(ally__in=[row.ref for row in listed], is_open=True).values_list(
        "ally", flat=True
    ):
        worried[ally] = worried.get(ally, 0) + 1
    return tuple(
        _row(row, body, talks[row.conversation], worried.get(row.ref, 0))
        for row, body in vault.read_held(actor.ring, listed)
    )


def read_mailbox(entropy: bytes) -> Mailbox:
    """Return what the holder of the words sees. It says nothing of where the vetting stands, nor of anybody else.

    :raises NotHere: no messages belong to these words.
    """
    opened = access.mailbox_to_read(entropy)
    return Mailbox(
        ally=opened.ally.ref,
        may_withdraw=opened.ally.state in vetting.OPEN,
        is_withdrawn=opened.ally.state == vetting.WITHDRAWN,
        thread=threads.thread_of(opened.ally.conversation, opened.body),
    )


def areas_of(body: Mapping[str, Any]) -> Areas:
    """Read for what somebody is trusted."""
    return Areas(
        tuple(body["kinds"]),
        tuple(body["regions"]),
        body["sensitivity"],
        date.fromisoformat(body["until_on"]),
    )


def _row(row: Ally, body: vault.Body, talk: vault.Body, concerns: int) -> AllyRow:
    answers = body["answers"]
    return AllyRow(
        ref=row.ref,
        state=row.state,
        kind=answers["kind"],
        called=answers.get("called") or answers.get("organisation", ""),
        place=answers.get("place", ""),
        received_on=row.received_on,
        trusted_until_on=row.trusted_until_on,
        is_waiting=row.conversation.is_waiting,
        concerns=concerns,
        forget_on=date.fromisoformat(talk["forget_on"]) if talk.get("forget_on") else None,
    )


def _facts(
    row: Ally, body: vault.Body, concerns: Sequence[ConcernCard], actor: staff.Actor, today: date
) -> dict[str, Any]:
    return vetting.facts_of(
        body,
        open_concerns_by=[concern.by for concern in concerns if concern.is_open],
        actor=actor.ref,
        until_on=row.trusted_until_on,
        today=today,
    )


def _concerns(actor: staff.Actor, row: Ally) -> list[ConcernCard]:
    opened = vault.read_held(actor.ring, Concern.objects.select_related("section").filter(ally=row))
    cards = [
        ConcernCard(
            concern.ref,
            body["by"],
            datetime.fromisoformat(body["at"]),
            body["text"],
            concern.is_open,
            body.get("cleared_by", ""),
            body.get("cleared_text", ""),
        )
        for concern, body in opened
    ]
    return sorted(cards, key=lambda card: card.at)


def _all(found: Iterable[Mapping[str, Any]] | None) -> tuple[Noted, ...]:
    return tuple(_noted(each) for each in found or ())


def _noted(said: Mapping[str, Any]) -> Noted:
    return Noted(
        kind=said.get("verdict") or said.get("kind", ""),
        by=said["by"],
        at=datetime.fromisoformat(said["at"]),
        text=said.get("text", ""),
        ref=said.get("ref", ""),
        codes=tuple(said.get("codes", ())),
        who=said.get("who", ""),
        contact=said.get("contact", ""),
    )
