"""Twelve hundred half-sent requests, and then more than there may be: the front goes on answering."""

import socket
import statistics
import time
from contextlib import ExitStack

import pytest

from waystation.site.tests.processes import House, allow_many_files, ask

HALF_SENT = 1200
ASKED = 10
STARTS = (
    b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    b"POST /en/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + b"x" * 2000,
    b"G",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return House(tmp_path_factory.mktemp("slow"))


@pytest.fixture(scope="module")
def front(built, request):
    """The front of a house that stands for every test which wants as many open files."""
    built.open(files=getattr(request, "param", 0))
    yield built.front
    built.close()


def half_send(lines, port, count):
    for number in range(count):
        line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
        line.sendall(STARTS[number % len(STARTS)])


def times(port):
    """Ask for the first page a few times, none of which may fail; return how long each answer took."""
    took = []
    for _ in range(ASKED):
        begun = time.monotonic()
        answer, _said = ask(port, "/en/")
        assert answer.status == 200
        took.append(time.monotonic() - begun)
    return took


def test_1200_half_sent_requests_leave_the_front_answering(front):
    allow_many_files()
    alone = times(front)
    with ExitStack() as lines:
        half_send(lines, front, HALF_SENT)
        crowded = times(front)
    medians = [f"{statistics.median(took) * 1000:.0f} ms" for took in (alone, crowded)]
    print(f"one page: {medians[0]} alone, {medians[1]} beside {HALF_SENT}")


@pytest.mark.parametrize("front", [1024], indirect=True)
def test_when_all_connections_are_half_sent_the_oldest_make_way(front):
    """With 1,024 open files the front allows itself 256 connections."""
    with ExitStack() as lines:
        half_send(lines, front, 400)
        answer, _said = ask(front, "/en/")
    assert answer.status == 200


def test_a_slow_sender_who_goes_on_is_answered(front):
    with socket.create_connection(("127.0.0.1", front), timeout=30) as line:
        for byte in b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n":
            line.sendall(bytes([byte]))
            time.sleep(0.01)
        assert line.recv(12) == b"HTTP/1.1 200"
