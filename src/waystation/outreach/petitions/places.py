"""Countries by name, in the language of the page."""

from functools import cache

from babel import Locale

from waystation.outreach.petitions.rules import signing


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """Return the countries by name in a language, without the code for not saying."""
    named = [(code, country_name(code, language)) for code in signing.COUNTRIES if code != signing.UNSAID]
    return sorted(named, key=lambda pair: pair[1].casefold())


def country_name(code: str, language: str) -> str:
    """Return the name of one country."""
    return str(Locale.parse(language).territories.get(code, code))
