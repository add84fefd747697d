"""The application a server runs: one door, named by ``WAYSTATION_DOOR``."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

if settings.DOOR not in {"front", "desk"}:
    raise ImproperlyConfigured("A server serves one door: set WAYSTATION_DOOR to front or desk")

_answer: Callable[..., Iterable[bytes]] = get_wsgi_application()
if settings.DOOR == "front":
    from waystation.site.signatures import SignaturesFirst  # which asks the settings for the headers

    _answer = SignaturesFirst(_answer)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request; whether it came over https is known from the installation, not from a header."""
    environ["wsgi.url_scheme"] = "https" if settings.OVER_HTTPS else "http"
    return _answer(environ, start_response)
