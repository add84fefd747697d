"""Tags and their vocabulary: places, actors, kinds of harm, subjects; and which places a sentence speaks of."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from waystation.foundation.kernel.words import gettext_noop as _

PLACE, ACTOR, KIND, SUBJECT = "place", "actor", "kind", "subject"
SORTS = {PLACE: _("Place"), ACTOR: _("Who does it"), KIND: _("Kind of harm"), SUBJECT: _("Subject")}

ACTORS: dict[str, str] = {
    "police": _("Police"),
    "security": _("Security services"),
    "army": _("Army"),
    "prison": _("Prison service"),
    "courts": _("Prosecutors and courts"),
    "government": _("Government and officials"),
    "parliament": _("Parliament"),
    "religious": _("Religious authorities"),
    "armed-groups": _("Armed groups and vigilantes"),
    "family": _("Family and relatives"),
    "media": _("Media"),
    "employers": _("Employers, schools, clinics"),
    "unknown": _("Not known who"),
}
KINDS: dict[str, str] = {
    "killing": _("Killing"),
    "disappearance": _("Disappearance"),
    "detention": _("Unlawful detention"),
    "torture": _("Torture and ill-treatment"),
    "sexual-violence": _("Sexual violence"),
    "family-violence": _("Violence by relatives"),
    "extortion": _("Blackmail and extortion"),
    "entrapment": _("Entrapment"),
    "prosecution": _("Prosecution under law"),
    "no-protection": _("No protection by the state"),
    "return": _("Forced return"),
    "custody": _("Loss of one's children"),
    "censorship": _("Censorship, ban on gathering"),
    "medical": _("Forced treatment"),
    "discrimination": _("Discrimination in work, housing, care"),
}

# Regions with a name of their own in what we collect: code, then the names they go by.
REGIONS: dict[str, tuple[str, ...]] = {
    "ru-chechnya": ("Chechnya", "Chechen Republic", "Grozny", "Чечня", "Чеченская", "Грозный"),
    "ru-dagestan": ("Dagestan", "Makhachkala", "Дагестан", "Махачкала"),
    "ru-ingushetia": ("Ingushetia", "Nazran", "Ингушетия", "Назрань"),
    "ru-kabardino-balkaria": ("Kabardino-Balkaria", "Nalchik", "Кабардино-Балкария", "Нальчик"),
    "ru-north-ossetia": ("North Ossetia", "Vladikavkaz", "Северная Осетия", "Владикавказ"),
}
REGION_LABELS = {
    "ru-chechnya": _("Chechnya"),
    "ru-dagestan": _("Dagestan"),
    "ru-ingushetia": _("Ingushetia"),
    "ru-kabardino-balkaria": _("Kabardino-Balkaria"),
    "ru-north-ossetia": _("North Ossetia"),
}

_PLACE = re.compile(r"[a-z]{2}(?:-[\w-]{2,36})?")
_WORD = re.compile(r"[\w][\w-]{1,39}")
_CYRILLIC_ENDING = re.compile(r"[аеёиоуыэюяйь]{1,2}$")
_SHORTEST_STEM = 4
MOST_TAGS = 24


def slug(text: str) -> str:
    """Spell free words as a tag: lower case, letters, digits and hyphens of any script."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-")[:40]


def place_of(country: str, region: str = "") -> str:
    """Spell a country code and a region as one place; a region known by several names is always spelt the same way."""
    named = slug(region)
    for code, names in REGIONS.items():
        if code.startswith(f"{country.lower()}-") and named in {*map(slug, names), code[3:]}:
            return code
    return "-".join(part for part in (country.lower(), named) if part)


def is_place(text: str) -> bool:
    """Say whether this is the code of a country, or of a region in one."""
    return _PLACE.fullmatch(text) is not None


def is_tag(text: str) -> bool:
    """Say whether this is a tag as this house spells them: ``sort:word``."""
    sort, _colon, word = text.partition(":")
    if sort == PLACE:
        return is_place(word)
    if sort == ACTOR:
        return word in ACTORS
    if sort == KIND:
        return word in KINDS
    return sort == SUBJECT and _WORD.fullmatch(word) is not None and word == slug(word)


def subjects(text: str) -> frozenset[str]:
    """Read subjects typed with commas between them as tags."""
    found = (slug(part) for part in text.split(","))
    return frozenset(f"{SUBJECT}:{word}" for word in found if len(word) > 1)


def words_of(tags: Iterable[str], sort: str) -> list[str]:
    """Return the words of one sort among tags, sorted."""
    return sorted(tag.partition(":")[2] for tag in tags if tag.startswith(f"{sort}:"))


def lies_within(place: str, whole: str) -> bool:
    """Say whether a place is another, or a region in it."""
    return place == whole or place.startswith(f"{whole}-")


def touches(one: str, other: str) -> bool:
    """Say whether what holds in one place may matter in the other: the same, or one lies within the other."""
    return lies_within(one, other) or lies_within(other, one)


def places_named(text: str, countries: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Find which places a sentence speaks of, in any of the languages whose names are given.

    ``countries`` maps a country code to its names. Endings of Russian names are let go, so that any case is found.
    """
    folded = text.casefold()
    named = {code: (*names, code.upper()) for code, names in countries.items()}
    named |= {code: names for code, names in REGIONS.items() if code[:2] in countries}
    return frozenset(
        code for code, names in named.items() if any(_speaks(text, folded, each) for each in names)
    )


def _speaks(text: str, folded: str, name: str) -> bool:
    if len(name) < _SHORTEST_STEM:
        # Short names and codes are words of their own: “us” is none, “US” is one.
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
    stem = _CYRILLIC_ENDING.sub("", name.casefold())
    is_stem = stem != name.casefold() and len(stem) >= _SHORTEST_STEM
    sought = stem if is_stem else name.casefold()
    if sought not in folded:
        return False
    end = "" if is_stem else r"(?!\w)"
    return re.search(rf"(?<!\w){re.escape(sought)}{end}", folded) is not None
