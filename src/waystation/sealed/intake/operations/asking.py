"""Asking for help: sealing what was said, once, however often the form arrives; and asking two words back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import access, rules, threads
from waystation.sealed.intake.cards import Answers, Attachment, Receipt, Upload
from waystation.sealed.intake.models import HelpRequest
from waystation.sealed.intake.operations import steps
from waystation.sealed.intake.tags import Tag

FRONT, CALL = "front", "call"
_NOTHING_SAID = _("Tell us what is happening, in a few words.")


def seal_request(
    *,
    answers: Answers,
    entropy: bytes,
    language: str,
    attachments: Sequence[Upload],
    at: datetime,
    is_marked: bool = False,
) -> Receipt:
    """Store a request for help and return its receipt; anyone may, and nobody is ever refused.

    ``entropy`` (16 bytes made by the first page) is also what makes a second arrival of the same form the same
    request with the same words; where the answers have changed since, they are added to it. ``is_marked`` says that
    a field no person sees was filled in.

    :raises Invalid: nothing was said, or a text is longer than its field.
    """
    check(answers)
    try:
        with transaction.atomic():
            ring = unused_ring(entropy)
            if ring is not None:
                request, lost = store(
                    ring,
                    answers=answers,
                    entropy=entropy,
                    language=language,
                    attachments=attachments,
                    at=at,
                    extra={"is_marked": is_marked, "source": FRONT},
                )
                return receipt_of(request, entropy, language, lost)
    except IntegrityError:
        if access.find_ref(vault.line_of(entropy)) is None:
            raise
    return _send_again(answers, entropy, language, attachments, at)


def confirm_words(*, entropy: bytes, typed: Mapping[int, str], language: str, at: datetime) -> bool:
    """Say whether the words at these positions (from 1) were noted down correctly, and note it when they were.

    A request whose words nobody confirmed is in the queue all the same, marked: its asker may be unable to return.
    """
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
        conversation = opened.request.conversation
        if not threads.read_head(opened.ring, conversation, opened.anchor).get("confirmed_at"):
            threads.change_head(opened.ring, conversation, opened.anchor, confirmed_at=at.isoformat())
            ledger.record(
                actor=conversation.receipt,
                tag=Tag.WORDS_CONFIRMED,
                subject=opened.request.ref,
                at=at,
                rows=[conversation],
            )
    return True


def check(answers: Answers) -> None:
    """Refuse what no page lets through.

    :raises Invalid: nothing was said, or a text is longer than its field.
    """
    if not answers.happening.strip():
        raise Invalid(happening=_NOTHING_SAID)
    longest = {"happening": rules.LONGEST_ACCOUNT}
    body = answers.as_body()
    too_long = {
        name: steps.TOO_LONG
        for name, value in body.items()
        if isinstance(value, str) and len(value) > longest.get(name, rules.LONGEST_TEXT)
    }
    if too_long:
        raise Invalid(**too_long)


def unused_ring(entropy: bytes) -> vault.Ring | None:
    """Return the ring of a receipt that no request belongs to, its key pair made if need be; None if one does.

    A pair without a request is what erasing leaves behind; the same form sent once more is a new request then.
    """
    ring = vault.receive_first_at(entropy)
    if ring is not None:
        return ring  # made just now, so nothing can belong to it
    return None if access.find_ref(vault.line_of(entropy)) else vault.ring_of(entropy)


def store(
    ring: vault.Ring,
    *,
    answers: Answers,
    entropy: bytes,
    language: str,
    attachments: Sequence[Upload],
    at: datetime,
    extra: vault.Body,
    taker: str = "",
) -> tuple[HelpRequest, int]:
    """Seal a new request with its conversation inside a transaction; return it and how many files had gone.

    ``taker`` is the line of whoever took it down by telephone.
    """
    receipt = vault.line_of(entropy)
    team = staff.team_line("intake")
    made = vault.create_sections(ring, {"request": [team], "conversation": [team, receipt]})
    section, spoken = made["request"], made["conversation"]
    files = keep(ring, spoken, attachments)
    conversation, anchor = threads.start(section=spoken, receipt=receipt, entropy=entropy)
    entry = threads.Entry(
        threads.ASKED, threads.ASKER, author=taker, via="phone" if taker else "words", attachments=files.kept
    )
    said = answers.as_body()
    first = threads.append(
        ring,
        conversation,
        entry,
        at=at,
        anchor=anchor,
        changes={"said": _print_of(answers), "language": language},
    )
    request = HelpRequest(
        section=section,
        conversation=conversation,
        level=rules.provisional_level(said),
        received_on=at.date(),
    )
    body = {"answers": said, "language": language, "received_at": at.isoformat(), "anchor": anchor, **extra}
    vault.write(ring, request, body)
    card = steps.place_card(ring, request, answers, is_first=True)
    ledger.record(
        actor=taker or receipt,
        tag=Tag.ARRIVED,
        subject=request.ref,
        at=at,
        rows=[request, conversation, first, card, *files.rows, *vault.key_rows(receipt)],
    )
    steps.start_clock(request, waiting_since=at)
    steps.give_notice(request, at)
    return request, files.lost


@dataclass(frozen=True, repr=False)
class Files:
    """What became of the uploads of one form."""

    kept: list[Attachment]
    rows: list[vault.SealedRow]
    lost: int


def keep(ring: vault.Ring, section: vault.Section, attachments: Sequence[Upload]) -> Files:
    """Give uploads their place in a conversation; those kept already, or gone after two days, are left out."""
    files, lost = Files([], [], 0), 0
    for upload in attachments:
        try:
            with transaction.atomic():
                row = vault.keep_staged(ring, section, upload.staged(), {"name": upload.name})
        except ObjectDoesNotExist:
            lost += not vault.SealedFile.objects.filter(ref=upload.ref, section=section).exists()
            continue
        files.kept.append(Attachment(upload.ref, upload.name, upload.length))
        files.rows.append(row)
    return replace(files, lost=lost)


def receipt_of(request: HelpRequest, entropy: bytes, language: str, lost: int) -> Receipt:
    """Return what the asker takes away."""
    return Receipt(request.ref, entropy, tuple(vault.words_of(entropy, language)), request.level, lost)


@transaction.atomic
def _send_again(
    answers: Answers, entropy: bytes, language: str, attachments: Sequence[Upload], at: datetime
) -> Receipt:
    """The same form once more: nothing new is a double click; other answers are added, never swallowed."""
    opened = access.mailbox_to_change(entropy)
    request, conversation = opened.request, opened.request.conversation
    head = threads.read_head(opened.ring, conversation, opened.anchor)
    files = keep(opened.ring, conversation.section, attachments)
    if not files.kept and head.get("said") == _print_of(answers):
        return receipt_of(request, entropy, language, files.lost)
    entry = threads.Entry(threads.ASKED, threads.ASKER, attachments=files.kept, answers=answers)
    message = threads.append(
        opened.ring, conversation, entry, at=at, anchor=opened.anchor, changes={"said": _print_of(answers)}
    )
    raise_level(request, rules.provisional_level(answers.as_body()))
    ledger.record(
        actor=conversation.receipt,
        tag=Tag.SENT_AGAIN,
        subject=request.ref,
        at=at,
        rows=[conversation, message, *files.rows],
    )
    steps.give_notice(request, at)
    return receipt_of(request, entropy, language, files.lost)


def raise_level(request: HelpRequest, level: str) -> None:
    """Make a locked request more urgent, never less: its asker said so."""
    request.level = rules.more_urgent(level, request.level)
    HelpRequest.objects.filter(pk=request.pk).update(level=request.level)


def _print_of(answers: Answers) -> str:
    parts = (f"{name}={value}".encode() for name, value in sorted(answers.as_body().items()))
    return vault.digest(b"intake-answers", *parts).hex()
