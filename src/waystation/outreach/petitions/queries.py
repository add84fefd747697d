"""Reads of the petitions room: public pages, the desk, what a mailed link shows."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet

from waystation.foundation.kernel import mailboxes
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.access import (
    at_the_desk,
    petition_to_read,
    public_petition,
    ref_of_reader,
    signature_of_link,
)
from waystation.outreach.petitions.cards import (
    CountCard,
    DeliveryCard,
    DeskCard,
    GroupCard,
    KeyCard,
    LinkCard,
    PublicCard,
    SheetCard,
    TextCard,
    WaitingCard,
)
from waystation.outreach.petitions.models import (
    Audit,
    CampaignKey,
    CountryTally,
    DayTally,
    Delivery,
    Petition,
    PetitionText,
    Reader,
    Sheet,
    Signature,
    WaitingMail,
)
from waystation.outreach.petitions.rules import audit, counts, leaves, machine, news, signing
from waystation.outreach.petitions.rules.delivery import CHANNELS

DETAILS = "petition details"
LOG_FORMAT = "waystation-ledger-log-1"
_HOLDS_SEALED = frozenset({machine.CLOSED, machine.SETTLED})
NO_TEXT = TextCard("", "", "", "")


def log_of(petition: str) -> str:
    """Name the public log of a petition."""
    return f"petition:{petition}"


def texts_of(petition: str) -> dict[str, TextCard]:
    """Return a petition's words by language."""
    rows = PetitionText.objects.filter(petition=petition).order_by("language")
    return {row.language: TextCard(row.language, row.title, row.addressee, row.demand) for row in rows}


def get_public(petition: str, language: str) -> PublicCard:
    """Return one petition as everybody sees it.

    :raises NotHere: there is none, or it was never open.
    """
    return public_card(public_petition(petition), language)


def public_card(row: Petition, language: str) -> PublicCard:
    """Make the public card of one petition."""
    return make_public_card(row, language, texts_of(row.ref), count_of(row.ref))


def make_public_card(
    row: Petition, language: str, texts: Mapping[str, TextCard], count: CountCard
) -> PublicCard:
    """Make the public card from what is known; a language that is missing is filled by the first there is."""
    text = texts.get(language) or next(iter(texts.values()), NO_TEXT)
    return PublicCard(
        ref=row.ref,
        state=machine.PETITION.states[row.state],
        text=text,
        count=count,
        next_goal=counts.next_goal(row.goals, count.standing),
        reached=tuple(goal for goal in row.goals if goal <= count.standing),
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        text_hash=row.text_hash,
        is_dangerous=row.is_dangerous,
        is_signable=row.state in machine.SIGNABLE,
    )


def count_of(petition: str) -> CountCard:
    """Return what is counted, as the log says it."""
    rows = DayTally.objects.filter(petition=petition)
    return counted(rows.values_list("kind", "evidence", "count"))


def counted(numbers: Iterable[tuple[int, int, int]]) -> CountCard:
    """Add up what entered a log, by kind and evidence."""
    signed: dict[int, int] = {}
    sums = dict.fromkeys(leaves.Kind, 0)
    for kind, evidence, number in numbers:
        sums[leaves.Kind(kind)] += number
        if kind == leaves.Kind.SIGNATURE:
            signed[evidence] = signed.get(evidence, 0) + number
    struck = sums[leaves.Kind.STRUCK] - sums[leaves.Kind.LET_IN_AGAIN]
    withdrawn, paper = sums[leaves.Kind.WITHDRAWAL], sums[leaves.Kind.PAPER]
    standing = sums[leaves.Kind.SIGNATURE] + paper - withdrawn - struck
    return CountCard(standing, signed, withdrawn, struck, paper)


def list_countries(petition: str) -> tuple[list[tuple[str, int]], int]:
    """Return rounded counts by country, small ones together as one number. For anybody.

    :raises NotHere: there is no such petition, or it was never open.
    """
    public_petition(petition)
    rows = CountryTally.objects.filter(petition=petition).values_list("country", "count")
    known = {("" if code == signing.UNSAID else code): 0 for code, _number in rows}
    for code, number in rows:
        known["" if code == signing.UNSAID else code] += number
    return counts.shown_countries(known)


def list_days(petition: str) -> list[tuple[date, int]]:
    """Return, for each day on which the log grew, how many signatures stood at its end. For anybody."""
    by_day: dict[date, int] = {}
    minus = {leaves.Kind.WITHDRAWAL, leaves.Kind.STRUCK}
    for on, kind, number in DayTally.objects.filter(petition=petition).values_list("on", "kind", "count"):
        by_day[on] = by_day.get(on, 0) + (-number if kind in minus else number)
    standing, days = 0, []
    for day, number in sorted(by_day.items()):
        standing += number
        days.append((day, standing))
    return days


def get_link(token: bytes) -> LinkCard:
    """Return what a mailed link leads to; whoever has the link may read it.

    :raises NotHere: it leads nowhere.
    """
    return link_card(signature_of_link(token), token)


def link_card(row: Signature, token: bytes) -> LinkCard:
    """Make the card of a link; a receipt is shown only where being known to have signed cannot harm."""
    has_receipt = row.state != signing.PENDING and not row.petition.is_dangerous
    # Set aside and confirmed look the same: whoever tries addresses learns nothing from us.
    state = row.state if row.state == signing.PENDING else signing.CONFIRMED
    return LinkCard(
        row.petition_id,
        state,
        row.petition.state in machine.CONFIRMABLE,
        row.petition.is_dangerous,
        spell_receipt(leaves.salt_from(token)) if has_receipt else "",
        Reader.objects.filter(ref=ref_of_reader(news.token_from(token)))
        .values_list("state", flat=True)
        .first()
        or "",
    )


def spell_receipt(salt: bytes) -> str:
    """Spell a receipt so that it can be copied by hand: 26 letters and digits in groups."""
    text = base64.b32encode(salt).decode().rstrip("=").lower()
    return "-".join(text[at : at + 5] for at in range(0, len(text), 5))


def find_receipt(petition: str, contact: str, receipt: str) -> int | None:
    """Return where a receipt's entry stands in the public log, or None where there is none. For anybody.

    :raises NotHere: there is no such petition, or it was never open.
    """
    row = public_petition(petition)
    address = mailboxes.split(contact)
    try:
        salt = base64.b32decode(receipt.replace("-", "").replace(" ", "").upper() + "======")
    except ValueError:
        return None
    if address is None or len(salt) != leaves.SALT_BYTES:
        return None
    text = bytes.fromhex(row.text_hash)
    committed = leaves.commitment(salt, text, mailboxes.canonical(*address))
    for evidence in (leaves.Evidence.MAIL, leaves.Evidence.CODE):
        found = ledger.find_position(log_of(row.ref), leaves.signature(evidence, text, committed))
        if found is not None:
            return found
    return None


def spell_text(petition: str) -> bytes:
    """Return the fixed words exactly as they are hashed. For anybody.

    :raises NotHere: there is no such petition, or it was never open.
    """
    return leaves.spell_text(public_petition(petition).ref, spoken(petition))


def spoken(petition: str) -> dict[str, dict[str, str]]:
    """Return the words that the hash is over, by language."""
    return {
        language: {"title": text.title, "addressee": text.addressee, "demand": text.demand}
        for language, text in texts_of(petition).items()
    }


def get_head(petition: str) -> dict[str, Any] | None:
    """Return the newest signed head of a petition's log, None before the first batch. For anybody."""
    head = ledger.latest_head(log_of(petition))
    return None if head is None else ledger.head_document(head)


def export_log(petition: str) -> Iterator[dict[str, Any]]:
    """Yield the public log under its newest head, for the stand-alone program. For anybody."""
    head = ledger.latest_head(log_of(petition))
    size = head.size if head else 0
    document = head and ledger.head_document(head)
    yield {"format": LOG_FORMAT, "origin": ledger.origin_of(log_of(petition)), "size": size, "head": document}
    yield from ledger.export_entries(log_of(petition), size)


def facts_of(actor: str, row: Petition, at: datetime) -> dict[str, Any]:
    """Return what the machine must know."""
    texts = texts_of(row.ref)
    spoken = [texts.get(language, NO_TEXT) for language, _name in settings.LANGUAGES]
    return {
        "is_whole": all(text.title and text.addressee and text.demand for text in spoken),
        "has_goal": bool(row.goals),
        "has_key": row.key_id is not None,
        "is_other": row.author != actor,
        "grace_is_over": counts.grace_is_over(row.closed_on, at.date()),
        "may_erase": audit.may_erase(row.closed_on, _audit_state(row), at.date()),
    }


def _audit_state(row: Petition) -> str | None:
    return Audit.objects.filter(petition=row).values_list("state", flat=True).first()


def get_for_desk(actor: staff.Actor, petition: str, at: datetime) -> DeskCard:
    """Return one petition with the moves that are possible.

    :raises NotHere: no such petition, or not for this actor.
    """
    return desk_card(actor, petition_to_read(actor, petition), at)


def desk_card(actor: staff.Actor, row: Petition, at: datetime) -> DeskCard:
    """Make the desk's card."""
    return DeskCard(
        ref=row.ref,
        state=row.state,
        state_label=machine.PETITION.states[row.state],
        texts=texts_of(row.ref),
        goals=tuple(row.goals),
        is_dangerous=row.is_dangerous,
        author=row.author,
        key=row.key_id or "",
        text_hash=row.text_hash,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        count=count_of(row.ref),
        offers=tuple(machine.PETITION.offers(row.state, actor.roles, facts_of(actor.ref, row, at))),
        erase_by=audit.erase_by(row.closed_on) if row.closed_on and row.state in _HOLDS_SEALED else None,
        can_write=row.state in machine.CHANGEABLE and actor.is_any(machine.CAMPAIGNER),
    )


def list_keys(actor: staff.Actor) -> list[KeyCard]:
    """List the campaign keys. Campaigners and supervisors may.

    :raises NotHere: anybody else.
    """
    at_the_desk(actor)
    return [key_card(row) for row in CampaignKey.objects.order_by("-added_on", "ref")]


def key_card(row: CampaignKey) -> KeyCard:
    """Make the card of a key; the fingerprint is what people read to each other."""
    return KeyCard(
        row.ref, row.name, vault.digest(b"campaign key", bytes(row.public)).hex()[:32], row.added_on
    )


def count_waiting(actor: staff.Actor, petition: str) -> WaitingCard:
    """Count what is under way. Campaigners and supervisors may.

    :raises NotHere: no such petition, or not for this actor.
    """
    row = petition_to_read(actor, petition)
    rows = Signature.objects.filter(petition=row)
    states = dict(rows.order_by().values_list("state").annotate(number=Count("ref")))
    return WaitingCard(
        states.get(signing.PENDING, 0),
        states.get(signing.CONFIRMED, 0),
        WaitingMail.objects.count(),
        _groups(rows.filter(state=signing.ASIDE)),
        _groups(rows.filter(state=signing.STRUCK)),
    )


def _groups(rows: QuerySet[Signature]) -> tuple[GroupCard, ...]:
    """Count signatures by reason and domain, the largest group first."""
    found = rows.order_by().values_list("suspicion", "grouping").annotate(number=Count("ref"))
    groups = [
        GroupCard(suspicion, signing.SUSPICIONS.get(suspicion, ""), bytes(group or b"").hex(), number)
        for suspicion, group, number in found
    ]
    return tuple(sorted(groups, key=lambda one: -one.count))


def list_deliveries(petition: str, today: date) -> list[DeliveryCard]:
    """List what was delivered where, the newest first. For anybody: it names offices, never whoever carried it.

    :raises NotHere: there is no such petition, or it was never open.
    """
    rows = Delivery.objects.filter(petition=public_petition(petition)).order_by("-delivered_on", "ref")
    return [
        DeliveryCard(
            row.ref,
            row.delivered_on,
            CHANNELS[row.channel],
            row.office,
            row.incoming_number,
            row.reply_due_on,
            row.answered_on,
            bool(row.reply_due_on and row.reply_due_on < today and not row.answered_on),
        )
        for row in rows
    ]


def list_sheets(actor: staff.Actor, petition: str) -> list[SheetCard]:
    """List paper sheets, those that wait for a second count first. Campaigners and supervisors may.

    :raises NotHere: no such petition, or not for this actor.
    """
    rows = Sheet.objects.filter(petition=petition_to_read(actor, petition)).order_by("-received_on", "ref")
    cards = [
        SheetCard(
            row.ref,
            row.count,
            row.country,
            row.scan_hash,
            row.received_on,
            row.state,
            row.entered_by == actor.ref,
        )
        for row in rows
    ]
    return sorted(cards, key=lambda card: card.state != "entered")


def count_stored(petition: str) -> dict[str, int]:
    """Return how often each signature of a petition is stored, by reference: for benches, which look for everyone."""
    rows = Signature.objects.filter(petition=petition).order_by()
    return dict(rows.values_list("ref").annotate(number=Count("ref")))
