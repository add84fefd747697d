"""Postal codes and those in office, held in memory: a ZIP is looked up in microseconds, and in nobody's query log.

Each process reads both tables once, and again when an import or a statement has left a new edition.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

from django.db import connection

from waystation.outreach.letters.cards import OfficialCard
from waystation.outreach.letters.models import Edition, Official, PostalArea
from waystation.outreach.letters.queries.cards_of import official_card

_EDITIONS = f"SELECT ref FROM {Edition._meta.db_table} ORDER BY ref"  # noqa: SLF001, S608 - a name of our own


@dataclass(frozen=True)
class Atlas:
    """Everything as of one set of editions."""

    editions: tuple[str, ...] = ()
    areas: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    officials: Mapping[str, tuple[OfficialCard, ...]] = field(default_factory=dict)

    @property
    def coded(self) -> frozenset[str]:
        """The countries whose postal codes are known."""
        return frozenset(self.areas)

    def divisions(self, country: str, code: str) -> tuple[str, ...]:
        """Return the constituencies a code lies in; none if it is not known."""
        return self.areas.get(country, {}).get(code, ())

    def in_country(self, country: str) -> Iterator[OfficialCard]:
        """Yield those in office in a country."""
        return (one for who in self.officials.values() for one in who if one.country == country)


_held = {"atlas": Atlas()}
_lock = Lock()


def current() -> Atlas:
    """Return the atlas as the tables stand now; one small question to the database says whether it is still so."""
    with connection.cursor() as cursor:
        cursor.execute(_EDITIONS)
        editions = tuple(ref for (ref,) in cursor.fetchall())
    if _held["atlas"].editions != editions:
        with _lock:
            if _held["atlas"].editions != editions:
                _held["atlas"] = _read(editions)
    return _held["atlas"]


def _read(editions: tuple[str, ...]) -> Atlas:
    areas: dict[str, dict[str, tuple[str, ...]]] = {}
    rows = PostalArea.objects.order_by("country", "code", "division").values_list(
        "country", "code", "division"
    )
    for country, code, division in rows.iterator(chunk_size=5000):
        codes = areas.setdefault(country, {})
        codes[code] = (*codes.get(code, ()), sys.intern(division))
    officials: dict[str, list[OfficialCard]] = {}
    for row in Official.objects.filter(is_gone=False):
        officials.setdefault(row.division, []).append(official_card(row))
    return Atlas(editions, areas, {name: tuple(who) for name, who in officials.items()})
