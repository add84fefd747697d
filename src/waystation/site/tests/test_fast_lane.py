"""Both lanes are one: the same signatures, the same rows, the same answer; whatever is not plainly one gets a page."""

import gc
import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection

from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.front.fast import prepare
from waystation.outreach.petitions.models import Signature, WaitingMail
from waystation.site import publishing, serving
from waystation.site.signatures import SignaturesFirst
from waystation.testing import petitions as props
from waystation.testing.benches.process import free_port

FORM = "application/x-www-form-urlencoded"


@contextmanager
def served(*, has_fast_lane):
    """Serve the front in a thread, as the process does, and say on which port."""
    port, stop = free_port(), threading.Event()
    thread = threading.Thread(
        target=serving.serve,
        args=(SignaturesFirst(WSGIHandler()), f"127.0.0.1:{port}", stop),
        kwargs={"threads": 2, "has_fast_lane": has_fast_lane},
    )
    thread.start()
    try:
        wait_for(port, thread)
        yield port
    finally:
        stop.set()
        thread.join(30)
        gc.collect()  # what waitress left open complains now, and not while pytest is reading somebody's source


def wait_for(port, thread):
    """Wait until somebody listens, as long as there is somebody who might."""
    while thread.is_alive():
        with suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=10).close()
            return
        time.sleep(0.01)
    pytest.fail("the server ended before it listened")


def send(port, *requests):
    """Send requests over one connection and return status, headers and body of each answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    answers = []
    for path, body, headers in requests:
        connection.request("POST", path, body, {"Content-Type": FORM, **headers})
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders() if name.lower() != "date"}
        answers.append((answer.status, told, answer.read()))
    connection.close()
    return answers


@pytest.mark.django_db(transaction=True)
def test_both_lanes_give_the_same_answer_to_the_same_post(cast, at, settings):
    settings.ROOT_URLCONF = settings.DOORS["front"]["urlconf"]
    settings.MIDDLEWARE = settings.DOORS["front"]["middleware"]
    ref = props.an_open_petition(cast, at)
    path = f"/ru/petitions/{ref}/sign/"
    good = [urlencode(props.form(number)).encode() for number in (1, 2, 2)]
    posts = [
        *((path, body, {}) for body in good),
        (path, b"contact=nobody", {}),
        (path, good[0], {"Content-Type": "text/plain"}),
        (f"/xx/petitions/{ref}/sign/", good[0], {}),
        ("/en/petitions/22222222222222/sign/", good[0], {}),
        (path, good[1], {"Connection": "close"}),
    ]
    found = {}
    for has_fast_lane in (False, True):
        with served(has_fast_lane=has_fast_lane) as port:
            found[has_fast_lane] = [send(port, post)[0] for post in posts]
            found[has_fast_lane] += send(port, *posts[:3])
    assert found[True] == found[False]
    assert [answer[0] for answer in found[True]] == [303, 303, 303, 200, 200, 404, 404, 303, 303, 303, 303]
    assert "server" not in found[True][0][1]
    assert Signature.objects.count() == WaitingMail.objects.count() == 2, (
        "nobody counts or is written to twice"
    )


@pytest.mark.django_db(transaction=True)
def test_a_signature_that_comes_in_crumbs_is_taken_all_the_same(cast, at, settings):
    settings.ROOT_URLCONF = settings.DOORS["front"]["urlconf"]
    settings.MIDDLEWARE = settings.DOORS["front"]["middleware"]
    ref = props.an_open_petition(cast, at)
    body = urlencode(props.form(1)).encode()
    with served(has_fast_lane=True) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.putrequest("POST", f"/en/petitions/{ref}/sign/")
        for name, value in {"Content-Type": FORM, "Content-Length": str(len(body))}.items():
            connection.putheader(name, value)
        connection.endheaders()
        for start in range(0, len(body), 20):
            connection.send(body[start : start + 20])
        assert connection.getresponse().status == 303
        connection.close()
    assert Signature.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_published_page_is_the_fronts_own_answer_until_something_changes(cast, at, settings):
    settings.ROOT_URLCONF = settings.DOORS["front"]["urlconf"]
    settings.MIDDLEWARE = settings.DOORS["front"]["middleware"]
    settings.ALLOWED_HOSTS = ["*"]
    ref = props.an_open_petition(cast, at)
    pages = [f"/ru/petitions/{ref}/{page}" for page in publishing.PAGES if page != "course.svg"]
    publishing.publish({"petition": ref}, at)
    assert not publishing.file_of(f"/ru/petitions/{ref}/course.svg").exists(), "nothing is counted yet"
    found = {}
    for has_fast_lane in (False, True):
        with served(has_fast_lane=has_fast_lane) as port:
            found[has_fast_lane] = ask(port, urlsplit(settings.FRONT_ADDRESS).netloc, *pages)
    told = [[(status, body) for status, _headers, body in answers] for answers in found.values()]
    assert told[0] == told[1]
    for plain, fast in zip(found[False], found[True], strict=True):
        assert plain[1].keys() - {"vary", "content-language"} == fast[1].keys() - {"vary", "content-language"}
        assert plain[1]["content-security-policy"] == fast[1]["content-security-policy"]
    petitions.move_petition(actor=cast.kira, petition=ref, move="close", at=at)
    publishing.publish({"petition": ref}, at)
    assert "Подписать" not in publishing.file_of(pages[0]).read_text()


def ask(port, host, *paths):
    """Ask for pages over one connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    answers = []
    for path in paths:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        answers.append((answer.status, told, answer.read()))
    connection.close()
    return answers


@pytest.mark.django_db(transaction=True)
def test_what_one_visitor_does_never_ends_the_lane_for_the_next(cast, at, settings):
    settings.ROOT_URLCONF = settings.DOORS["front"]["urlconf"]
    settings.MIDDLEWARE = settings.DOORS["front"]["middleware"]
    settings.ALLOWED_HOSTS = ["*"]
    ref = props.an_open_petition(cast, at)
    publishing.publish({"petition": ref}, at)
    path, body = f"/en/petitions/{ref}/sign/", urlencode(props.form(1)).encode()
    question = f"GET /en/petitions/{ref}/count.json HTTP/1.1\r\n\r\n".encode()
    head = f"POST {path} HTTP/1.1\r\nHost: h\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
    with served(has_fast_lane=True) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as many:
            many.sendall(question * 1000)
            got = b""
            while got.count(b"HTTP/1.1 200 OK") < 1000:
                got += many.recv(2**20) or pytest.fail("not everything that was asked was answered")
        for _turn in range(60):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as rude:
                rude.sendall(head.encode() + body)
                rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert [answer[0] for answer in send(port, (path, body, {}))] == [303]
        assert ask(port, "h", f"/en/petitions/{ref}/count.json")[0][0] == 200


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_a_signature_is_left_to_the_page(cast, at):
    def away(*_anything):
        raise OperationalError("gone")

    ref = props.an_open_petition(cast, at)
    with connection.execute_wrapper(away):
        assert prepare(f"/en/petitions/{ref}/sign/", FORM, urlencode(props.form(1)).encode(), "") is None
    assert prepare(f"/en/petitions/{ref}/sign/", FORM, urlencode(props.form(1)).encode(), "") is not None
