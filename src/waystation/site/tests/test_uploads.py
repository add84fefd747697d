"""What arrives in a form is on the disk only as ciphertext."""

import gc
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, UnreadablePostError
from django.test import RequestFactory

from waystation.foundation.vault import api as vault
from waystation.site import uploads
from waystation.site.uploads import SealedUpload

SECRET = b"Zelimkhan was seen at the bridge. " * 10_000


def _posted(content: bytes) -> HttpRequest:
    return RequestFactory().post("/", {"paper": SimpleUploadedFile("paper.txt", content, "text/plain")})


def _files() -> list[Path]:
    return [path for path in (settings.DATA_FOLDER / "files").rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_file_is_sealed_while_it_arrives() -> None:
    sent = _posted(SECRET).FILES["paper"]
    assert isinstance(sent, SealedUpload)
    assert (sent.name, sent.size, sent.content_type) == ("paper.txt", len(SECRET), "text/plain")
    assert "paper" not in repr(sent)
    assert all(b"Zelimkhan" not in path.read_bytes() for path in _files())
    with pytest.raises(TypeError):
        sent.read()


@pytest.mark.django_db
def test_a_sealed_file_finds_its_place_and_opens_again() -> None:
    sent, ring = _posted(SECRET).FILES["paper"], vault.new_ring()
    assert isinstance(sent, SealedUpload)
    section = vault.create_section(ring, kind="story", to=[])
    row = vault.keep_staged(ring, section, sent.staged, {"name": "paper.txt"})
    assert b"".join(vault.open_file(ring, row)) == SECRET


@pytest.mark.django_db
def test_a_broken_line_leaves_nothing_behind() -> None:
    before = set(_files())
    whole = _posted(SECRET)
    cut = RequestFactory().generic("POST", "/", whole.body, content_type=whole.META["CONTENT_TYPE"])
    cut._stream = _BreaksOff(whole.body[: len(SECRET) // 2])
    with pytest.raises(UnreadablePostError):
        _ = cut.FILES
    del cut
    gc.collect()
    assert set(_files()) == before


@pytest.mark.django_db
def test_files_without_a_form_cannot_fill_the_disk_that_the_words_need(monkeypatch) -> None:
    before = set(_files())
    monkeypatch.setattr(uploads, "LEFT_FREE", shutil.disk_usage(settings.DATA_FOLDER).total)
    sent = _posted(SECRET)
    assert not sent.FILES
    assert sent.refused_uploads == (("paper.txt", uploads.NOT_STORED),)
    assert set(_files()) == before


class _BreaksOff(BytesIO):
    def read(self, *args: int) -> bytes:
        piece = super().read(*args)
        if not piece:
            raise ConnectionResetError
        return piece
