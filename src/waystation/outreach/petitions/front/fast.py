"""One post, answered before anything else is asked: a well-formed signature. Both lanes take it here, by the same words.

The plain lane asks it in a server's thread, the fast lane in its loop, both before the framework is asked. Whatever is not plainly a signature is left to the page, which can say what is wrong with it.
"""

import re
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.kernel.references import ALPHABET, LENGTH
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.front import throttle

ADDRESS = re.compile(rf"/([a-z]{{2}})/petitions/([{ALPHABET}]{{{LENGTH}}})/sign/")
FORM = re.compile(r"application/x-www-form-urlencoded(; ?charset=utf-8)?", re.IGNORECASE)
_SPELT = re.compile("(?:%[0-9a-fA-F]{2})+")
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
    """Read a form as the framework would, at a fraction of the price of the library, which puts every part through six calls.

    :raises ValueError: too many fields, or not in UTF-8.
    """
    parts = body.decode().replace("+", " ").split("&")
    if len(parts) > MOST_FIELDS:
        raise ValueError(len(parts))
    fields = {}
    for part in parts:
        name, _equals, value = part.partition("=")
        name = _SPELT.sub(_unspelt, name) if "%" in name else name
        fields[name] = _SPELT.sub(_unspelt, value) if "%" in value else value
    return fields


def _unspelt(found: re.Match[str]) -> str:
    return bytes.fromhex(found[0].replace("%", "")).decode(errors="replace")


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


def take(environ: dict[str, Any]) -> str | None:
    """Take a signature off a request as a server of the plain lane hands it over, and return where the browser goes next.

    None: whatever it is, it is left as it was, to the framework.
    """
    path, length = environ.get("PATH_INFO", ""), environ.get("CONTENT_LENGTH") or ""
    if not ADDRESS.fullmatch(path) or not length.isdecimal() or int(length) > LARGEST:
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    arrival = prepare(path, environ.get("CONTENT_TYPE", ""), body, environ.get("REMOTE_ADDR", ""))
    if arrival is None:
        return None
    try:
        petitions.bring_arrival(arrival)
    except Exception:  # noqa: BLE001 - the page will say what is wrong
        return None
    finally:
        # As the framework does when it has answered: a pool of connections wants each of them back.
        if connection.connection is not None and not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
    return following(arrival)
