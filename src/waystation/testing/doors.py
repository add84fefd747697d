"""Both doors inside one test process, each with its own addresses and middleware: for clients and for browsers."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.urls import URLResolver, get_resolver, reverse, set_urlconf

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.staff import api as staff

_VERSION = re.compile(r'name="version"\s+value="(\w+)"')


def _urlconf(door: str) -> str:
    return str(settings.DOORS[door]["urlconf"])


class _OneDoor(BaseHandler):
    """Answers as the process of one door would."""

    urlconf: str

    def load_door(self, door: str) -> None:
        self.urlconf = _urlconf(door)
        with override_settings(ROOT_URLCONF=self.urlconf, MIDDLEWARE=settings.DOORS[door]["middleware"]):
            self.load_middleware()

    def get_response(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = self.urlconf
        set_urlconf(self.urlconf)
        try:
            response: HttpResponse = self._middleware_chain(request)  # type: ignore[attr-defined]
            response._resource_closers.append(request.close)  # type: ignore[attr-defined]  # noqa: SLF001 - as Django
            return response
        finally:
            # The test's own `reverse` must not depend on which door was used last.
            set_urlconf(None)


@dataclass(frozen=True)
class Address:
    """A page of a door: its name, a path to it in which every part is made up, the module of its view."""

    name: str
    path: str
    module: str


def addresses(door: str) -> list[Address]:
    """Return every address of a door, language prefix included, with references that belong to nothing."""
    with override_settings(ROOT_URLCONF=_urlconf(door)):
        # By name: paths hold references made afresh in each process, and test workers must agree on an order.
        return sorted(_walk(get_resolver(_urlconf(door)), "/", ""), key=lambda address: address.name)


def _walk(resolver: URLResolver, path: str, space: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = path + _filled(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, here, inner)
        else:
            yield Address(f"{space}{pattern.name or ''}", here, pattern.callback.__module__)


def _filled(pattern: str) -> str:
    """Put something of the right shape in place of each part of a pattern."""
    pattern = re.sub(r"<ref:\w+>", lambda _: new_ref(), pattern)
    pattern = re.sub(r"<int:\w+>", "1", pattern)
    pattern = re.sub(r"<(?:\w+:)?\w+>", "x", pattern)
    return re.sub(r"\(\?P[^)]*\)", "x", pattern).strip("^$").replace(r"\Z", "")


class _ClientHandler(_OneDoor, ClientHandler):
    """For the test client."""


@cache
def _handler(door: str) -> _ClientHandler:
    handler = _ClientHandler(enforce_csrf_checks=False)
    handler.load_door(door)
    return handler


class _DoorClient(Client):
    door: str

    def __init__(self, *, raise_request_exception: bool = True, **defaults: Any) -> None:
        super().__init__(raise_request_exception=raise_request_exception, **defaults)
        self.handler = _handler(self.door)

    def address(self, name: str, **parts: str) -> str:
        """Return the address of a page of this door by its name."""
        return reverse(name, urlconf=_urlconf(self.door), kwargs=parts)


class FrontClient(_DoorClient):
    """A browser at the front door; scripts do not exist for it."""

    door = "front"


class DeskClient(_DoorClient):
    """A browser at the desk."""

    door = "desk"

    def enter(self, actor: staff.Actor) -> None:
        """Be signed in as one of the cast, with the ring unlocked, as after passphrase and second factor."""
        self.cookies[settings.SESSION_COOKIE_NAME] = staff.open_session(actor, clock.now())

    def send(self, path: str, typed: Mapping[str, Any]) -> Any:
        """Open a page, and post what was typed there as a browser does: with the version that was read."""
        read = _VERSION.search(self.get(path).content.decode())
        return self.post(path, {**typed, "version": read.group(1)} if read else typed)


class _Application(_OneDoor, WSGIHandler):
    """For a real browser."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's names
        """Say nothing: a log of addresses is a log of visits."""


@contextmanager
def serve(door: str, *, urlconf: Any = None) -> Iterator[str]:
    """Serve one door on a free port of this machine for a browser; give its address.

    ``urlconf`` puts other pages behind the same door, for tests of the shell itself.
    """
    application = _Application()
    application.load_door(door)
    application.urlconf = urlconf or application.urlconf
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.daemon_threads = True
    server.set_app(application)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
