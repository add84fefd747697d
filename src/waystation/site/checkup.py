"""Whether settings, keys, tables and database of an installation fit together, in sentences that say what to do."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.site import separation
from waystation.site.tables import waiting_changes


@dataclass(frozen=True)
class Looked:
    """One thing that was looked at: what, whether it is well, and a sentence."""

    what: str
    is_well: bool
    sentence: str


def look() -> list[Looked]:
    """Look at everything, from the configuration to the tables; what cannot be looked at is said, not raised."""
    return [*_settings(), *_keys(), *_database()]


def _settings() -> Iterator[Looked]:
    data = Path(settings.DATA_FOLDER)
    yield Looked("settings", True, f"The installation in {data} is a {settings.MODE} one.")
    if _is_open_to_others(data):
        yield Looked("settings", False, f"Others may enter {data}: chmod 700.")
    if settings.MODE == "real" and not settings.ORIGINS:
        yield Looked(
            "settings", True, "No addresses are named under [origins]: cookies are not marked for https only."
        )
    for reason in separation.reasons_to_refuse(settings.DOOR, os.environ, vault.keys_folder()):
        yield Looked("settings", False, reason)
    for message in checks.run_checks():
        yield Looked("settings", message.level < checks.ERROR, f"{message.msg} {message.hint or ''}".strip())


def _keys() -> Iterator[Looked]:
    place = vault.keys_folder()
    missing = vault.missing_keys()
    for name in missing:
        yield Looked(
            "keys", False, f"{name} is missing from {place}: bring back the copy of the keys folder."
        )
    for path in sorted(place.glob("*.key")):
        if _is_open_to_others(path):
            yield Looked("keys", False, f"Others may read {path}: chmod 600.")
    if not missing:
        yield Looked("keys", True, f"All keys are in {place}.")


def _database() -> Iterator[Looked]:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Looked(
            "database", False, f"The database does not answer ({type(error).__name__}): DATABASE_URL."
        )
        return
    yield Looked("database", True, f"{connection.display_name} {_version()} answers.")
    waiting = len(waiting_changes())
    if waiting:
        yield Looked("tables", False, f"Changes of the tables wait ({waiting}): run `waystation upgrade`.")
        return
    yield Looked("tables", True, "The tables are those of this version.")
    if not staff.has_house():
        yield Looked("staff", False, "There is no first supervisor yet: run `waystation init`.")
    yield from _keys_that_fit()


def _keys_that_fit() -> Iterator[Looked]:
    lost = sorted(vault.epochs_in_use() - set(vault.epochs()))
    for epoch in lost:
        yield Looked(
            "keys", False, f"epoch-{epoch}.key is missing: what lies under it opens nowhere. Bring it back."
        )
    if vault.missing_keys():
        return
    if not ledger.knows_tag_key():
        yield Looked(
            "keys",
            False,
            "tag.key is not the one this database was written with: nobody can log in. Bring it back.",
        )
    head = ledger.latest_head()
    if head is not None and head.public_key != vault.signing_public_key():
        yield Looked("keys", False, "signing.key is not the one that signed the last head of the ledger.")


def _version() -> str:
    return ".".join(str(part) for part in connection.get_database_version())


def _is_open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
