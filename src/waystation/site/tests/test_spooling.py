"""A large file on its way in or out never lies on the disk in clear, and does not fill the memory."""

import hashlib
import http.client
import socket
import threading
import time

import pytest
from waitress import buffers

from waystation.site import spooling
from waystation.site.tests.processes import MARKER, Door, until

MIB = 2**20
UPLOAD = 200 * MIB


@pytest.fixture
def door(tmp_path):
    opened = Door(tmp_path)
    yield opened
    opened.process.terminate()
    said, _ = opened.process.communicate(timeout=30)
    assert said == "stopped\n"


def send(door, size, digest, *, pause_at=None, paused=None, go_on=None):
    """Send a body full of the marker, waiting once in the middle if asked to; return the answer."""
    block = (MARKER.encode() * (MIB // len(MARKER) + 1))[:MIB]
    with socket.create_connection(("127.0.0.1", door.port), timeout=60) as line:
        line.sendall(f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n".encode())
        for sent in range(0, size, MIB):
            if pause_at is not None and sent == pause_at:
                paused.set()
                go_on.wait(60)
            line.sendall(block)
            digest.update(block)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        return answer.read().decode()


def test_a_film_of_200_mb_arrives_whole_sealed_on_disk_and_in_little_memory(door):
    before = door.memory()[0]
    paused, go_on, digest, answers = threading.Event(), threading.Event(), hashlib.sha256(), []
    options = {"pause_at": 150 * MIB, "paused": paused, "go_on": go_on}
    sender = threading.Thread(target=lambda: answers.append(send(door, UPLOAD, digest, **options)))
    sender.start()
    assert paused.wait(60)
    until(lambda: door.scan()[0] > 140 * MIB)
    seen, found = door.scan()
    go_on.set()
    sender.join(120)
    assert not found
    assert answers == [digest.hexdigest()]
    grown = door.memory()[0] - before
    print(
        f"200 MB up: {grown:.1f} MiB more at the peak of {before + grown:.0f}; {seen / MIB:.0f} MiB scanned half way"
    )
    assert grown < 20
    until(lambda: door.scan()[0] < MIB)


def test_a_large_answer_that_waits_for_a_slow_reader_is_sealed_too(door):
    before = door.memory()[0]
    with socket.create_connection(("127.0.0.1", door.port), timeout=60) as line:
        line.sendall(f"GET /large?{64 * MIB} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        until(lambda: door.scan()[0] > MIB // 2)
        time.sleep(0.3)
        assert not door.scan()[1]
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert len(answer.read()) == 64 * MIB
    assert door.memory()[0] - before < 20


def test_a_sender_who_goes_away_leaves_nothing_behind(door):
    with socket.create_connection(("127.0.0.1", door.port)) as line:
        line.sendall(f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {UPLOAD}\r\n\r\n".encode())
        line.sendall(b"x" * 3 * MIB)
        until(lambda: door.scan()[0] > 2 * MIB)
    until(lambda: door.scan()[0] < MIB // 4)


def test_a_body_larger_than_allowed_is_refused_before_it_is_read(door):
    answer, _ = door.ask("/", method="POST", headers={"Content-Length": str(300 * MIB)})
    assert answer.status == 413


def test_an_answer_names_neither_server_nor_version(door):
    for path in ("/", "/memory"):
        answer, _ = door.ask(path)
        assert {name.lower() for name, _ in answer.getheaders()} <= {"content-length", "date", "connection"}
    with socket.create_connection(("127.0.0.1", door.port)) as line:
        line.sendall(b"NONSENSE\r\n\r\n")
        said = line.makefile("rb").read()
    assert b"400" in said
    assert b"waitress" not in said.lower()


def test_uploads_cannot_fill_the_disk(monkeypatch):
    spooling.seal_spools()
    room = spooling.Room(most=100_000, left_free=0)
    monkeypatch.setattr(spooling, "ROOM", room)
    first, second = buffers.OverflowableBuffer(1), buffers.OverflowableBuffer(1)
    first.append(b"x" * 80_000)
    with pytest.raises(OSError, match="space"):
        second.append(b"x" * 80_000)
    first.close()
    assert room.taken == 0
    third = buffers.OverflowableBuffer(1)
    third.append(b"x" * 80_000)
    assert room.taken == 80_000
    del third
    assert room.taken == 0
    with pytest.raises(OSError, match="space"):
        spooling.Room(left_free=2**62).take(1)
