"""Constituencies by the identifiers of Open Civic Data, and postal codes as people write them."""

import re
from collections.abc import Iterable

ROOT = "ocd-division"
_TERRITORIES = frozenset({"pr", "gu", "vi", "as", "mp"})
_CODE = re.compile(r"[A-Z0-9]{2,10}")
ZIP_DIGITS = 5
AT_LARGE = frozenset({0, 98})  # 98 is the Census Bureau's number for a delegate's district


def us_division(state: str, district: int | None = None) -> str:
    """Name a state, or a congressional district of it; one that elects at large has its state's name.

    Source: opencivicdata/ocd-division-ids, ``country-us``.
    """
    code = state.lower()
    kind = "district" if code == "dc" else "territory" if code in _TERRITORIES else "state"
    whole = f"{ROOT}/country:us/{kind}:{code}"
    return whole if district is None or district in AT_LARGE else f"{whole}/cd:{district}"


def division(country: str, region: str = "", district: str = "") -> str:
    """Name a place of a country for which the file gives no identifier of its own."""
    parts = [f"{ROOT}/country:{country.lower()}"]
    parts += [f"{kind}:{_slug(name)}" for kind, name in (("region", region), ("district", district)) if name]
    return "/".join(parts)


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def above(name: str) -> list[str]:
    """Return a division and everything it lies in, the country first."""
    parts = name.split("/")
    return ["/".join(parts[:end]) for end in range(2, len(parts) + 1)]


def lies_in(inner: str, outer: str) -> bool:
    """Say whether a division is another, or lies in it."""
    return f"{inner}/".startswith(f"{outer}/")


def normal_code(country: str, typed: str) -> str:
    """Return a postal code as the tables spell it; empty if this cannot be one. A ZIP+4 loses its four."""
    found = re.sub(r"[\s-]", "", typed).upper()
    if country == "US":
        digits = found[:ZIP_DIGITS]
        is_zip = len(found) in {ZIP_DIGITS, ZIP_DIGITS + 4} and found.isascii() and found.isdigit()
        return digits if is_zip else ""
    return found if _CODE.fullmatch(found) else ""


def certain(outer: str, leaves: Iterable[str]) -> bool:
    """Say whether whoever lives in any of these places is represented by whoever speaks for ``outer``."""
    return all(lies_in(leaf, outer) for leaf in leaves)
