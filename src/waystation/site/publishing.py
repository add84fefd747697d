"""Pages of a petition as files: written by the worker when a count or a state changes, served without a question to anything.

What lies under ``published`` in the data folder are the front's own answers, at their own addresses, with their headers
beside them. A web server may hand them out itself (docs/operator/petitions.md); the fast lane does.
"""

import io
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse
from django.urls import resolve, set_urlconf
from django.utils import translation

from waystation.foundation.kernel.errors import NotHere

HEADERS = ".headers"
PAGES = ("", "embed/", "count.json", "countries.csv", "counter.svg", "course.svg", "map.svg")


def folder() -> Path:
    """Return where the published files lie."""
    return Path(settings.DATA_FOLDER) / "published"


def file_of(path: str) -> Path:
    """Return the file that answers for an address."""
    return folder() / (path.strip("/") + ("/index.html" if path.endswith("/") else ""))


def publish(payload: Mapping[str, str], at: datetime) -> None:  # noqa: ARG001 - a job is given the time
    """Write every page of one petition in every language, or remove it where there is none (a job outside transactions)."""
    for language, _name in settings.LANGUAGES:
        for page in PAGES:
            path = f"/{language}/petitions/{payload['petition']}/{page}"
            answer = _ask(path, language)
            file = file_of(path)
            if answer is None:
                file.unlink(missing_ok=True)
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            _put(file.with_name(file.name + HEADERS), json.dumps(dict(answer.items())).encode())
            _put(file, answer.content)


def _put(file: Path, content: bytes) -> None:
    """Put a whole file in the place of the old one: nobody ever reads half of it."""
    beside = file.with_name(file.name + ".new")
    beside.write_bytes(content)
    beside.replace(file)


def _ask(path: str, language: str) -> HttpResponse | None:
    """Return what the front answers, whichever door this process is."""
    from waystation.site.middleware import FrontHeaders  # which knows the hall, which knows this job

    front = str(settings.DOORS["front"]["urlconf"])
    address = urlsplit(settings.FRONT_ADDRESS)
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "HTTP_HOST": address.netloc,
        "SERVER_NAME": address.hostname or "localhost",
        "SERVER_PORT": str(address.port or 80),
        "wsgi.url_scheme": address.scheme,
        "wsgi.input": io.BytesIO(),
    }
    request = WSGIRequest(environ)
    request.urlconf = front
    set_urlconf(front)
    try:
        with translation.override(language):
            found = request.resolver_match = resolve(path, front)
            answer = FrontHeaders(lambda asked: found.func(asked, *found.args, **found.kwargs))(request)
    except (NotHere, Http404):
        return None
    finally:
        set_urlconf(None)
    answer.headers["Cache-Control"] = "no-store"
    return answer
