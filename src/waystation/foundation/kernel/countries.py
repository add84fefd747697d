"""Countries by their ISO 3166 code, named in a reader's language."""

from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, gettext

from waystation.foundation.kernel.words import gettext_noop as _

# Groups and test codes that the data counts among territories.
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
# ISO 3166 leaves this code to whoever needs one: the invented country of the demonstration.
_INVENTED = {"AA": _("Alderland")}
_LENGTH = 2


def name_of(code: str, language: str = "") -> str:
    """Return a country's name, in the language of the page where none is named; the code itself where it is unknown."""
    if code in _INVENTED:
        return gettext(_INVENTED[code])
    return _names(language or get_language() or "en").get(code, code)


def choices(language: str = "") -> list[tuple[str, str]]:
    """Return every country's code with its name, in the order of the names."""
    named = _names(language or get_language() or "en")
    return sorted(named.items(), key=lambda pair: pair[1].casefold())


@cache
def _names(language: str) -> dict[str, str]:
    try:
        found = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        found = Locale("en").territories
    return {
        code: str(name)
        for code, name in found.items()
        if len(code) == _LENGTH and code.isalpha() and code not in _NO_COUNTRY
    }
