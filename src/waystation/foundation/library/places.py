"""Places by name, in the language of the page."""

from collections.abc import Iterable, Mapping
from functools import cache

from django.utils.translation import gettext as _

from waystation.foundation.kernel import countries as known
from waystation.foundation.library.rules.words import REGION_LABELS, places_named

_LANGUAGES = ("en", "ru")


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """Return the countries of the world by name in a language."""
    return [(code.lower(), name) for code, name in known.choices(language)]


def place_name(place: str, language: str) -> str:
    """Return a place in words: the country, and the region in it."""
    code, _hyphen, region = place.partition("-")
    country = known.name_of(code.upper(), language)
    if not region:
        return country
    named = _(REGION_LABELS[place]) if place in REGION_LABELS else region.replace("-", " ").title()
    return f"{named} ({country})"


def find_places(text: str, *, among: Iterable[str] = ()) -> frozenset[str]:
    """Find the places a sentence speaks of, in English or Russian; ``among`` names countries to look for, else all."""
    sought = {place.partition("-")[0] for place in among}
    names = _names()
    return places_named(text, {code: names[code] for code in sought & set(names)} if sought else names)


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    by_language = [dict(countries(language)) for language in _LANGUAGES]
    return {code: tuple(names[code] for names in by_language if code in names) for code in by_language[0]}
