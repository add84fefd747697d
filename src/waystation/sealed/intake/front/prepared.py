"""Pages that say nothing of anybody, rendered once for all: what a person carries through them is filled in each time.

Ten thousand people may ask on one day, and the page that asks where they are is the same for all of them. What is
remembered is the page with its places left free; nothing anybody typed is ever part of it.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Context = Mapping[str, Any]

_MARK = secrets.token_hex(8)
_FIELD = '<input type="hidden" name="{}" value="{}">'  # as site/front/letterbox/hidden.html spells it
_PLACE = re.compile(f"place-{_MARK}-(\\w+)")
_MOST_PAGES = 256
_pages: dict[Hashable, list[str]] = {}


def place(name: str) -> str:
    """Return what stands in a prepared page where something is filled in later."""
    return f"place-{_MARK}-{name}"


HIDDEN = [(place("hidden"), "")]  # the context's ``hidden``, while a page is prepared


def hidden_fields(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """Spell hidden fields as the template does."""
    return format_html_join("", _FIELD, pairs)


def show(
    request: HttpRequest,
    template: str,
    key: Hashable,
    context: Callable[[], Context],
    filled: Mapping[str, str],
) -> HttpResponse:
    """Answer with a page prepared under a key, its places filled in; rendered from the context the first time.

    The context holds a place for everything that differs from one person to the next, and no more: the key says
    all else it depends on, beside the address and the language.
    """
    house = (settings.ORGANISATION, settings.MODE, str(settings.LANGUAGES))
    known = (template, get_language(), request.path, key, house)
    pieces = _pages.get(known)
    if pieces is None:
        if len(_pages) >= _MOST_PAGES:
            _pages.clear()
        pieces = _pages[known] = _prepare(render_to_string(template, dict(context()), request))
    told = [piece if at % 2 == 0 else conditional_escape(filled[piece]) for at, piece in enumerate(pieces)]
    return HttpResponse("".join(told))


def _prepare(text: str) -> list[str]:
    """Cut a page at its places: text and names of places in turns."""
    return _PLACE.split(text.replace(format_html(_FIELD, *HIDDEN[0]), place("hidden")))
