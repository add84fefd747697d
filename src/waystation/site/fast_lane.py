"""The fast lane: signatures are taken inside an event loop; whatever else arrives goes to the framework as always.

For peaks of thousands of signatures a second, behind a proxy that sends ``/<language>/petitions/…`` here. Served by
granian (extra ``fast``), started by ``python -m waystation.site.serving front --lane fast``.
"""

import asyncio
import io
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any
from urllib.parse import unquote

from waystation.site.wsgi import application as framework

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
LARGEST_BODY = 2**20
FRAMEWORK_THREADS = 8
WATCH_SECONDS = 1.0

_lane = import_module("waystation.outreach.petitions.front.fast").Lane()
_pool = ThreadPoolExecutor(FRAMEWORK_THREADS)


async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request of ASGI."""
    if scope["type"] != "http":
        return
    body = await _body(receive)
    if body is None:
        await _answer(send, 413, [], b"")
        return
    headers = dict(scope["headers"])
    if scope["method"] == "POST" and headers.get(b"content-type", b"").startswith(b"application/x-www-form"):
        peer = (scope.get("client") or ("",))[0]
        following = await _lane.take(scope["path"], body, peer)
        if following is not None:
            await _answer(send, 303, [*_SAFE, (b"location", following.encode())], b"")
            return
    status, answered, page = await asyncio.get_running_loop().run_in_executor(
        _pool, _ask_framework, scope, headers, body
    )
    await _answer(send, status, answered, page)


async def _body(receive: Receive) -> bytes | None:
    """Read the whole body; None if it is larger than anything a petition's page sends."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            return None
    return body


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], page: bytes) -> None:
    length = (b"content-length", str(len(page)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": page})


def _ask_framework(
    scope: Mapping[str, Any], headers: Mapping[bytes, bytes], body: bytes
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Let the framework answer, as a server of WSGI would."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(scope["path"]).encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "CONTENT_TYPE": headers.get(b"content-type", b"").decode("latin-1"),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        environ[f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"] = value.decode("latin-1")
    started: list[Any] = []
    response = framework(environ, lambda status, answered: started.extend((status, answered)))
    page = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    status, answered = started
    passed_on = [
        (name.encode(), value.encode("latin-1")) for name, value in answered if name != "Content-Length"
    ]
    return int(status.split()[0]), passed_on, page


def _safe_headers() -> list[tuple[bytes, bytes]]:
    """Return what the front puts on every answer."""
    from django.http import HttpResponse

    from waystation.site.middleware import FrontHeaders

    headers = {**FrontHeaders(lambda _request: HttpResponse()).headers, "Cache-Control": "no-store"}
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _end_with_parent() -> None:
    """End when the process that started this one has gone, however it went."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os._exit(0)


_SAFE = _safe_headers()
threading.Thread(target=_end_with_parent, daemon=True).start()
