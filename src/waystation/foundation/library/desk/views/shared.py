"""What the library's pages share: who is there, the row of tabs, sources to choose from, words for tags."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.library import api as library
from waystation.foundation.library.rules import words
from waystation.foundation.staff import api as staff

MOST_SOURCES = 100


@dataclass(frozen=True)
class Tab:
    """One of the library's lists."""

    label: str
    href: str
    is_current: bool


def acting(request: HttpRequest) -> staff.Actor:
    """Return whoever is signed in, if they work in the office.

    :raises NotHere: nobody, a host, an escort.
    """
    actor = staff.acting(request)
    if not actor.roles - staff.OUTSIDE:
        raise NotHere
    return actor


def writing(request: HttpRequest) -> staff.Actor:
    """Return whoever is signed in, if they may write here.

    :raises NotHere: anybody else.
    """
    actor = acting(request)
    if not library.may_edit(actor):
        raise NotHere
    return actor


def tabs(here: str) -> list[Tab]:
    """Return the row of the library's lists."""
    named = {
        "clippings": _("Clippings"),
        "feeds": _("Feeds"),
        "bills": _("Laws and bills"),
        "conditions": _("Country conditions"),
        "dossier": _("Dossier"),
    }
    return [Tab(label, reverse(f"library:{name}"), name == here) for name, label in named.items()]


def tag_words(tags: Iterable[str]) -> list[tuple[str, str]]:
    """Return tags with their words, place first."""
    listed = list(tags)
    named = {words.KIND: words.KINDS, words.ACTOR: words.ACTORS}
    return [
        (f"{sort}:{code}", _word(sort, code, named))
        for sort in words.SORTS
        for code in words.words_of(listed, sort)
    ]


def _word(sort: str, code: str, named: dict[str, dict[str, str]]) -> str:
    if sort == words.PLACE:
        return library.place_name(code, get_language() or "en")
    return _(named[sort][code]) if sort in named else code.replace("-", " ")


def sources(place: str = "") -> list[tuple[str, str]]:
    """Return clippings to choose from: those of the place first, then the latest of all."""
    country = place.partition("-")[0]
    wanted = [frozenset({f"{words.PLACE}:{code}"}) for code in dict.fromkeys((place, country)) if code]
    pages = [library.list_clippings(tags=tags, limit=MOST_SOURCES) for tags in (*wanted, frozenset[str]())]
    cards = {card.ref: card for page in pages for card in page.cards}
    return [(ref, f"{card.source}: {card.title}"[:120]) for ref, card in cards.items()]
