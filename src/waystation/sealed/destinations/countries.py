"""Countries by their ISO 3166 code, named in the reader's language."""

from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

# Groups and test codes that the data counts among territories.
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_LENGTH = 2


def name_of(code: str) -> str:
    """Return a country's name in the language of the page; the code itself where it is unknown."""
    return _names(get_language() or "en").get(code, code)


def choices() -> list[tuple[str, str]]:
    """Return every country with its name, in the order of the names."""
    return sorted(_names(get_language() or "en").items(), key=lambda pair: pair[1])


@cache
def _names(language: str) -> dict[str, str]:
    try:
        found = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        found = Locale("en").territories
    return {
        code: name
        for code, name in found.items()
        if len(code) == _LENGTH and code.isalpha() and code not in _NO_COUNTRY
    }
