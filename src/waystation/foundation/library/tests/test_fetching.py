"""What strangers serve: fetched safely, or refused with a sentence."""

import io
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.library import reading
from waystation.foundation.library.fetching import Unfetchable, addresses, asking, check, fetch
from waystation.foundation.library.rules.clippings import TROUBLES
from waystation.foundation.library.tests import hostile
from waystation.testing.certificates import certified


@pytest.fixture(scope="module")
def site():
    with hostile.site() as found:
        yield found


def outcome(site, path, seconds=10.0):
    """Fetch and read a page as the worker does; return the text, or the code of what went wrong."""
    try:
        fetched = fetch(f"{site.origin}{path}", allow=frozenset({site.host}), seconds=seconds)
        return reading.read_page(fetched.body, fetched.content_type, fetched.address)
    except (Unfetchable, reading.Unreadable) as why:
        return str(why)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/huge", "huge"),
        ("/headers", "broken"),
        ("/bomb", "bomb"),
        ("/bomb-in-bomb", "bomb"),
        ("/picture", "sort"),
        ("/program", "sort"),
        ("/empty", "empty"),
        ("/short", "broken"),
        ("/nonsense", "broken"),
        ("/loop", "loop"),
        ("/inside", "private"),
        ("/mapped", "private"),
        ("/file", "scheme"),
        ("/home", "address"),
        ("/nowhere", "status"),
    ],
)
def test_what_would_harm_is_refused_with_a_sentence(site, path, why):
    assert outcome(site, path) == why
    assert TROUBLES[why]


@pytest.mark.parametrize(
    ("shown", "is_trusted", "why"),
    [
        (("127.0.0.1", 9), False, "insecure"),
        (("127.0.0.1", -1), True, "insecure"),
        (("127.0.0.2", 9), True, "insecure"),
        (("127.0.0.1", 9), True, "status"),
    ],
    ids=["signed by itself", "expired", "somebody else's", "in order"],
)
def test_who_cannot_prove_their_name_is_refused_with_a_sentence(
    tmp_path, monkeypatch, shown, is_trusted, why
):
    (tmp_path / "cert").write_bytes(b"".join(certified(*shown)))
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer():
            with suppress(OSError), context.wrap_socket(listening.accept()[0], server_side=True) as line:
                line.recv(4096)
                line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(Unfetchable) as refused:
            fetch(f"https://{host}/", allow=frozenset({host}), seconds=5)
    assert (refused.value.why, why in TROUBLES) == (why, True)


def test_a_pdf_says_its_title_itself_and_a_broken_one_is_kept_by_its_name(site):
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.docinfo["/Title"], pdf.Root["/Lang"] = "Отчёт о\x07 задержаниях", "ru-RU"
    pdf.save(out)
    read = reading.read_page(out.getvalue(), "application/pdf", "https://paper.example/a/report.pdf")
    assert (read["title"], read["language"]) == ("Отчёт о задержаниях", "ru")
    assert outcome(site, "/report")["title"] == "report"


def test_a_site_that_drips_is_left_after_the_time_allowed(site):
    begun = time.monotonic()
    assert outcome(site, "/drip", seconds=1.0) == "slow"
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("path", ["/page", "/packed", "/deflated", "/moved", "/no-such-letters"])
def test_a_page_is_read_without_what_stands_around_it_and_nothing_is_run(site, path):
    page = outcome(site, path)
    assert page["title"] == "Bill on custody goes to first reading"
    assert "first reading that would let officials" in page["text"]
    assert "owned" not in page["text"]
    assert "Menu" not in page["text"]
    assert page["canonical"] == "", "a page cannot pass for another site's"
    assert not [asked for asked in site.asked if b"/stolen" in asked]


@pytest.mark.parametrize("path", ["/russian", "/lies"])
def test_letters_are_found_out_whatever_the_server_says_of_them(site, path):
    page = outcome(site, path)
    assert page["title"] == "Комитет рассмотрел законопроект"
    assert page["language"] == "ru"


def test_a_page_nested_a_hundred_thousand_deep_ends_soon(site):
    outcome(site, "/deep")


def test_no_site_learns_who_asks(site):
    site.asked.clear()
    assert outcome(site, "/moved")["title"]
    first, second = site.asked
    for asked in (first, second):
        said = asked.decode().lower()
        assert "cookie" not in said
        assert "referer" not in said
        assert "waystation" not in said
        assert "if-modified" not in said
    assert first.split(b"\r\n")[2:] == second.split(b"\r\n")[2:]


def test_feeds_that_declare_entities_are_dropped(site):
    for path in ("/xml-bomb", "/xml-bomb-16", "/insider"):
        fetched = fetch(f"{site.origin}{path}", allow=frozenset({site.host}))
        with pytest.raises(reading.Unreadable, match="entities"):
            reading.read_feed(fetched.body, fetched.content_type, fetched.address)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/",
        "javascript:alert(1)",
        "http://user:word@example.org/",
        "http://example.org:25/",
        "http://intranet/",
        "http://printer.local/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://169.254.169.254/",
        "http://168.63.129.16/",
        "http://100.100.100.200/",
        "http://0.0.0.0/",
        "http://exa mple.org/",
        "http://example.org/\r\nHost: inside",
    ],
)
def test_addresses_that_lead_inside_are_never_asked(address):
    with pytest.raises(Unfetchable):
        check(address)


def test_a_number_that_spells_this_machine_is_seen_through():
    for spelt in ("http://2130706433.example/", "http://0x7f.1/", "http://127.1/"):
        with pytest.raises(Unfetchable):
            addresses.resolve(check(spelt))


def test_a_name_is_looked_up_once_and_any_private_answer_refuses_it(monkeypatch):
    """A name that answers with a public and a private address, or another the second time, gets nowhere."""
    asked = []

    def lookup(host, port, **_kind):
        asked.append(host)
        return [(2, 1, 6, "", (ip, port)) for ip in ("93.184.216.34", "10.1.2.3")]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", lookup)
    with pytest.raises(Unfetchable, match="private"):
        fetch("http://rebound.example/")
    assert asked == ["rebound.example"]


@contextmanager
def a_proxy():
    """A SOCKS5 proxy that remembers whom it was asked for and answers as that site."""
    asked, listening = [], socket.create_server(("127.0.0.1", 0))

    def serve():
        for _ in range(2):
            line, _from = listening.accept()
            with line:
                line.recv(4)
                line.sendall(b"\x05\x02")
                asked.append(line.recv(100))
                line.sendall(b"\x01\x00")
                asked.append(line.recv(300)[5:-2])
                line.sendall(b"\x05\x00\x00\x01" + bytes(6))
                line.recv(4000)
                line.sendall(hostile.answer(hostile.PAGE.encode()))

    threading.Thread(target=serve, daemon=True).start()
    with listening:
        yield f"socks5://127.0.0.1:{listening.getsockname()[1]}", asked


def test_through_a_proxy_no_name_is_looked_up_here_and_no_two_visits_are_seen_together(monkeypatch):
    looked_up, lookup = [], socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *more: looked_up.append(host) or lookup(host, *more)
    )
    with a_proxy() as (proxy, asked):
        for _ in range(2):
            fetched = fetch("http://paper.example/page", proxy=proxy)
            assert b"first reading" in fetched.body
    assert set(looked_up) == {"127.0.0.1"}, "the proxy alone"
    assert asked[1] == asked[3] == b"paper.example"
    assert asked[0] != asked[2], "each page has a login, and so a way, of its own"
    with pytest.raises(Unfetchable, match="private"):
        fetch("http://127.0.0.1/", proxy=proxy)
    with pytest.raises(Unfetchable, match="unknown_host"):
        fetch("http://hidden.onion/")


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate", "", "br", "gzip,gzip"]))
def test_no_packing_breaks_the_unpacking(packed, encoding):
    with suppress(Unfetchable):
        asking.unpack(packed, encoding)


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_bytes_break_the_reading_of_a_feed(body, content_type):
    with suppress(reading.Unreadable):
        reading.read_feed(body, content_type, "https://news.example/feed")
