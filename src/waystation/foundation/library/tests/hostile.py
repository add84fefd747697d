"""A hostile site on this machine: every path is another way of doing harm to whoever reads it."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ARTICLE = (
    "<p>On Monday the committee of the regional assembly sent a bill to its first reading that would let officials "
    "take children from parents who are said to be of another kind.</p><p>Lawyers who help families say that the text "
    "leaves open who decides, and that people have begun to leave the region.</p><p>Two officials told this paper "
    "that nobody has been asked for an opinion, and that the vote will be held within the month.</p>"
)
PAGE = (
    '<html lang="en"><head><title>Bill on custody goes to first reading</title>'
    '<meta name="date" content="2017-05-12">'
    '<link rel="canonical" href="https://famous-paper.example/another-story">'
    "<script>document.title='owned'; fetch('/stolen')</script></head><body onload=\"alert(1)\"><nav>Menu Login</nav>"
    f"<article><h1>Bill on custody goes to first reading</h1>{ARTICLE}</article>"
    "<iframe src='/stolen'></iframe><img src='/stolen'></body></html>"
)
RUSSIAN = (
    '<html lang="ru"><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    "<title>Комитет рассмотрел законопроект</title></head><body><article><h1>Комитет рассмотрел законопроект</h1>"
    "<p>В понедельник комитет передал законопроект в первое чтение. Юристы, которые помогают семьям, считают, что "
    "текст не говорит, кто принимает решение.</p><p>Голосование обещают провести в течение месяца.</p></article></body></html>"
)
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{(f"&{chr(97 + n)};") * 10}">' for n in range(9))
    + "]><rss version='2.0'><channel><title>&j;</title></channel></rss>"
)
INSIDER = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>'


def answer(body: bytes, kind: str = "text/html; charset=utf-8", *more: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def onward(where: str) -> bytes:
    return (
        f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nSet-Cookie: id=42\r\nContent-Length: 0\r\n\r\n".encode()
    )


def feed(origin: str) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><description>&lt;script&gt;x()&lt;/script&gt;In short.</description>"
        "<pubDate>Fri, 12 May 2017 08:00:00 +0000</pubDate></item>"
        for title, link in (
            ("Bill on custody", f"{origin}/page?utm_source=feed"),
            ("The same again", f"{origin}/again"),
            ("Комитет", f"{origin}/russian"),
            ("Inside", "http://127.0.0.1:1/admin"),
            ("Script", "javascript:alert(1)"),
        )
    )
    return f"<rss version='2.0'><channel><title>News</title><language>en</language>{items}</channel></rss>".encode()


class Site:
    """Answers each path with raw bytes and remembers what it was asked with."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.origin = f"http://{self.host}"
        self._pages = self._made()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._answer, args=self._listening.accept()[:1], daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            asked = line.recv(65536)
            self.asked.append(asked)
            path = asked.split()[1].decode().partition("?")[0]
            if path == "/drip":
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
                for _ in range(200):
                    line.sendall(b"<p>")
                    time.sleep(0.1)
            elif path == "/huge":
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
                while True:
                    line.sendall(b"<p>more and more</p>" * 10_000)
            elif path == "/headers":
                line.sendall(b"HTTP/1.1 200 OK\r\n")
                while True:
                    line.sendall(b"X-More: " + b"x" * 60_000 + b"\r\n")
            else:
                line.sendall(self._pages.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))

    def _made(self) -> dict[str, bytes]:
        again = PAGE.replace("On Monday", "On Monday last")
        return {
            "/page": answer(PAGE.encode()),
            "/again": answer(again.encode()),
            "/russian": answer(RUSSIAN.encode("cp1251"), "text/html"),
            "/lies": answer(RUSSIAN.encode("cp1251"), "text/html; charset=utf-8"),
            "/no-such-letters": answer(PAGE.encode(), "text/html; charset=x-klingon"),
            "/packed": answer(gzip.compress(PAGE.encode()), "text/html", "Content-Encoding: gzip"),
            "/bomb": answer(gzip.compress(bytes(20_000_000)), "text/html", "Content-Encoding: gzip"),
            "/bomb-in-bomb": answer(
                gzip.compress(gzip.compress(bytes(9_000_000))), "text/html", "Content-Encoding: gzip, gzip"
            ),
            "/deflated": answer(zlib.compress(PAGE.encode()), "text/html", "Content-Encoding: deflate"),
            "/picture": answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "text/html"),
            "/program": answer(b"MZ" + bytes(4000), "application/pdf"),
            "/empty": answer(b"<html><body><div id=app></div><script>render()</script></body></html>"),
            "/deep": answer(b"<html><body>" + b"<div>" * 300_000 + ARTICLE.encode()),
            "/short": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<p>half",
            "/nonsense": b"\x00\x01\x02 hello, this is no answer\r\n\r\n",
            "/loop": onward("/loop"),
            "/inside": onward("http://169.254.169.254/latest/meta-data/"),
            "/mapped": onward("http://[::ffff:127.0.0.1]/"),
            "/file": onward("file:///etc/passwd"),
            "/home": onward("http://localhost:22/"),
            "/moved": onward("/page"),
            "/feed": answer(feed(self.origin), "text/html"),
            "/xml-bomb": answer(BOMB.encode(), "application/rss+xml"),
            "/xml-bomb-16": answer(BOMB.encode("utf-16"), "application/rss+xml"),
            "/insider": answer(INSIDER.encode(), "application/xml"),
            "/report": answer(b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", "application/octet-stream"),
        }


@contextmanager
def site() -> Iterator[Site]:
    found = Site()
    try:
        yield found
    finally:
        found.close()
