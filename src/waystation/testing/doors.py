"""Clients of both doors inside one test process, each with its own addresses and middleware."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.urls import reverse, set_urlconf


def _urlconf(door: str) -> str:
    return str(settings.DOORS[door]["urlconf"])


class _DoorHandler(ClientHandler):
    """Answers as the process of one door would."""

    def __init__(self, door: str) -> None:
        super().__init__(enforce_csrf_checks=False)
        self.urlconf = _urlconf(door)
        with override_settings(ROOT_URLCONF=self.urlconf, MIDDLEWARE=settings.DOORS[door]["middleware"]):
            self.load_middleware()

    def get_response(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = self.urlconf
        set_urlconf(self.urlconf)
        try:
            response: HttpResponse = self._middleware_chain(request)  # type: ignore[attr-defined]
            return response
        finally:
            # The test's own `reverse` must not depend on which door was used last.
            set_urlconf(None)


@cache
def _handler(door: str) -> _DoorHandler:
    return _DoorHandler(door)


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
