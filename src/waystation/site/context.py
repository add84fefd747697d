"""What every page knows: whose house this is, which door, which ways lead on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_bidi

from waystation.site import hall

_SEARCH = (hall.Entry("", "search"),)
_LOCK = (hall.Entry("", "staff:lock"),)


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the words and ways shared by all pages of one door."""
    shared: dict[str, Any] = {
        "organisation": settings.ORGANISATION,
        "is_demo": settings.MODE == "demo",
        "direction": "rtl" if get_language_bidi() else "ltr",
        "language": get_language(),
    }
    if getattr(request, "door", "") == "desk":
        return shared | _desk(request)
    return shared | {
        "languages": [(code, name, translate_url(request.path, code)) for code, name in settings.LANGUAGES]
    }


def _desk(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"languages": settings.LANGUAGES}
    shared = {
        "actor": actor,
        "languages": settings.LANGUAGES,
        "lock": next(iter(hall.here(_LOCK)), None),
    }
    if getattr(request, "is_entering", False):
        return shared
    return shared | {
        "nav": hall.here(hall.NAV, actor.roles, request.path),
        "search": next(iter(hall.here(_SEARCH)), None),
    }
