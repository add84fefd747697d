"""Paper sheets counted by two, and a pack that names nobody."""

import re
import zlib
from datetime import timedelta

import pytest

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.outbox.models import Job
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions import book
from waystation.testing import petitions as props

SCAN = "ab" * 32


def test_sheets_count_when_two_people_counted_the_same(cast, at):
    ref = props.an_open_petition(cast, at)
    about = {"petition": ref, "at": at}
    sheet = petitions.enter_sheets(
        actor=cast.kira, count=31, country="DE", scan_hash=SCAN, received_on=at.date(), **about
    )
    with pytest.raises(Invalid):
        petitions.enter_sheets(
            actor=cast.kira, count=31, country="DE", scan_hash=SCAN, received_on=at.date(), **about
        )
    with pytest.raises(Refused):
        petitions.count_sheets(actor=cast.kira, sheet=sheet, count=31, **about)
    assert petitions.count_sheets(actor=cast.ruth, sheet=sheet, count=31, **about)
    count = petitions.get_public(ref, "en").count
    assert (count.standing, count.paper) == (31, 31)
    other = petitions.enter_sheets(
        actor=cast.kira, count=9, country="", scan_hash="cd" * 32, received_on=at.date(), **about
    )
    assert not petitions.count_sheets(actor=cast.olga, sheet=other, count=8, **about)
    assert petitions.get_public(ref, "en").count.standing == 31
    again = petitions.enter_sheets(
        actor=cast.olga, count=8, country="", scan_hash="cd" * 32, received_on=at.date(), **about
    )
    assert petitions.count_sheets(actor=cast.kira, sheet=again, count=8, **about)
    assert petitions.get_public(ref, "en").count.standing == 39


def test_a_delivery_has_a_day_by_which_an_answer_is_due(cast, at):
    ref = props.an_open_petition(cast, at)
    made = petitions.note_delivery(
        actor=cast.kira,
        petition=ref,
        delivered_on=at.date(),
        channel="post",
        office="Prosecutor General",
        incoming_number="17-4",
        reply_days=30,
        at=at,
    )
    [card] = petitions.list_deliveries(ref, at.date() + timedelta(days=31))
    assert card.is_overdue
    Job.objects.all().delete()
    petitions.note_answer(actor=cast.kira, petition=ref, delivery=made, at=at)
    assert Job.objects.filter(kind=petitions.PUBLISH).exists(), (
        "the page that is a file must learn of the answer"
    )
    [card] = petitions.list_deliveries(ref, at.date() + timedelta(days=31))
    assert not card.is_overdue


def test_the_pack_names_nobody_and_its_book_has_a_line_for_each_entry(cast, at, tmp_path):
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(60), at)
    petitions.count_petition(petition=ref, at=at)
    files = petitions.write_pack(ref, tmp_path / "pack", at)
    assert {
        "book-001.pdf",
        "card-en.pdf",
        "card-ru.pdf",
        "letter-en.pdf",
        "letter-ru.pdf",
        "log.jsonl",
        "text.json",
        "head.json",
    } <= set(files)
    everything = b"".join((tmp_path / "pack" / name).read_bytes() for name in files)
    assert b"signer" not in everything.lower()
    pages = text_of((tmp_path / "pack" / "book-001.pdf").read_bytes())
    assert len(re.findall(r"\d+ [0-9a-f]{16}\)", pages)) == 60
    with pytest.raises(FileExistsError):
        petitions.write_pack(ref, tmp_path / "pack", at)


def test_a_book_is_a_sound_pdf_in_volumes():
    lines = [f"{number:>9} {'0f' * 8}" for number in range(book.LINES_A_VOLUME + 5)]
    first, second = book.volumes("Petition", lines, len(lines))
    assert text_of(second).count("0f0f") >= 5
    for volume in (first, second):
        start = int(re.search(rb"startxref\n(\d+)", volume).group(1))
        table = volume[start:].split(b"\n")
        assert table[0] == b"xref"
        for number, line in enumerate(table[3 : 3 + int(table[1].split()[1]) - 1], 1):
            assert volume[int(line[:10]) :].startswith(b"%d 0 obj" % number)
    pages = -(-book.LINES_A_VOLUME // book.LINES_A_PAGE)
    assert b"/Count %d " % pages in first


def text_of(pdf: bytes) -> str:
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return "\n".join(zlib.decompress(stream).decode("ascii") for stream in streams)


def test_sheets_and_deliveries_at_the_desk(cast, at, desk):
    ref = props.an_open_petition(cast, at)
    desk.enter(cast.kira)
    day = at.date().isoformat()
    sent = {"count": "12", "country": "DE", "scan_hash": SCAN, "received_on": day}
    assert desk.post(f"/petitions/{ref}/sheets/", sent).status_code == 302
    assert "entered already" in desk.post(f"/petitions/{ref}/sheets/", sent).content.decode()
    [sheet] = petitions.list_sheets(cast.olga, ref)
    desk.enter(cast.olga)
    assert (
        "12"
        not in re.sub(
            r"[0-9a-f]{64}|value=\"\w+\"", "", desk.get(f"/petitions/{ref}/sheets/").content.decode()
        )
        .split("How many do you count")[0]
        .split("<h1>")[1]
    ), "who counts again must not see the first count"
    desk.post(f"/petitions/{ref}/sheets/{sheet.ref}/", {"count": "12"})
    assert petitions.get_public(ref, "en").count.paper == 12
    about = {"delivered_on": day, "channel": "post", "office": "Prosecutor General", "reply_days": "30"}
    assert desk.post(f"/petitions/{ref}/delivery/", about).status_code == 302
    page = desk.get(f"/petitions/{ref}/delivery/").content.decode()
    assert "An answer is due by" in page, page[page.index("Delivered so far") :][:900]
    [card] = petitions.list_deliveries(ref, at.date())
    desk.post(f"/petitions/{ref}/delivery/", {"answered": card.ref})
    assert "Answered on" in desk.get(f"/petitions/{ref}/delivery/").content.decode()


def test_a_table_of_sheets_is_entered_whole_or_not_at_all(cast, at, desk):
    ref = props.an_open_petition(cast, at)
    lines = [
        "count,country,scan_hash,received_on",
        f"12,LT,{'a' * 64},2017-05-02",
        f"30,,{'b' * 64},2017-05-03",
    ]
    desk.enter(cast.kira)
    wrong = "\n".join([*lines, f"5,DE,{'a' * 64},2017-05-04"])
    page = desk.post(f"/petitions/{ref}/sheets/table/", {"table": wrong}).content.decode()
    assert "Line 3:" in page
    assert "2017-05-04" in page, "what was typed comes back"
    assert petitions.list_sheets(cast.kira, ref) == []
    assert desk.post(f"/petitions/{ref}/sheets/table/", {"table": "\n".join(lines)}).status_code == 302
    entered = petitions.list_sheets(cast.kira, ref)
    assert {sheet.count for sheet in entered} == {12, 30}
    assert petitions.get_public(ref, "en").count.standing == 0, "a second person has not counted yet"
    petitions.count_sheets(actor=cast.ruth, petition=ref, sheet=entered[0].ref, count=entered[0].count, at=at)
    assert petitions.get_public(ref, "en").count.standing == entered[0].count
