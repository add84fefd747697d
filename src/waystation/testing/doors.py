"""Both doors inside one test process, each with its own addresses and middleware: for clients and for browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
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
from django.urls import reverse, set_urlconf

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff


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
