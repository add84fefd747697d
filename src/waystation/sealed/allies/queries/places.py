"""Whether two words mean one town, and two names one person, whatever the alphabet and the habit of spelling."""

import re

from waystation.engines.names import api as names
from waystation.foundation.vault import api as vault

# Towns whose names differ by more than letters. Everything else is a matter of spelling, which the engine knows.
_TWINS = (
    ("москва", "moscow", "moskau", "moscou"),
    ("санкт-петербург", "петербург", "питер", "спб", "saint petersburg", "st petersburg", "st. petersburg"),
    ("варшава", "warsaw", "warschau", "varsovie"),
    ("вена", "vienna", "wien"),
    ("вильнюс", "vilnius", "wilno", "wilna"),
    ("прага", "prague", "praha", "prag"),
    ("киев", "київ", "kyiv", "kiev"),
    ("тбилиси", "tbilisi", "tiflis"),
    ("ереван", "yerevan", "erevan"),
    ("париж", "paris"),
    ("мюнхен", "munich", "münchen"),
    ("кёльн", "cologne", "köln"),
    ("брюссель", "brussels", "bruxelles", "brussel"),
    ("стамбул", "istanbul"),
    ("нью-йорк", "new york"),
)
_BETWEEN = re.compile(r"[,;()/]")
_TWIN_OF = {vault.fold(town): twins[0] for twins in _TWINS for town in twins}


class SameTown:
    """Says whether two words mean one town; remembers for the length of one search what it compared, no longer."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bool] = {}

    def __call__(self, wanted: str, offered: str) -> bool:
        """Compare a town looked for with one that is offered; a region or a district may stand beside it."""
        pair = (vault.fold(wanted), vault.fold(offered))
        if pair not in self._known:
            self._known[pair] = _is_same(*pair)
        return self._known[pair]


def same_person(one: str, other: str) -> bool:
    """Say whether two names may be one person's."""
    return vault.fold(one) == vault.fold(other) or _is_alike(one, other)


def _is_same(wanted: str, offered: str) -> bool:
    parts = [part.strip() for part in _BETWEEN.split(offered) if part.strip()]
    return wanted in offered or any(
        _TWIN_OF.get(wanted, wanted) == _TWIN_OF.get(part, part) or _is_alike(wanted, part) for part in parts
    )


def _is_alike(one: str, other: str) -> bool:
    return names.match(one, other).score >= names.MATCH_AT
