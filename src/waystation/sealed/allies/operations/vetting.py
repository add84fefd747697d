"""The vetting: declaring ties, noting what was found, answering, moving an offer, deciding with two people."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import access, threads
from waystation.sealed.allies.cards import AllyCard
from waystation.sealed.allies.models import Ally, Concern, Trust
from waystation.sealed.allies.operations import steps
from waystation.sealed.allies.queries import vetting as reading
from waystation.sealed.allies.rules import kinds, vetting
from waystation.sealed.allies.tags import Tag

CHOOSE = _("Choose one of these.")
WHO_NEEDED = _("Say who.")
TIE_STAYS = _("You have said that you know them. That stays, and somebody else vets them.")
UNTIL_UNFIT = _("Choose a day between tomorrow and two years from now.")
MOST_NOTES = 200


@transaction.atomic
def open_ally(*, actor: staff.Actor, ally: str, at: datetime) -> AllyCard:
    """Return an offer and its vetting to one of those who vet; the opening is noted in the ledger.

    :raises NotHere: no such offer, or not for this actor.
    """
    card = reading.read_ally(actor, ally, at=at)
    ledger.record(actor=actor.ref, tag=Tag.READ, subject=ally, at=at)
    return card


@transaction.atomic
def declare_tie(*, actor: staff.Actor, ally: str, knows: bool, text: str = "", at: datetime) -> None:
    """Say whether one knows this person or anybody close to them. Nobody vets before, nor anybody they know.

    :raises NotHere: no such offer, or not for this actor.
    :raises Invalid: they know each other, and it is not said how.
    :raises Refused: the actor has said before that they know them: that stays said.
    """
    row = access.ally_to_change(actor, ally)
    body = vault.read(actor.ring, row)
    # T-48: whoever knows them cannot take it back and vet all the same.
    if not knows and body.get("ties", {}).get(actor.ref, {}).get("knows"):
        raise Refused(TIE_STAYS)
    said = {"knows": knows, "text": steps.clean(text, is_needed=knows), "at": at.isoformat()}
    body.setdefault("ties", {})[actor.ref] = said
    _write(actor, row, body, Tag.DECLARED, at)


@transaction.atomic
def note_check(*, actor: staff.Actor, ally: str, kind: str, text: str, at: datetime) -> None:
    """Note that their identity was seen, or that a conversation was held, and what came of it.

    :raises NotHere: no such offer, or not for this actor.
    :raises Invalid: an unknown kind of check, or no words.
    :raises Refused: the actor has not said whether they know them, or does.
    """
    if kind not in vetting.CHECKS:
        raise Invalid(kind=CHOOSE)
    _note(actor, ally, "checks", {"kind": kind, "text": steps.clean(text)}, at)


@transaction.atomic
def note_reference(
    *,
    actor: staff.Actor,
    ally: str,
    who: str,
    contact: str,
    verdict: str,
    text: str,
    ref: str = "",
    at: datetime,
) -> None:
    """Note somebody who speaks for them, or what they said; ``ref`` names one noted before, whose newest word counts.

    :raises NotHere: no such offer, or not for this actor.
    :raises Invalid: nobody named, or an unknown verdict.
    :raises Refused: the actor has not said whether they know them, or does.
    """
    if verdict not in vetting.VERDICTS:
        raise Invalid(verdict=CHOOSE)
    said = {
        "ref": ref or new_ref(),
        "who": steps.clean(who, "who"),
        "contact": steps.clean(contact, "contact", is_needed=False),
        "verdict": verdict,
        "text": steps.clean(text, is_needed=verdict in {"good", "doubt"}),
    }
    _note(actor, ally, "references", said, at)


@transaction.atomic
def note_signs(*, actor: staff.Actor, ally: str, seen: Sequence[str], text: str = "", at: datetime) -> None:
    """Note which signs of infiltration one saw, none among them; both people who vet do it, and read each other's.

    :raises NotHere: no such offer, or not for this actor.
    :raises Invalid: an unknown sign, or signs without words.
    :raises Refused: the actor has not said whether they know them, or does.
    """
    if not set(seen) <= set(vetting.SIGNS):
        raise Invalid(seen=CHOOSE)
    said = {"codes": sorted(set(seen)), "text": steps.clean(text, is_needed=bool(seen))}
    _note(actor, ally, "signs", said, at)


@transaction.atomic
def note_conflict(*, actor: staff.Actor, ally: str, who: str, text: str = "", at: datetime) -> None:
    """Note a person or organisation this helper must not meet; colleagues who look for a helper are told the name.

    :raises NotHere: no such offer, or not for this actor.
    :raises Invalid: nobody named.
    """
    row = access.ally_to_change(actor, ally)
    body = vault.read(actor.ring, row)
    said = {"who": steps.clean(who, "who"), "text": steps.clean(text, is_needed=False)}
    _append(body, "conflicts", actor, said, at)
    _write(actor, row, body, Tag.NOTED, at)
    if row.state in vetting.IS_TRUSTED:
        _publish(actor, row, body, at)


@transaction.atomic
def set_areas(
    *,
    actor: staff.Actor,
    ally: str,
    trusted_for: Sequence[str],
    regions: str,
    sensitivity: str,
    until_on: date | None,
    at: datetime,
) -> None:
    """Propose for what they may be trusted: kinds of help, regions (one a line; none: everywhere), how close, how long.

    What is proposed counts once a second person has decided.

    :raises NotHere: no such offer, or not for this actor.
    :raises Invalid: nothing chosen, or a day that does not fit.
    :raises Refused: the actor has not said whether they know them, or does; or what was recommended is being decided.
    """
    if not trusted_for or not set(trusted_for) <= set(kinds.KINDS):
        raise Invalid(trusted_for=CHOOSE)
    if sensitivity not in vetting.SENSITIVITIES:
        raise Invalid(sensitivity=CHOOSE)
    until_on = until_on or vetting.trust_ends_on(at)
    if not at.date() < until_on <= (at + vetting.LONGEST_TRUST).date():
        raise Invalid(until_on=UNTIL_UNFIT)
    row = access.ally_to_change(actor, ally)
    body = vault.read(actor.ring, row)
    vetting.must_be_free(body, actor.ref)
    if row.state in vetting.BEING_DECIDED:
        raise Refused(vetting.IS_BEING_DECIDED)
    body["areas"] = {
        "kinds": sorted(set(trusted_for)),
        "regions": [line.strip() for line in regions.splitlines() if line.strip()],
        "sensitivity": sensitivity,
        "until_on": until_on.isoformat(),
    }
    _write(actor, row, body, Tag.NOTED, at)


@transaction.atomic
def answer(*, actor: staff.Actor, ally: str, text: str, once: str = "", at: datetime) -> None:
    """Write to somebody who offered help; they read it with their words.

    :raises NotHere: no such offer, or not for this actor.
    :raises Invalid: nothing in it, or too long.
    :raises Refused: the conversation is full.
    """
    row = access.ally_to_change(actor, ally)
    talk = vault.read(actor.ring, row.conversation)
    text = steps.clean(text)
    if threads.has(talk, once):
        return
    threads.add(
        actor.ring,
        row.conversation,
        talk,
        kind=threads.ANSWERED,
        side=threads.STAFF,
        at=at,
        text=text,
        author=actor.ref,
        once=once,
    )
    steps.tell(row, Tag.ANSWERED, at, row.conversation, actor=actor.ref)


@transaction.atomic
def move_ally(*, actor: staff.Actor, ally: str, move: str, reason: str = "", at: datetime) -> None:
    """Move an offer along its table: look, check, talk, recommend, trust, send_back, again, restore, clear, decline, end.

    Whoever recommended does not decide; nobody moves somebody they know.

    :raises NotHere: no such offer, or not for this actor.
    :raises Refused: not from here, not by this actor, or something is missing.
    """
    row = access.ally_to_change(actor, ally)
    body = vault.read(actor.ring, row)
    was = row.state
    facts = {**reading.facts(actor, row, body, at), "reason": reason.strip()}
    row.state = vetting.MACHINE.move(move, was, actor.roles, facts).target
    said = {"by": actor.ref, "at": at.isoformat(), "text": steps.clean(reason, "reason", is_needed=False)}
    body["history"] = [*body.get("history", []), {"kind": move, **said}][-MOST_NOTES:]
    if move == "recommend":
        body["recommendation"] = said
    if move in {"restore", "clear"}:
        _clear_concerns(actor, row, said, at)
    if move in {"clear", "again"}:
        row.trusted_until_on = None  # what was trusted before is no way round the checks
    if move == "trust":
        body["decision"] = said
        body["trusted_for"] = body["areas"]  # what two people agreed on; proposing anew changes nothing here
        row.trusted_until_on = date.fromisoformat(body["trusted_for"]["until_on"])
    _write(actor, row, body, Tag.MOVED, at, to=row.state)
    if move in {"trust", "restore"}:
        _publish(actor, row, body, at)
    elif was in vetting.IS_TRUSTED and row.state not in vetting.IS_TRUSTED:
        steps.close_trust(row, at)
    steps.set_timers(row, at)


@transaction.atomic
def raise_concern(*, actor: staff.Actor, ally: str, text: str, at: datetime) -> None:
    """Say that something about a helper is worrying: they are out of every search until a second person clears it.

    For whoever holds the offer or the trust; whoever raised it cannot clear it.

    :raises NotHere: no such helper, or not for this actor.
    :raises Invalid: no words.
    :raises Refused: working with them has ended already.
    """
    text = steps.clean(text)
    row = _known(actor, ally, at)
    section = vault.create_section(actor.ring, kind="ally-concern", to=[access.vetting_line()])
    concern = Concern(ally=row, section=section)
    vault.write(actor.ring, concern, {"text": text, "by": actor.ref, "at": at.isoformat()})
    ledger.record(actor=actor.ref, tag=Tag.CONCERN_RAISED, subject=row.ref, at=at, rows=[concern])
    if row.state != vetting.SUSPENDED:
        steps.move_unread(row, "suspend", vetting.COLLEAGUE, at)
    outbox.enqueue(steps.NOTICE, payload={"ally": row.ref}, due_at=at)


def _known(actor: staff.Actor, ref: str, at: datetime) -> Ally:
    """Return an offer, locked, to whoever knows it: as one who vets, or as one who may find the helper."""
    if not access.is_vetter(actor):
        return access.helper_to_book(actor, ref, at.date()).ally
    return access.ally_to_change(actor, ref)


def _note(actor: staff.Actor, ref: str, what: str, said: Mapping[str, Any], at: datetime) -> None:
    row = access.ally_to_change(actor, ref)
    body = vault.read(actor.ring, row)
    vetting.must_be_free(body, actor.ref)
    _append(body, what, actor, said, at)
    _write(actor, row, body, Tag.NOTED, at)


def _append(body: vault.Body, what: str, actor: staff.Actor, said: Mapping[str, Any], at: datetime) -> None:
    body[what] = [*body.get(what, []), {**said, "by": actor.ref, "at": at.isoformat()}][-MOST_NOTES:]


def _write(actor: staff.Actor, row: Ally, body: vault.Body, tag: Tag, at: datetime, **detail: str) -> None:
    vault.write(actor.ring, row, body)
    steps.tell(row, tag, at, row, actor=actor.ref, **detail)


def _clear_concerns(actor: staff.Actor, row: Ally, said: Mapping[str, str], at: datetime) -> None:
    for concern in Concern.objects.select_related("section").filter(ally=row, is_open=True):
        body = vault.read(actor.ring, concern)
        concern.is_open = False
        vault.write(
            actor.ring,
            concern,
            body | {"cleared_by": said["by"], "cleared_text": said["text"], "cleared_at": said["at"]},
        )
        ledger.record(actor=actor.ref, tag=Tag.CONCERN_CLEARED, subject=row.ref, at=at, rows=[concern])


def _publish(actor: staff.Actor, row: Ally, body: vault.Body, at: datetime) -> None:
    """Lay what colleagues may know of a trusted helper into its own compartment, and the card on their shelves."""
    answers, areas = body["answers"], body["trusted_for"]
    told = {name: answers[name] for name in kinds.FOR_FINDERS if name in answers}
    known = told | {
        "kind": answers["kind"],
        "areas": areas,
        "conflicts": [conflict["who"] for conflict in body.get("conflicts", [])],
    }
    readers = _finders(actor, areas["kinds"])
    trust = Trust.objects.select_related("section").filter(ally=row).first()
    if trust is None:
        trust = Trust(ally=row, section=vault.create_section(actor.ring, kind="ally-trust", to=readers))
    else:
        vault.set_readers(actor.ring, trust.section, readers)
    vault.write(actor.ring, trust, known)
    card = vault.place_card(
        actor.ring,
        section=trust.section,
        subject=row.ref,
        kind=steps.HELPER_CARD,
        card={name: value for name, value in known.items() if name != "contact"},
        terms=" ".join([kinds.tokens(answers), *(kinds.kind_token(kind) for kind in areas["kinds"])]),
    )
    steps.tell(row, Tag.TRUSTED, at, trust, card, actor=actor.ref)


def _finders(actor: staff.Actor, trusted_for: Sequence[str]) -> list[str]:
    """Return the lines of those who may find a helper: every casework team, those who vet and supervise, the kinds' own."""
    wanted = {
        "casework",
        *kinds.EVERY_FINDER,
        *(team for kind in trusted_for for team in kinds.KINDS[kind].teams),
    }
    return [team.line for team in staff.list_teams(actor) if team.kind in wanted]
