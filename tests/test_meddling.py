"""Somebody who can write to the database and holds no key: whatever they do is noticed, on reading and by the doctor."""

import pytest

from waystation.foundation.ledger.models import Entry
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.models import CaseSheet
from waystation.sealed.casework.models import Entry as Line
from waystation.sealed.intake import api as intake
from waystation.sealed.intake.models import HelpRequest, Message
from waystation.site import rounds
from waystation.testing import cases


def put(row, **columns) -> None:
    """Write to a row as a thief of the database would, past every operation."""
    type(row)._default_manager.filter(pk=row.pk).update(**columns)


def found(at) -> list[str]:
    return [finding.ref for finding in rounds.go_round(at) if finding.is_wrong]


@pytest.fixture
def case(cast, at):
    opened = cases.a_case(cast, at)
    assert found(at) == []
    return opened


def sheet(case, kind) -> CaseSheet:
    return CaseSheet.objects.select_related("section").get(case=case.ref, kind=kind)


def test_ciphertext_moved_into_another_row_does_not_open_and_the_doctor_names_the_row(cast, case, at):
    other = cases.a_case(cast, at, called="Zelim")
    ours, theirs = sheet(case, "story"), sheet(other, "story")
    put(ours, sealed=bytes(theirs.sealed))
    with pytest.raises(vault.Unopenable):
        vault.read(cast.noor.ring, sheet(case, "story"))
    assert found(at) == [ours.pk]


def test_ciphertext_moved_with_its_section_and_version_does_not_open_either(cast, case, at):
    other = cases.a_case(cast, at, called="Zelim")
    ours, theirs = sheet(case, "story"), sheet(other, "story")
    put(
        ours,
        sealed=bytes(theirs.sealed),
        section=theirs.section,
        generation=theirs.generation,
        version=theirs.version,
    )
    with pytest.raises(vault.Unopenable):
        vault.read(cast.noor.ring, sheet(case, "story"))
    assert found(at) == [ours.pk]


def test_a_row_put_back_to_an_earlier_version_is_noticed(cast, at):
    receipt = intake.seal_request(
        answers=cases.ASLAN, entropy=vault.new_entropy(), language="en", attachments=[], at=at
    )
    before = HelpRequest.objects.get(pk=receipt.request)
    intake.claim(actor=cast.vera, request=receipt.request, at=at)
    intake.triage(
        actor=cast.vera,
        request=receipt.request,
        level=receipt.level,
        reason="Tonight",
        has_consent=True,
        at=at,
    )
    assert found(at) == []
    after = HelpRequest.objects.get(pk=receipt.request)
    assert after.version > before.version

    # With its old version number the old body opens, so that only the doctor can tell; with the new one it does not.
    put(after, sealed=bytes(before.sealed), version=before.version)
    assert found(at) == [receipt.request]
    put(after, sealed=bytes(before.sealed), version=after.version)
    with pytest.raises(vault.Unopenable):
        vault.read(cast.vera.ring, HelpRequest.objects.with_keys().get(pk=receipt.request))
    assert found(at) == [receipt.request]


def test_an_answer_forged_in_the_name_of_the_staff_is_refused_and_named(cast, at):
    receipt = intake.seal_request(
        answers=cases.ASLAN, entropy=vault.new_entropy(), language="en", attachments=[], at=at
    )
    intake.claim(actor=cast.vera, request=receipt.request, at=at)
    intake.answer(actor=cast.vera, request=receipt.request, text="Stay where you are.", at=at)
    genuine = HelpRequest.objects.with_keys().get(pk=receipt.request).conversation.section
    meddler = vault.new_ring()
    section = vault.create_section(meddler, kind="conversation", to=vault.granted_lines(genuine))
    real = Message.objects.filter(section=genuine).last()
    assert real is not None
    body = vault.read(cast.vera.ring, real) | {"number": 3, "text": "Come to the station alone."}
    forged = Message(section=section)
    vault.write(meddler, forged, body)
    put(forged, section=genuine)
    thread = intake.mailbox(entropy=receipt.entropy, at=at).thread
    assert not thread.is_whole
    assert "Come to the station alone." not in [message.text for message in thread.messages]
    assert forged.pk in found(at)


@pytest.mark.parametrize("column", ["sealed", "commitment", "body_hash", "subtrees"])
def test_an_edited_entry_of_the_ledger_is_named(case, at, column):
    entry = Entry.objects.order_by("position").last()
    assert entry is not None
    value = bytes(getattr(entry, column))
    put(entry, **{column: value[:-1] + bytes([value[-1] ^ 1])})
    assert entry.pk in found(at)


def test_an_entry_dropped_from_the_ledger_and_a_row_dropped_beside_it_are_noticed(cast, case, at):
    line = Line.objects.filter(case=case.ref).first()
    assert line is not None
    Line.objects.filter(pk=line.pk).delete()
    assert found(at)
