"""Whatever is edited, dropped, reordered, put back or slipped in behind Waystation, the doctor names it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from waystation.foundation.ledger import api as ledger
from waystation.foundation.ledger import doctor as doctors
from waystation.foundation.ledger import formats, marks, merkle
from waystation.foundation.ledger.models import Cosignature, Entry, Head, Mark, Tip
from waystation.foundation.vault import api as vault

COLUMNS = {
    "ledger_tip": ("ref", "log", "size", "peaks", "present", "tag_key"),
    "ledger_entry": ("ref", "log", "position", "commitment", "body_hash", "sealed", "subtrees"),
    "ledger_mark": ("ref", "entry_id", "place", "kind", "tag", "digest"),
    "ledger_head": ("ref", "log", "size", "root", "signed_on", "public_key", "signature"),
    "ledger_cosignature": ("ref", "head_id", "public_key", "signature"),
    "vault_sealedfile": ("ref", "section_id", "generation", "version", "sealed"),
    "vault_card": ("ref", "section_id", "generation", "version", "sealed"),
}
LOOSE = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def history(scene):
    """A small full history: rows made, changed, erased, heads signed and cosigned."""
    rows = [scene.file(f"letter {number}") for number in range(4)]
    cards = [scene.card(f"name {number}") for number in range(2)]
    scene.record(*rows[:2])
    scene.record(*rows[2:], *cards)
    _cosigned(scene.at)
    for row in rows[:3]:
        vault.write(scene.ring, row, {"text": "changed"})
        scene.record(row, tag="file:page:changed")
    scene.record(log="other")
    gone = (marks.label_of(rows[3]), rows[3].ref, rows[3].version)
    rows[3].delete()
    scene.record(erased=[gone], tag="file:page:erased")
    _cosigned(scene.at + timedelta(days=1))
    assert wrongs() == []
    return scene


def _cosigned(at) -> None:
    head = ledger.head_document(ledger.sign_head(at=at))
    ledger.attach_cosignature(ledger.cosign(head, previous=None))


def wrongs() -> list[str]:
    return [str(finding) for finding in ledger.doctor() if finding.is_wrong]


def columns() -> list[tuple[str, str]]:
    return [(table, column) for table, names in COLUMNS.items() for column in names]


def test_the_columns_that_are_tampered_with_here_are_all_there_are(db) -> None:
    for model in (Tip, Entry, Mark, Head, Cosignature):
        assert set(COLUMNS[model._meta.db_table]) == {field.column for field in model._meta.concrete_fields}


def test_a_healthy_house_is_said_to_be_healthy(history) -> None:
    [finding] = ledger.doctor()
    assert not finding.is_wrong
    assert finding.sentence.startswith("7 entries and 5 rows were read")


def test_tables_no_entry_speaks_of_are_named(scene) -> None:
    scene.card()
    scene.record(scene.file())
    assert "vault.card" in ledger.doctor()[-1].sentence


@LOOSE
@given(where=st.sampled_from(columns()), data=st.data())
def test_any_byte_of_any_column_altered_is_found(history, where, data) -> None:
    table, column = where
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT ref, {column} FROM {table} ORDER BY ref")  # noqa: S608
        stored = cursor.fetchall()
        ref, value = data.draw(st.sampled_from(stored))
        altered = _altered(value, data)
        try:
            with transaction.atomic():
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE ref = %s", [altered, ref])  # noqa: S608
        except IntegrityError:
            assume(False)  # the database itself refused
        assert wrongs() != [], (table, column, value, altered)
        transaction.set_rollback(True)


def _altered(value, data):
    if isinstance(value, int):
        return data.draw(st.integers(0, 9).filter(lambda other: other != value))
    if isinstance(value, bytes | memoryview) and len(value):
        raw = bytearray(value)
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
        return bytes(raw)
    if isinstance(value, str) and value:
        at = data.draw(st.integers(0, len(value) - 1))
        letter = data.draw(st.sampled_from("0123456789az {}").filter(lambda other: other != value[at]))
        return value[:at] + letter + value[at + 1 :]
    if hasattr(value, "isoformat"):
        return value + timedelta(days=data.draw(st.integers(1, 400)))
    assume(False)
    raise AssertionError


@LOOSE
@given(
    table=st.sampled_from(["ledger_entry", "ledger_mark", "ledger_tip", "vault_sealedfile", "vault_card"]),
    data=st.data(),
)
def test_any_row_deleted_is_found(history, table, data) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT ref FROM {table} ORDER BY ref")  # noqa: S608
        ref = data.draw(st.sampled_from(cursor.fetchall()))[0]
        cursor.execute(f"DELETE FROM {table} WHERE ref = %s", [ref])  # noqa: S608
        assert wrongs() != []
        transaction.set_rollback(True)


@LOOSE
@given(data=st.data())
def test_any_two_entries_that_change_places_are_found(history, data) -> None:
    entries = list(Entry.objects.filter(log="trail").order_by("position"))
    first, second = data.draw(st.lists(st.sampled_from(entries), min_size=2, max_size=2, unique=True))
    with_trees = data.draw(st.booleans())
    with transaction.atomic():
        Entry.objects.filter(pk=first.pk).update(position=99)
        for entry, place in ((second, first), (first, second)):
            values = {"position": place.position, **({"subtrees": place.subtrees} if with_trees else {})}
            Entry.objects.filter(pk=entry.pk).update(**values)
        assert any("ledger.entry" in wrong for wrong in wrongs())
        transaction.set_rollback(True)


def test_a_row_put_back_to_an_older_version_is_named(scene) -> None:
    row = scene.file("first")
    scene.record(row)
    old = type(row).objects.get(pk=row.pk)
    vault.write(scene.ring, row, {"text": "second"})
    scene.record(row)
    vault.write(scene.ring, row, {"text": "third"})
    scene.record(row)
    old.save()
    assert vault.read(scene.ring, old) == {"text": "first"}  # the seal alone cannot know
    assert wrongs() == [
        f"vault.sealedfile {row.ref}: was put back to an older version: the ledger knows a later one"
    ]


def test_a_row_put_back_over_a_version_no_entry_named_is_found(scene) -> None:
    row = scene.file("first")
    scene.record(row)
    old = type(row).objects.get(pk=row.pk)
    for text in ("second", "third"):
        vault.write(scene.ring, row, {"text": text})
    between = type(row).objects.get(pk=row.pk)
    vault.write(scene.ring, row, {"text": "fourth"})
    scene.record(row)
    for earlier in (old, between):
        earlier.save()
        assert any(row.ref in wrong for wrong in wrongs())


def test_a_row_slipped_in_is_named(history) -> None:
    row = history.file("slipped in")
    assert any(row.ref in wrong and "no entry" in wrong for wrong in wrongs())
    assert any("1 rows more" in wrong for wrong in wrongs())


def test_an_erased_row_that_comes_back_is_named(scene) -> None:
    row = scene.file()
    scene.record(row)
    again = type(row).objects.get(pk=row.pk)
    row.delete()
    scene.record(erased=[("vault.sealedfile", again.ref, again.version)])
    again.save(force_insert=True)
    assert any(again.ref in wrong and "erased" in wrong for wrong in wrongs())


def test_a_deleted_row_is_counted_even_when_the_tally_is_lowered_too(history) -> None:
    apps.get_model("vault", "Card").objects.first().delete()
    assert any("vault.card" in wrong and "1 of 2 rows were deleted" in wrong for wrong in wrongs())
    tip = Tip.objects.get(log="trail")
    tip.present = tip.present.replace('"vault.card":2', '"vault.card":1')
    tip.save()
    assert any("the tallies say 4 rows, the entries 5" in wrong for wrong in wrongs())


def test_a_cut_log_is_found_by_its_heads(history) -> None:
    _rewrite(history, upto=3)
    assert any("not the one that was signed at 6" in wrong for wrong in wrongs())


def test_a_forked_log_is_found_by_its_heads(history) -> None:
    """An intruder with the whole database rewrites one entry and everything that follows from it."""
    _rewrite(history, upto=6, change=1)
    assert any("not the one that was signed" in wrong for wrong in wrongs())


def test_nothing_more_is_signed_on_a_forked_log(history) -> None:
    _rewrite(history, upto=6, change=1)
    history.record()
    with pytest.raises(ledger.LogForked):
        ledger.sign_head(at=history.at + timedelta(days=2))


def test_nothing_more_is_signed_on_a_log_with_a_hole(history) -> None:
    entry = Entry.objects.get(log="trail", position=5)
    Mark.objects.filter(entry=entry).delete()
    entry.delete()
    with pytest.raises(ledger.LogForked):
        ledger.sign_head(at=history.at + timedelta(days=2))


def _rewrite(scene, *, upto: int, change: int = -1) -> None:
    """Make a log that is whole in itself: fewer entries, or one of them another."""
    Mark.objects.filter(entry__position__gte=upto, entry__log="trail").delete()
    Entry.objects.filter(position__gte=upto, log="trail").delete()
    frontier = merkle.Frontier()
    for entry in Entry.objects.filter(log="trail").order_by("position"):
        if entry.position == change:
            entry.commitment = bytes(32)
        names = marks_of(entry)
        leaf = merkle.leaf_hash(formats.leaf_data(bytes(entry.commitment), bytes(entry.body_hash), names))
        frontier, made = frontier.append(leaf)
        was = entry.ref
        Entry.objects.filter(pk=was).update(
            ref=formats.ref_of(leaf), commitment=entry.commitment, subtrees=b"".join(made)
        )
        Mark.objects.filter(entry_id=was).update(entry_id=formats.ref_of(leaf))
    Tip.objects.filter(log="trail").update(size=frontier.size, peaks=frontier.to_bytes())


def marks_of(entry: Entry) -> list[formats.RowMark]:
    return [
        formats.RowMark(formats.Kind(mark.kind), bytes(mark.tag), bytes(mark.digest))
        for mark in Mark.objects.filter(entry=entry).order_by("place")
    ]


def test_a_mark_cannot_be_made_without_the_tag_key(history) -> None:
    """Who can write to the database but has no key file cannot enter a row of their own making."""
    plain = vault.lookup_tag("another purpose", "vault.card:x:1")
    assert bytes.fromhex(plain) != marks.row_tag("vault.card", "x", 1)


def test_another_tag_key_is_said_and_not_taken_for_tampering(history, monkeypatch) -> None:
    monkeypatch.setattr(doctors, "tag_key", lambda: "0" * 32)
    found = wrongs()
    assert len(found) == 2
    assert all("another tag key" in wrong for wrong in found)


def test_a_disaster_is_told_in_few_lines(scene, monkeypatch) -> None:
    monkeypatch.setattr(doctors, "MOST_NAMED", 2)
    rows = [scene.file() for _ in range(6)]
    scene.record(*rows)
    vault.SealedFile.objects.update(sealed=b"gone")
    found = wrongs()
    assert len(found) == 3
    assert found[-1].startswith("vault.sealedfile: 4 more:")


def test_what_is_written_while_the_doctor_looks_is_no_trouble(scene, monkeypatch) -> None:
    row = scene.file()
    scene.record(row)
    known, calls = marks.known, []

    def meanwhile(tags):
        if not calls:
            calls.append(1)
            vault.write(scene.ring, row, {"text": "meanwhile"})
            scene.record(row)
        return known(tags)

    monkeypatch.setattr(marks, "known", meanwhile)
    assert wrongs() == []
    assert calls


def test_a_table_that_cannot_be_read_is_a_finding(scene) -> None:
    scene.record(scene.file())
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL stores no text it cannot read")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_sealedfile SET ref = CAST(X'ff' AS TEXT)")
    assert any("cannot be read" in wrong for wrong in wrongs())


def test_the_doctor_asks_as_many_questions_as_there_are_chunks(scene, django_assert_max_num_queries) -> None:
    for _ in range(30):
        scene.record(scene.file())
    with django_assert_max_num_queries(30):
        assert wrongs() == []
