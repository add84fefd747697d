"""One post, answered before anything else is asked: a well-formed signature. Both lanes take it here, by the same words.

The plain lane asks it inside the framework, as soon as the safe headers are certain; the fast lane before the framework
is asked at all. Whatever is not plainly a signature is left to the page, which can say what is wrong with it.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from http import HTTPStatus
from urllib.parse import unquote

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.kernel.references import ALPHABET, LENGTH
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.front import throttle

ADDRESS = re.compile(rf"/([a-z]{{2}})/petitions/([{ALPHABET}]{{{LENGTH}}})/sign/")
FORM = re.compile(r"application/x-www-form-urlencoded(; ?charset=utf-8)?", re.IGNORECASE)
MOST_FIELDS = 40
LARGEST = 64 * 1024


def prepare(path: str, content_type: str, body: bytes, peer: str) -> petitions.Arrival | None:
    """Seal what is plainly a signature; None: then the page must look at it."""
    address = ADDRESS.fullmatch(path)
    if address is None or FORM.fullmatch(content_type) is None:
        return None
    language, petition = address.groups()
    if language not in _languages():
        return None
    try:
        fields = _fields(body)
    except ValueError:
        return None
    typed = petitions.read(fields)
    if not isinstance(typed, petitions.Typed):
        return None
    suspicion = throttle.suspicion(peer, typed.domain)
    try:
        return petitions.seal_arrival(
            petition=petition, typed=typed, language=language, at=clock.now(), suspicion=suspicion
        )
    except (NotHere, Refused, DatabaseError):
        connection.close_if_unusable_or_obsolete()  # the fast lane's threads would keep a broken one for ever
        return None


def _fields(body: bytes) -> dict[str, str]:
    """Read a form as the framework would, at half the price of the library, which puts every part through six calls.

    :raises ValueError: too many fields, or not in UTF-8.
    """
    parts = body.decode().replace("+", " ").split("&")
    if len(parts) > MOST_FIELDS:
        raise ValueError(len(parts))
    fields = {}
    for part in parts:
        name, _equals, value = part.partition("=")
        fields[unquote(name) if "%" in name else name] = unquote(value) if "%" in value else value
    return fields


def write(arrivals: Sequence[petitions.Arrival]) -> bool:
    """Say whether all of these lie on the disk now; if not, the page will say what is wrong with each."""
    try:
        petitions.write_arrivals(arrivals)
    except Exception:  # noqa: BLE001 - each goes through the plain lane then
        connection.close_if_unusable_or_obsolete()
        return False
    return True


def following(arrival: petitions.Arrival) -> str:
    """Return where the browser goes next."""
    return f"/{arrival.language}/petitions/{arrival.petition}/thanks/"


@cache
def _languages() -> frozenset[str]:
    return frozenset(dict(settings.LANGUAGES))


class SignaturesFirst:
    """The plain lane: inside the framework, before it looks for a page, a language or a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take a signature, or let the page answer."""
        if request.method == "POST" and ADDRESS.fullmatch(request.path_info) and _length(request) <= LARGEST:
            meta = request.META
            arrival = prepare(
                request.path_info, meta.get("CONTENT_TYPE", ""), request.body, meta.get("REMOTE_ADDR", "")
            )
            if arrival is not None:
                petitions.bring_arrival(arrival)
                return HttpResponseRedirect(
                    following(arrival), status=HTTPStatus.SEE_OTHER, headers={"Content-Length": "0"}
                )
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else LARGEST + 1
