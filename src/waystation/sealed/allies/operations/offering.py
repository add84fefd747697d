"""Offering help: sealing what was said, once, however often the form arrives; asking two words back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import access, threads
from waystation.sealed.allies.cards import Receipt
from waystation.sealed.allies.models import Ally
from waystation.sealed.allies.operations import steps
from waystation.sealed.allies.rules import kinds
from waystation.sealed.allies.tags import Tag


def seal_offer(
    *, answers: kinds.Answers, entropy: bytes, language: str, at: datetime, is_marked: bool = False
) -> Receipt:
    """Store an offer of help and return its receipt; anyone may, and nobody is refused.

    ``entropy`` makes a second arrival of the same form the same offer with the same words; where the answers have
    changed since, they are added to the conversation. ``is_marked`` says that a field no person sees was filled in.

    :raises Invalid: no known kind of help, days the wrong way round, or a text that is too long.
    """
    answers = kinds.as_body(answers)
    faults = kinds.faults(answers)
    if faults:
        raise Invalid(**faults)
    try:
        with transaction.atomic():
            ring = vault.receive_at(entropy)
            if access.find_ref(vault.line_of(entropy)) is None:
                ally = _store(ring, answers, entropy=entropy, language=language, at=at, is_marked=is_marked)
                return _receipt(ally, entropy, language)
    except IntegrityError:
        if access.find_ref(vault.line_of(entropy)) is None:
            raise
    return _receipt(_send_again(answers, entropy, at), entropy, language)


def confirm_words(*, entropy: bytes, typed: Mapping[int, str], language: str, at: datetime) -> bool:
    """Say whether the words at these positions (from 1) were noted down correctly, and note it when they were."""
    words = vault.words_of(entropy, language)
    for position, word in typed.items():
        words[position - 1] = word
    try:
        if vault.entropy_of(" ".join(words)) != entropy:
            return False
    except vault.WordsUnknown:
        return False
    with transaction.atomic():
        opened = access.mailbox_to_change(entropy)
        if not opened.body.get("confirmed_at"):
            conversation = opened.ally.conversation
            vault.write(opened.ring, conversation, opened.body | {"confirmed_at": at.isoformat()})
            steps.tell(opened.ally, Tag.WORDS_CONFIRMED, at, conversation, actor=conversation.receipt)
    return True


def _store(
    ring: vault.Ring,
    answers: kinds.Answers,
    *,
    entropy: bytes,
    language: str,
    at: datetime,
    is_marked: bool,
) -> Ally:
    receipt, team = vault.line_of(entropy), access.vetting_line()
    made = vault.create_sections(ring, {"ally": [team], "ally-talk": [team, receipt]})
    conversation, talk = threads.start(
        section=made["ally-talk"], receipt=receipt, entropy=entropy, language=language
    )
    talk["said"] = _print_of(answers)
    threads.add(ring, conversation, talk, kind=threads.OFFERED, side=threads.HELPER, at=at)
    ally = Ally(section=made["ally"], conversation=conversation, received_on=at.date())
    body = {"answers": answers, "language": language, "received_at": at.isoformat(), "is_marked": is_marked}
    vault.write(ring, ally, body)
    card = vault.place_card(
        ring,
        section=ally.section,
        subject=ally.ref,
        kind=steps.OFFER_CARD,
        card=answers,
        terms=kinds.tokens(answers),
        is_first=True,
    )
    ledger.record(
        actor=receipt,
        tag=Tag.OFFERED,
        subject=ally.ref,
        at=at,
        rows=[ally, conversation, card, *vault.key_rows(receipt)],
    )
    outbox.enqueue(steps.NOTICE, payload={"ally": ally.ref}, due_at=at)
    return ally


@transaction.atomic
def _send_again(answers: kinds.Answers, entropy: bytes, at: datetime) -> Ally:
    """The same form once more: nothing new is a double click; other answers are added, never swallowed."""
    opened = access.mailbox_to_change(entropy)
    ally, talk = opened.ally, opened.body
    if talk.get("said") == _print_of(answers):
        return ally
    talk["said"] = _print_of(answers)
    threads.add(
        opened.ring,
        ally.conversation,
        talk,
        kind=threads.OFFERED,
        side=threads.HELPER,
        at=at,
        answers=answers,
    )
    steps.tell(ally, Tag.OFFERED_AGAIN, at, ally.conversation, actor=ally.conversation.receipt)
    outbox.enqueue(steps.NOTICE, payload={"ally": ally.ref}, due_at=at)
    return ally


def _receipt(ally: Ally, entropy: bytes, language: str) -> Receipt:
    return Receipt(ally.ref, entropy, tuple(vault.words_of(entropy, language)))


def _print_of(answers: kinds.Answers) -> str:
    parts = (f"{name}={value}".encode() for name, value in sorted(answers.items()))
    return vault.digest(b"ally-answers", *parts).hex()
