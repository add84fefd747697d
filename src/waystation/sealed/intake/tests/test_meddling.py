"""Somebody can write to the database and holds no key: what they try is refused, or noticed."""

import pytest

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
from waystation.sealed.intake.models import Conversation, HelpRequest, Message
from waystation.sealed.intake.tests.test_thread import ask


@pytest.fixture
def receipt(house, at) -> intake.Receipt:
    """Zelim asked, Vera answered twice."""
    made = ask(at)
    intake.claim(actor=house.vera, request=made.request, at=at)
    for text in ("Мы рядом.", "Завтра в девять."):
        intake.answer(actor=house.vera, request=made.request, text=text, at=at)
    return made


def _texts(receipt, at) -> list[str]:
    return [message.text for message in intake.mailbox(entropy=receipt.entropy, at=at).thread.messages]


def _own_section(receipt) -> tuple[vault.Ring, vault.Section]:
    """A section of the meddler's making, granted to the right people: every public key lies open."""
    ring = vault.new_ring()
    lines = [vault.line_of(receipt.entropy), staff.team_line("intake")]
    return ring, vault.create_section(ring, kind="conversation", to=lines)


def test_a_forged_answer_is_refused(receipt, house, at) -> None:
    """A row sealed under a key of one's own, moved into the conversation."""
    ring, section = _own_section(receipt)
    body = {
        "number": 4,
        "before": "",
        "anchor": "0" * 32,
        "kind": "answered",
        "side": "staff",
        "text": "Приходи.",
    }
    body |= {"author": "", "via": "words", "at": at.isoformat(), "attachments": [], "answers": None}
    forged = Message(section=section)
    vault.write(ring, forged, body | {"is_danger": False})
    genuine = Conversation.objects.get(receipt=vault.line_of(receipt.entropy)).section_id
    Message.objects.filter(pk=forged.pk).update(section=genuine)
    thread = intake.mailbox(entropy=receipt.entropy, at=at).thread
    assert (thread.forged, thread.is_whole) == (1, False)
    assert "Приходи." not in _texts(receipt, at)
    assert "Завтра в девять." in _texts(receipt, at)
    assert not intake.read_conversation(house.vera, receipt.request).is_whole


def test_a_whole_conversation_of_the_meddlers_making_is_refused(receipt, house, at) -> None:
    """Their own section, granted to asker and team, put in the place of ours: they do not know the anchor."""
    ring, section = _own_section(receipt)
    row = Conversation.objects.get(receipt=vault.line_of(receipt.entropy))
    row.section = section
    vault.write(ring, row, {"anchor": "0" * 32, "count": 0, "last": "", "waiting_since": None})
    thread = intake.mailbox(entropy=receipt.entropy, at=at).thread
    assert (thread.messages, thread.is_whole) == ((), False)
    with pytest.raises(Refused):
        intake.write_as_asker(entropy=receipt.entropy, text="Где вы?", at=at)
    assert not intake.open_request(actor=house.yusuf, request=receipt.request, at=at).thread.is_whole


def test_a_message_taken_out_is_noticed(receipt, house, at) -> None:
    rows = {message.ref: message for message in Message.objects.all()}
    thread = intake.mailbox(entropy=receipt.entropy, at=at).thread
    first_answer, last_answer = thread.messages[1], thread.messages[2]
    for gone in (first_answer, last_answer):
        Message.objects.filter(ref=gone.ref).delete()
        now = intake.mailbox(entropy=receipt.entropy, at=at).thread
        assert now.missing >= 1
        assert not now.is_whole
        assert gone.text not in [message.text for message in now.messages]
        vault_row = rows[gone.ref]
        vault_row.save(force_insert=True)
    assert intake.mailbox(entropy=receipt.entropy, at=at).thread.is_whole


def test_a_head_rolled_back_is_noticed(receipt, house, at) -> None:
    """The head as it was before the last answer, with its own version: it opens, and counts too few."""
    line = vault.line_of(receipt.entropy)
    before = Conversation.objects.get(receipt=line)
    intake.answer(actor=house.vera, request=receipt.request, text="Не приходите.", at=at)
    Conversation.objects.filter(pk=before.pk).update(sealed=before.sealed, version=before.version)
    thread = intake.mailbox(entropy=receipt.entropy, at=at).thread
    assert (thread.forged, thread.is_whole) == (1, False)


def test_the_ledger_shows_a_conversation_put_back_whole(receipt, house, at) -> None:
    """Head and messages as they were on an earlier day agree with each other; the doctor does not."""
    line = vault.line_of(receipt.entropy)
    before = Conversation.objects.get(receipt=line)
    intake.answer(actor=house.vera, request=receipt.request, text="Не приходите.", at=at)
    last = intake.mailbox(entropy=receipt.entropy, at=at).thread.messages[-1]
    assert not [finding for finding in ledger.doctor() if finding.is_wrong]
    Conversation.objects.filter(pk=before.pk).update(sealed=before.sealed, version=before.version)
    Message.objects.filter(ref=last.ref).delete()
    assert intake.mailbox(entropy=receipt.entropy, at=at).thread.is_whole
    tables = {finding.table for finding in ledger.doctor() if finding.is_wrong}
    assert {"intake.conversation", "intake.message"} <= tables


def test_an_answer_moved_from_another_conversation_is_refused(receipt, house, at) -> None:
    other = ask(at)
    intake.claim(actor=house.vera, request=other.request, at=at)
    intake.answer(actor=house.vera, request=other.request, text="Для другого.", at=at)
    stray = Message.objects.get(ref=intake.mailbox(entropy=other.entropy, at=at).thread.messages[-1].ref)
    genuine = Conversation.objects.get(receipt=vault.line_of(receipt.entropy)).section_id
    Message.objects.filter(pk=stray.pk).update(section=genuine)
    assert "Для другого." not in _texts(receipt, at)
    assert intake.mailbox(entropy=receipt.entropy, at=at).thread.forged == 1


def test_a_request_tampered_with_still_stands_in_the_queue(receipt, house, at) -> None:
    other = ask(at)
    row = HelpRequest.objects.get(ref=receipt.request)
    HelpRequest.objects.filter(ref=receipt.request).update(sealed=bytes(row.sealed)[:-1] + b"\0")
    rows = {row.ref: row for row in intake.list_queue(house.yusuf, at=at).rows}
    assert rows[receipt.request].is_altered
    assert not rows[other.request].is_altered
    with pytest.raises(Refused):
        intake.open_request(actor=house.yusuf, request=receipt.request, at=at)
