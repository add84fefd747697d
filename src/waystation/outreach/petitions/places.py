"""Countries by name, in the language of the page."""

from functools import cache

from waystation.foundation.kernel.countries import name_of
from waystation.outreach.petitions.rules import signing


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """Return the countries by name in a language, without the code for not saying."""
    named = [(code, name_of(code, language)) for code in signing.COUNTRIES if code != signing.UNSAID]
    return sorted(named, key=lambda pair: pair[1].casefold())
