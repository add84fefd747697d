"""Files: sealed on arrival, kept at sending, handed back whole; hostile ones are just bytes with a name."""

import io
import tracemalloc
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
from waystation.sealed.intake.models import HelpRequest
from waystation.sealed.intake.tests.test_front import fields, words_on

MARK = b"PASSPORT-OF-ZELIM" * 40


def _attach(front, *files: SimpleUploadedFile, **more) -> str:
    typed = {"page": "files", "go": "stay", "happening": "Меня ищут.", "whole": "1", "files": list(files)}
    answer = front.post("/ru/ask/", typed | more)
    assert answer.status_code == 200
    return answer.content.decode()


def _send(front, page: str) -> list[str]:
    check = front.post("/ru/ask/", fields(page) | {"go": "next", "whole": "1"})
    return words_on(front.post("/ru/ask/", fields(check.content.decode()) | {"go": "send"}))


def _open(front, words: list[str]) -> str:
    front.post("/ru/return/", {"words": " ".join(words)})
    return front.get("/ru/mailbox/").content.decode()


def _on_disk() -> bytes:
    return b"".join(
        path.read_bytes() for path in (settings.DATA_FOLDER / "files").rglob("*") if path.is_file()
    )


def test_a_file_travels_sealed_and_comes_back_whole(front, desk, house, at) -> None:
    page = _attach(front, SimpleUploadedFile("паспорт.jpg", MARK))
    assert MARK[:17] not in _on_disk()
    words = _send(front, page)
    box = _open(front, words)
    assert "паспорт.jpg" in box
    link = box.split('href="/ru/mailbox/file/')[1].split('"')[0]
    answer = front.get(f"/ru/mailbox/file/{link}")
    assert b"".join(answer) == MARK
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    desk.enter(house.vera)
    ref = HelpRequest.objects.get().ref
    file = intake.read_conversation(house.vera, ref).attachments[0].ref
    assert b"".join(desk.get(desk.address("intake:attachment", ref=ref, attachment=file))) == MARK
    desk.enter(house.noor)
    assert desk.get(desk.address("intake:attachment", ref=ref, attachment=file)).status_code == 404


def test_nobody_reaches_a_file_without_the_words_or_with_others(front, house, at) -> None:
    _send(front, _attach(front, SimpleUploadedFile("a.txt", b"x")))
    file = intake.read_conversation(house.vera, HelpRequest.objects.get().ref).attachments[0].ref
    assert front.get(f"/ru/mailbox/file/{file}/").status_code == 302
    _open(front, _send(front, _attach(front)))
    assert front.get(f"/ru/mailbox/file/{file}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\windows\\evil.exe", "evil.exe"),
        ("нота\x00.txt", "нота.txt"),
        ("\u202egpj.exe", "gpj.exe"),
        ("я" * 400 + ".pdf", "я" * 146 + ".pdf"),
        ("<script>alert(1)</script>.svg", "script&gt;.svg"),
    ],
)
def test_a_name_is_only_a_name(front, house, at, name, shown) -> None:
    upload = SimpleUploadedFile("x", b"content")
    upload._name = name
    page = _attach(front, upload)
    assert shown in page
    assert "<script>" not in page
    assert len(_send(front, page)) == 12


def test_a_name_in_no_encoding_costs_the_file_and_the_page_does_not_pretend(front, house, at) -> None:
    """Browsers send names in the encoding of the page; the framework drops a part whose header cannot be read."""
    body = (
        b'--q\r\nContent-Disposition: form-data; name="page"\r\n\r\nfiles\r\n'
        b'--q\r\nContent-Disposition: form-data; name="happening"\r\n\r\nhelp\r\n'
        b'--q\r\nContent-Disposition: form-data; name="files"; filename="\xcf\xe0\xf1\xef\xee\xf0\xf2.jpg"\r\n\r\nabc\r\n'
        b'--q\r\nContent-Disposition: form-data; name="whole"\r\n\r\n1\r\n--q--\r\n'
    )
    page = front.generic(
        "POST", "/en/ask/", body, content_type="multipart/form-data; boundary=q"
    ).content.decode()
    assert fields(page)["happening"] == ["help"]
    assert "file" not in fields(page)
    assert "left empty" in page.split("Is there anything we should see?")[1]


def test_a_name_in_the_old_way_of_other_browsers_is_read(front, house, at) -> None:
    body = (
        b'--q\r\nContent-Disposition: form-data; name="page"\r\n\r\nfiles\r\n'
        b"--q\r\nContent-Disposition: form-data; name=\"files\"; filename*=UTF-8''%D0%BF%D0%B0%D1%81%ff.jpg\r\n\r\n"
        b'abc\r\n--q\r\nContent-Disposition: form-data; name="whole"\r\n\r\n1\r\n--q--\r\n'
    )
    page = front.generic(
        "POST", "/en/ask/", body, content_type="multipart/form-data; boundary=q"
    ).content.decode()
    assert fields(page)["file"][0].endswith(".jpg")


@pytest.mark.parametrize("cut", [0.5, 0.7, 0.9])
def test_a_line_that_breaks_keeps_what_had_arrived_and_says_so(front, house, at, cut) -> None:
    body = (
        b'--q\r\nContent-Disposition: form-data; name="page"\r\n\r\nfiles\r\n'
        b'--q\r\nContent-Disposition: form-data; name="happening"\r\n\r\nThey came.\r\n'
        b'--q\r\nContent-Disposition: form-data; name="files"; filename="one.txt"\r\n\r\nfirst\r\n'
        b'--q\r\nContent-Disposition: form-data; name="files"; filename="two.txt"\r\n\r\n'
        + b"x"
        * 5_000
        + b"\r\n"
        b'--q\r\nContent-Disposition: form-data; name="whole"\r\n\r\n1\r\n--q--\r\n'
    )
    sent = body[: int(len(body) * cut)]
    page = front.generic(
        "POST", "/en/ask/", sent, content_type="multipart/form-data; boundary=q"
    ).content.decode()
    assert "The line broke" in page
    assert "one.txt" in page
    assert ".two.txt" not in " ".join(fields(page).get("file", []))
    assert fields(page)["happening"] == ["They came."]


def test_a_file_that_is_too_large_is_left_out_and_the_rest_arrives(front, house, at, settings) -> None:
    settings.LARGEST_UPLOAD = 100_000
    page = _attach(
        front, SimpleUploadedFile("film.mp4", b"x" * 300_000), SimpleUploadedFile("note.txt", b"y")
    )
    names = " ".join(fields(page)["file"])
    assert "note.txt" in names
    assert "film.mp4" not in names
    assert "film.mp4" in page
    assert len(_send(front, page)) == 12


def test_a_disk_without_room_costs_the_file_and_not_the_words(front, house, at, settings, tmp_path) -> None:
    blocked = tmp_path / "files"
    blocked.write_text("a file where a folder should be")
    folder, settings.DATA_FOLDER = settings.DATA_FOLDER, tmp_path
    page = _attach(front, SimpleUploadedFile("a.txt", b"x"))
    settings.DATA_FOLDER = folder
    assert "file" not in fields(page)
    assert fields(page)["happening"] == ["Меня ищут."]


def test_zips_are_files_like_any_other_and_never_opened(front, house, at) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", bytes(30_000_000))
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as nest:
        nest.writestr("inner.zip", inner.getvalue())
    words = _send(front, _attach(front, SimpleUploadedFile("nest.zip", outer.getvalue())))
    file = intake.read_conversation(house.vera, HelpRequest.objects.get().ref).attachments[0]
    _about, content = intake.open_own_attachment(
        entropy=vault.entropy_of(" ".join(words)), attachment=file.ref
    )
    assert b"".join(content) == outer.getvalue()


def test_a_file_can_be_taken_away_again_before_sending(front, house, at) -> None:
    page = _attach(front, SimpleUploadedFile("one.txt", b"1"), SimpleUploadedFile("two.txt", b"2"))
    kept = fields(page)
    first = kept["file"][0].split(".")[0]
    page = front.post("/ru/ask/", kept | {"drop": first, "whole": "1"}).content.decode()
    assert [value.split(".", 3)[3] for value in fields(page)["file"]] == ["two.txt"]


def test_a_file_that_waited_too_long_is_missed_kindly(front, house, at) -> None:
    page = _attach(front, SimpleUploadedFile("one.txt", b"1"))
    vault.clear_staged(at.date() + timedelta(days=3))
    check = front.post("/en/ask/", fields(page) | {"go": "next", "whole": "1"})
    sent = front.post("/en/ask/", fields(check.content.decode()) | {"go": "send"})
    assert len(words_on(sent)) == 12
    assert "waiting too long" in sent.content.decode()


def test_a_long_film_passes_through_little_memory(front, house, at) -> None:
    """The body is read from a stream that makes it up as it goes, as a server hands on what the line brings."""
    length = 20 * 2**20
    head = b'--q\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n'
    tail = b'\r\n--q\r\nContent-Disposition: form-data; name="whole"\r\n\r\n1\r\n--q--\r\n'
    tracemalloc.start()
    page = front.generic(
        "POST",
        "/en/ask/",
        **{
            "wsgi.input": _Stream(head, length, tail),
            "CONTENT_LENGTH": len(head) + length + len(tail),
            "CONTENT_TYPE": "multipart/form-data; boundary=q",
        },
    ).content.decode()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert f".{length}.film.mp4" in page
    assert peak < 6 * 2**20


class _Stream(io.RawIOBase):
    def __init__(self, head: bytes, length: int, tail: bytes) -> None:
        super().__init__()
        self.head, self.length, self.tail, self.at = head, length, tail, 0

    def read(self, size: int = -1) -> bytes:
        start, end = self.at, self.at + size
        inside = len(self.head) + self.length
        zeros = bytes(max(min(end, inside) - max(start, len(self.head)), 0))
        after = self.tail[max(start - inside, 0) : max(end - inside, 0)]
        piece = self.head[start:end] + zeros + after
        self.at += len(piece)
        return piece
