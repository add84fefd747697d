"""What is recorded can be read by auditors and by nobody else, and belongs to the change it speaks of."""

import json
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.db import connection, transaction

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.ledger import api as ledger
from waystation.foundation.ledger import formats, merkle
from waystation.foundation.ledger.models import Entry, Mark, Tip
from waystation.foundation.vault import api as vault


def test_an_auditor_reads_what_was_recorded(scene) -> None:
    row = scene.file()
    scene.record(row, tag="case:phase:moved", detail={"from": "new"})
    [card] = ledger.read_entries(scene.auditors).entries
    assert card.told.tag == "case:phase:moved"
    assert card.told.actor == scene.worker
    assert card.told.subject == scene.section.ref
    assert card.told.at == scene.at
    assert card.told.detail == {"from": "new"}
    assert card.told.rows == (ledger.RowNamed("vault.sealedfile", row.ref, 1),)


def test_nobody_else_reads_anything(scene) -> None:
    scene.record()
    for ring in (scene.ring, vault.Ring()):
        with pytest.raises(NotHere):
            ledger.read_entries(ring)
        with pytest.raises(NotHere):
            ledger.disclose(ring, 0)


def test_nothing_of_an_entry_lies_in_clear(scene) -> None:
    row = scene.file()
    scene.record(row, tag="marked:needle:hidden", detail={"why": "NEEDLE"})
    with connection.cursor() as cursor:
        for model in (Entry, Mark, Tip):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608
            for stored in cursor.fetchall():
                text = " ".join(
                    bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                    for value in stored
                )
                assert "needle" not in text.lower()
                assert not any(ref in text for ref in (row.ref, scene.worker, scene.section.ref))
                assert "2017" not in text


def test_entries_of_different_length_look_alike(scene) -> None:
    for words in ("", "x" * 100):
        scene.record(detail={"words": words})
    sizes = {len(bytes(sealed)) for sealed in Entry.objects.values_list("sealed", flat=True)}
    assert len(sizes) == 1


@pytest.mark.parametrize(
    "tag", ["", "case", "case:moved", "Case:phase:moved", "case:phase:moved:on", "a:b:c d", "a::b"]
)
def test_a_tag_is_three_words(scene, tag) -> None:
    with pytest.raises(ValueError, match="noun:noun:verb"):
        scene.record(tag=tag)


def test_a_moment_needs_a_zone(scene) -> None:
    with pytest.raises(ValueError, match="zone"):
        ledger.record(actor=None, tag="a:b:c", subject="", at=datetime(2017, 5, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    "value", [1.5, b"x", datetime(2017, 5, 1, tzinfo=UTC), {1: 2}, {"é": 1}, 2**60, {1, 2}]
)
def test_only_values_with_one_spelling_are_taken(scene, value) -> None:
    with pytest.raises(TypeError):
        scene.record(detail={"value": value})


def test_canonical_json_is_spelt_one_way() -> None:
    assert (
        formats.canonical({"b": [1, True, None], "a": "ж\n\x7f"})
        == '{"a":"ж\\n\x7f","b":[1,true,null]}'.encode()
    )


def test_an_entry_goes_when_the_change_is_rolled_back(scene) -> None:
    with transaction.atomic():
        scene.record(scene.file())
        transaction.set_rollback(True)
    assert ledger.size_of() == 0
    scene.record()
    assert ledger.doctor()[-1].sentence.startswith("1 entries")
    assert len(ledger.doctor()) == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_without_a_transaction_is_refused(make_scene) -> None:
    with pytest.raises(ledger.NotInTransaction):
        make_scene().record()


def test_without_auditors_nothing_can_be_recorded(scene) -> None:
    apps.get_model("vault", "Holder").objects.filter(kind=vault.AUDITORS).update(is_retired=True)
    with pytest.raises(vault.NoSuchLine):
        scene.record()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_stand_in_one_order(make_scene) -> None:
    scene, start, troubles = make_scene(), Barrier(4), []

    def work() -> None:
        try:
            start.wait()
            for _ in range(5):
                with transaction.atomic():
                    scene.record(scene.file())
        except Exception as error:  # noqa: BLE001 - told to the test below
            troubles.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert list(Entry.objects.order_by("position").values_list("position", flat=True)) == list(range(20))
    assert [finding.sentence for finding in ledger.doctor() if finding.is_wrong] == []


def test_two_logs_do_not_mix(scene) -> None:
    scene.record()
    scene.record(log="other")
    scene.record(log="other")
    assert (ledger.size_of(), ledger.size_of("other")) == (1, 2)
    assert len(ledger.read_entries(scene.auditors, log="other").entries) == 2
    assert len(ledger.doctor()) == 1


def test_the_same_row_is_named_once_a_version(scene) -> None:
    row = scene.file()
    scene.record(row)
    scene.record(row)
    vault.write(scene.ring, row, {"text": "second"})
    vault.write(scene.ring, row, {"text": "third"})
    vault.write(scene.ring, row, {"text": "fourth"})
    scene.record(row, row)
    kinds = list(Mark.objects.order_by("entry__position", "place").values_list("kind", flat=True))
    assert kinds == [formats.Kind.CREATED, formats.Kind.PASSED, formats.Kind.CHANGED]
    assert len(ledger.doctor()) == 1


def test_a_row_changed_without_a_version_is_a_mistake(scene) -> None:
    row = scene.file()
    scene.record(row)
    row.sealed = b"other"
    with pytest.raises(ledger.RowOutOfStep):
        scene.record(row)
    with pytest.raises(ledger.RowOutOfStep):
        scene.record(vault.SealedFile(section=scene.section))


def test_an_erased_row_is_counted_off_once(scene) -> None:
    row, unknown = scene.file(), scene.file()
    scene.record(row)
    for gone in (row, unknown):
        type(gone).objects.filter(pk=gone.pk).delete()
    name = ("vault.sealedfile", row.ref, row.version)
    scene.record(erased=[name, ("vault.sealedfile", unknown.ref, unknown.version)])
    assert len(ledger.doctor()) == 1
    with pytest.raises(ledger.RowOutOfStep):
        scene.record(erased=[name])


def test_pages_and_filters(scene) -> None:
    for number in range(7):
        scene.record(tag="case:note:written" if number % 3 else "case:phase:moved", detail={"n": number})
    first = ledger.read_entries(scene.auditors, limit=3)
    assert [card.position for card in first.entries] == [6, 5, 4]
    second = ledger.read_entries(scene.auditors, after=first.after, limit=9)
    assert [card.position for card in second.entries] == [3, 2, 1, 0]
    assert second.after is None
    moved = ledger.read_entries(scene.auditors, tag="case:phase")
    assert [card.told.detail["n"] for card in moved.entries] == [6, 3, 0]
    assert ledger.read_entries(scene.auditors, subject="nobody").entries == ()


def test_an_altered_body_is_shown_as_trouble_whatever_the_filter(scene) -> None:
    scene.record()
    entry = Entry.objects.get()
    sealed = bytearray(bytes(entry.sealed))
    sealed[-1] ^= 1
    Entry.objects.update(sealed=bytes(sealed))
    [card] = ledger.read_entries(scene.auditors, tag="nothing:like:this").entries
    assert card.told is None
    assert card.is_altered


def test_an_entry_of_an_older_key_says_so(scene) -> None:
    scene.record()
    line = vault.line_of_kind(vault.AUDITORS)
    following = vault.newest(line).generation + 1
    _, pair = vault.create_holder(vault.AUDITORS, line=line, generation=following)
    newer = vault.newest(line)
    [card] = ledger.read_entries(vault.Ring(newer.ref, pair.private)).entries
    assert card.told is None
    assert not card.is_altered


def test_a_body_moved_to_another_entry_does_not_open(scene) -> None:
    scene.record(detail={"n": 1})
    scene.record(detail={"n": 2})
    first, second = Entry.objects.order_by("position")
    Entry.objects.filter(pk=second.pk).update(sealed=bytes(first.sealed))
    assert ledger.read_entries(scene.auditors).entries[0].is_altered


def test_proofs_from_the_database_hold_and_need_few_rows(scene, django_assert_max_num_queries) -> None:
    for _ in range(21):
        scene.record()
    roots = {}
    for size in range(1, 22):
        with django_assert_max_num_queries(4):
            proof = ledger.prove_inclusion(size // 2, size)
        path = [bytes.fromhex(step) for step in proof["path"]]
        leaf = merkle.leaf_hash(bytes.fromhex(proof["leaf"]))
        frontier = merkle.Frontier()
        for entry in Entry.objects.order_by("position")[:size]:
            frontier, _ = frontier.append(bytes(entry.subtrees)[:32])
        roots[size] = frontier.root()
        assert merkle.verify_inclusion(leaf, size // 2, size, path, roots[size])
    for first in range(1, 22):
        path = [bytes.fromhex(step) for step in ledger.prove_consistency(first)["path"]]
        assert merkle.verify_consistency(first, 21, path, roots[first], roots[21])


def test_no_proof_of_what_is_not_in_the_log(scene) -> None:
    scene.record()
    for position, size in ((1, None), (-1, None), (0, 2), (0, 0)):
        with pytest.raises(NotHere):
            ledger.prove_inclusion(position, size)
    for first, second in ((0, 1), (2, None), (1, 3)):
        with pytest.raises(NotHere):
            ledger.prove_consistency(first, second)


def test_an_auditor_can_show_one_entry_to_an_outsider(scene) -> None:
    scene.record(detail={"n": 1})
    scene.record(detail={"n": 2})
    shown = ledger.disclose(scene.auditors, 0)
    told = shown["opening"]["entry"].encode()
    assert json.loads(told)["detail"] == {"n": 1}
    commitment = formats.commit(bytes.fromhex(shown["opening"]["salt"]), told)
    assert bytes.fromhex(shown["leaf"])[1:33] == commitment
