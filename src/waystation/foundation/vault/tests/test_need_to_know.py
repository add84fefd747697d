"""Who holds a grant reads; nobody else can, whatever they do to the database."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import ChangedMeanwhile
from waystation.foundation.vault import files, grants, holders, primitives, rows, sections, shelf
from waystation.foundation.vault.models import Card, Grant, Holder, SealedFile, Section, ShelfNews, ShelfPage
from waystation.foundation.vault.ring import NotGranted, Ring

pytestmark = pytest.mark.django_db


def _card(ring: Ring, section: Section, words: str = "amal") -> Card:
    row = Card(subject="s" * 14, kind="person", section=section)
    rows.write(ring, row, {"card": {"alias": words}, "terms": words})
    return row


def test_only_those_granted_can_read(someone) -> None:
    (noor, noors), (_, idris) = someone(), someone()
    section = sections.create_section(noors, kind="story", to=[noor])
    row = _card(Ring(noors.holder, noors.private_of(noors.holder)), section)
    assert rows.read(noors, row)["terms"] == "amal"
    with pytest.raises(NotGranted):
        rows.read(idris, row)
    assert rows.read_held(idris, [row]) == []


def test_a_member_reads_through_the_team_and_not_after_leaving(someone, team) -> None:
    (noor, noors), (vera, veras) = someone(), someone()
    intake = team(noor, vera)
    section = sections.create_section(noors, kind="story", to=[intake])
    before = _card(noors, section)
    assert rows.read(veras, before)

    holders.rotate_line(noors, line=intake, without=[vera])
    sections.follow_rotation(noors, line=intake, sections=[section.ref])
    sections.rotate_section(noors, section, [intake])
    rows.write(noors, before, {"card": {}, "terms": "after"})
    fresh = Ring(veras.holder, veras.private_of(veras.holder))
    with pytest.raises(NotGranted):
        rows.read(fresh, before)
    assert rows.read(noors, before)["terms"] == "after"


def test_what_is_written_after_somebody_left_is_sealed_under_a_key_they_never_had(someone, team) -> None:
    (noor, noors), (vera, veras) = someone(), someone()
    intake = team(noor, vera)
    section = sections.create_section(noors, kind="story", to=[intake])
    row = _card(noors, section)
    leaver = Ring(veras.holder, veras.private_of(veras.holder))
    assert rows.read(leaver, row)
    holders.rotate_line(noors, line=intake, without=[vera])
    grants.mark_stale(intake)
    again = Card.objects.select_related("section").get()
    rows.write(noors, again, {"card": {}, "terms": "after"})
    with pytest.raises(NotGranted):
        rows.read(leaver, again)  # though the old data key is still in hand
    fresh = Ring(noors.holder, noors.private_of(noors.holder))
    assert rows.read(fresh, again)["terms"] == "after"


def test_a_rotated_intake_key_opens_nothing_closed_earlier(someone, team) -> None:
    vera, veras = someone()
    intake = team(vera)
    closed = sections.create_section(veras, kind="story", to=[intake])
    still_open = sections.create_section(veras, kind="story", to=[intake])
    holders.rotate_line(veras, line=intake, keep_old=False)
    sections.follow_rotation(veras, line=intake, sections=[still_open.ref])
    extorted = Ring(veras.holder, veras.private_of(veras.holder))
    assert sections.holds(extorted, still_open)
    assert not sections.holds(extorted, closed)


def test_withdrawing_rotates_what_is_written_after(someone) -> None:
    (noor, noors), (host, hosts) = someone(), someone()
    section = sections.create_section(noors, kind="logistics", to=[noor, host])
    row = _card(noors, section)
    assert rows.read(hosts, row)
    sections.withdraw(noors, section, host)
    rows.write(noors, row, {"card": {}, "terms": "moved"})
    with pytest.raises(NotGranted):
        rows.read(Ring(hosts.holder, hosts.private_of(hosts.holder)), row)
    with pytest.raises(NotGranted):
        rows.read(hosts, row)  # even with the old data key still in hand
    with pytest.raises(sections.LastGrant):
        sections.withdraw(noors, section, noor)


def test_recovery_receives_every_grant(someone) -> None:
    Holder.objects.filter(kind=holders.RECOVERY).update(is_retired=True)
    _, recovery = someone(holders.RECOVERY)
    noor, noors = someone()
    section = sections.create_section(noors, kind="medical", to=[noor])
    assert sections.holds(recovery, section)


def test_two_writers_of_one_row_never_overwrite_each_other(someone) -> None:
    noor, noors = someone()
    section = sections.create_section(noors, kind="story", to=[noor])
    _card(noors, section)
    mine, theirs = Card.objects.get(), Card.objects.get()
    rows.write(noors, mine, {"card": {}, "terms": "mine"})
    with pytest.raises(ChangedMeanwhile):
        rows.write(noors, theirs, {"card": {}, "terms": "theirs"})
    assert rows.read(noors, Card.objects.get())["terms"] == "mine"


@pytest.mark.parametrize("change", ["swap", "section", "version", "byte", "table"])
def test_a_moved_or_altered_body_does_not_open(someone, change) -> None:
    noor, noors = someone()
    first = sections.create_section(noors, kind="story", to=[noor])
    second = sections.create_section(noors, kind="story", to=[noor])
    row = _card(noors, first)
    other = Card(subject="t" * 14, kind="person", section=second)
    rows.write(noors, other, {"card": {}, "terms": "other"})
    if change == "swap":
        row.sealed = other.sealed
    elif change == "section":
        row.section = second
    elif change == "version":
        row.version += 1
    elif change == "byte":
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    else:
        row = SealedFile(ref=row.ref, section=first, generation=1, version=1, sealed=row.sealed)
    with pytest.raises(primitives.Unopenable):
        rows.read(noors, row)


def test_a_grant_moved_to_another_section_opens_nothing(someone) -> None:
    noor, noors = someone()
    idris, idriss = someone()
    mine = sections.create_section(noors, kind="story", to=[noor])
    his = sections.create_section(idriss, kind="story", to=[idris])
    _card(noors, mine)
    stolen = Grant.objects.get(section=his, line=idris)
    Grant.objects.create(
        section=mine, holder=stolen.holder, line=idris, generation=1, epoch=stolen.epoch, sealed=stolen.sealed
    )
    with pytest.raises(primitives.Unopenable):
        rows.read(Ring(idriss.holder, idriss.private_of(idriss.holder)), Card.objects.get())


def test_erased_keys_are_gone_from_backups_once_the_epoch_is_destroyed(someone, settings, tmp_path) -> None:
    from waystation.foundation.vault import keystore

    pins = keystore.folder() / keystore.TAG  # without it the house's own keys would count as swapped
    settings.DATA_FOLDER = tmp_path
    keystore.folder().mkdir()
    shutil.copy(pins, keystore.folder())
    Grant.objects.all().delete()  # the house's own grants are under other keys
    keystore.prepare(keystore.folder())
    noor, noors = someone()
    section = sections.create_section(noors, kind="story", to=[noor])
    kept = sections.create_section(noors, kind="story", to=[noor])
    row = _card(noors, section)
    backup = list(Grant.objects.filter(section=section))
    sections.erase_section(section)
    epoch = keystore.new_epoch()
    while sections.move_to_epoch(epoch):
        pass
    keystore.destroy_epoch(epoch - 1)
    Grant.objects.bulk_create(backup)
    thief = Ring(noors.holder, noors.private_of(noors.holder))
    with pytest.raises(keystore.KeysMissing):
        rows.read(thief, row)
    assert sections.holds(Ring(noors.holder, noors.private_of(noors.holder)), kept)


def test_many_slow_grants_become_fast_ones_that_still_open(someone, monkeypatch) -> None:
    from waystation.foundation.vault import ring as rings

    monkeypatch.setattr(rings, "WORTH_REMEMBERING", 3)
    noor, noors = someone()
    made = [sections.create_section(noors, kind="story", to=[noor]) for _ in range(4)]
    again = lambda: Ring(noors.holder, noors.private_of(noors.holder))  # noqa: E731
    assert sections.held(again(), made) == {section.ref for section in made}
    assert not Grant.objects.filter(line=noor, fast=None).exists()
    assert sections.held(again(), made) == {section.ref for section in made}


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(shelf.fold)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds=st.lists(st.tuples(st.sampled_from("pprgb"), st.integers(0, 5), names), max_size=25))
def test_the_shelf_always_agrees_with_the_cards(someone, deeds) -> None:
    noor, noors = someone()
    now: dict[str, str] = {}
    placed: dict[str, Section] = {}
    for deed, number, name in deeds:
        subject = f"subject{number:07d}"
        if deed == "p":
            section = placed.setdefault(subject, sections.create_section(noors, kind="identity", to=[noor]))
            shelf.place_card(
                noors, section=section, subject=subject, kind="person", card={"n": name}, terms=name
            )
            now[subject] = name
        elif deed == "r" and subject in now:
            shelf.remove_card(subject, "person")
            del now[subject]
        elif deed == "b":
            shelf._bind_line(noors, noor, "person")
        for subject_now, name_now in now.items():
            found = shelf.search(noors, kinds=["person"], query=name_now)
            assert subject_now in {hit.subject for hit in found}
        hits = [
            hit for name_now in now.values() for hit in shelf.search(noors, kinds=["person"], query=name_now)
        ]
        assert {hit.subject for hit in hits} <= set(now)
    for model in (Card, ShelfPage, ShelfNews):
        model.objects.all().delete()


def test_a_withdrawn_reader_no_longer_finds_the_card(someone) -> None:
    (noor, noors), (idris, idriss) = someone(), someone()
    section = sections.create_section(noors, kind="identity", to=[noor, idris])
    shelf.place_card(
        noors, section=section, subject="s" * 14, kind="person", card={}, terms="Магомедова Хадижат"
    )
    assert shelf.search(idriss, kinds=["person"], query="хадижат")
    sections.withdraw(noors, section, idris)
    assert not shelf.search(
        Ring(idriss.holder, idriss.private_of(idriss.holder)), kinds=["person"], query="хадижат"
    )
    assert shelf.search(noors, kinds=["person"], query="МАГОМЕДОВА")


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(st.binary(max_size=200_000), max_size=4))
def test_a_file_comes_back_whole_and_is_never_clear_on_disk(someone, pieces) -> None:
    from datetime import date

    noor, noors = someone()
    section = sections.create_section(noors, kind="identity", to=[noor])
    row = files.store(noors, section, pieces, {"name": "паспорт.jpg"}, on=date(2017, 5, 1))
    assert b"".join(files.open_file(noors, row)) == b"".join(pieces)
    raw = files._path(row.ref).read_bytes()
    whole = b"".join(pieces)
    assert len(whole) < 16 or whole[:64] not in raw
    files.destroy(row.ref)


def test_a_file_cut_off_or_reordered_is_refused(someone) -> None:
    from datetime import date

    noor, noors = someone()
    section = sections.create_section(noors, kind="identity", to=[noor])
    row = files.store(noors, section, [b"x" * 200_000], {}, on=date(2017, 5, 1))
    path = files._path(row.ref)
    raw = path.read_bytes()
    size = files._SEALED_CHUNK
    for broken in (raw[:-size], raw[size : 2 * size] + raw[:size] + raw[2 * size :], raw[:-1], b""):
        path.write_bytes(broken)
        with pytest.raises((primitives.Unopenable, files.Truncated)):
            b"".join(files.open_file(noors, row))


def test_an_upload_that_breaks_off_leaves_nothing(db) -> None:
    from datetime import date

    def broken():
        yield b"x" * 100_000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        files.stage(broken(), on=date(2017, 5, 1))


def test_what_is_within_reach_is_what_can_be_opened(someone, team) -> None:
    (noor, noors), (_, idris) = someone(), someone()
    north = team(noor)
    mine = sections.create_section(noors, kind="story", to=[noor])
    ours = sections.create_section(noors, kind="story", to=[north])
    reached = lambda ring: set(  # noqa: E731
        Section.objects.filter(ref__in=sections.within_reach(ring, "ref")).values_list("ref", flat=True)
    )
    assert reached(noors) == {mine.ref, ours.ref}
    assert reached(idris) == set()
    sections.grant(noors, mine, to=north)
    sections.withdraw(noors, mine, noor)
    assert reached(Ring(noors.holder, noors.private_of(noors.holder))) == {mine.ref, ours.ref}


def test_erasing_says_which_cards_and_files_went_with_it(someone) -> None:
    noor, noors = someone()
    section = sections.create_section(noors, kind="story", to=[noor])
    card = shelf.place_card(noors, section=section, subject="s" * 14, kind="person", card={}, terms="amal")
    other = shelf.place_card(noors, section=section, subject="t" * 14, kind="person", card={}, terms="khava")
    assert shelf.remove_card("t" * 14, "person") == [("vault.card", other.ref, 1)]
    assert sections.erase_section(section) == [("vault.card", card.ref, 1)]


def test_leaving_out_what_is_not_held_asks_one_question_however_much_it_is(
    someone, django_assert_num_queries
) -> None:
    (noor, noors), (idris, idriss) = someone(), someone()
    theirs = [sections.create_section(idriss, kind="story", to=[idris]) for _ in range(5)]
    mine = sections.create_section(noors, kind="story", to=[noor])
    rows_there = [
        shelf.place_card(ring, section=section, subject=f"subject{at:07d}", kind="person", card={}, terms="x")
        for at, (ring, section) in enumerate([(noors, mine), *((idriss, section) for section in theirs)])
    ]
    fresh = Ring(noors.holder, noors.private_of(noors.holder))
    fresh.lines()
    with django_assert_num_queries(1):
        assert [row.ref for row, _body in rows.read_held(fresh, rows_there)] == [rows_there[0].ref]
    with django_assert_num_queries(1):
        assert sections.held(fresh, [mine, *theirs]) == {mine.ref}
