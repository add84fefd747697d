"""The one configuration file of an installation, ``installation.toml`` in the data folder; no framework needed."""

import json
import os
import secrets
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO

from waystation.foundation.kernel.references import new_ref

FILE_NAME = "installation.toml"
MODES = frozenset({"real", "demo", "blank", "test"})


class InstallationUnreadable(Exception):
    """The configuration, file or environment, cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True)
class Installation:
    """Who runs this Waystation, in which languages, under which addresses.

    ``front`` and ``desk`` are origins such as ``https://example.org``; ``leave_to`` is where *Leave now*
    lands (empty: a calendar page of our own); ``sender`` is whom notices by mail come from.
    The secret key signs what the desk hands to browsers.
    """

    id: str
    secret_key: str = field(repr=False)
    mode: str = "real"
    organisation: str = "Waystation"
    languages: tuple[str, ...] = ("en", "ru")
    front: tuple[str, ...] = ()
    desk: tuple[str, ...] = ()
    leave_to: str = ""
    sender: str = ""


def new(**values: Any) -> Installation:
    """Return an installation with a fresh id and secret key."""
    return Installation(id=new_ref(), secret_key=secrets.token_urlsafe(48), **values)


def complaints(installation: Installation) -> list[str]:
    """List what cannot work in an installation, in sentences."""
    return [
        f"{code!r} is not the code of a language, such as en or ru."
        for code in installation.languages
        if code not in LANG_INFO
    ] + [
        f"{origin!r} is not an address of a door: https://example.org, with nothing after the name or port."
        for origin in (*installation.front, *installation.desk)
        if not _is_origin(origin)
    ]


def read(folder: Path) -> Installation | None:
    """Return the installation kept in a data folder, or None where there is no file yet.

    :raises InstallationUnreadable: the file is not TOML, lacks a value or holds one that means nothing.
    """
    try:
        text = (folder / FILE_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        table = tomllib.loads(text)
        origins = table.pop("origins", {})
        for name in ("languages",):
            table[name] = tuple(table[name])
        found = Installation(
            **table, front=tuple(origins.get("front", ())), desk=tuple(origins.get("desk", ()))
        )
    except (tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        raise InstallationUnreadable(
            f"{folder / FILE_NAME} cannot be read ({type(error).__name__}): bring it back from a backup, or mend it by hand."
        ) from None
    if found.mode not in MODES or not found.languages:
        raise InstallationUnreadable(f"{FILE_NAME} needs a mode ({', '.join(sorted(MODES))}) and a language")
    for complaint in complaints(found):
        raise InstallationUnreadable(f"{FILE_NAME}: {complaint}")
    return found


def write(folder: Path, installation: Installation) -> Path:
    """Write the file, readable by its owner only, in one step; return where it lies."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE_NAME
    draft = folder / f".{FILE_NAME}.new"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(spell(installation))
    draft.replace(path)
    return path


def renewed(installation: Installation) -> Installation:
    """Return the same installation with a secret key that nobody has seen, for backups."""
    return replace(installation, secret_key=secrets.token_urlsafe(48))


def spell(installation: Installation) -> str:
    """Return the text of the file."""
    lines = [
        "# Kept by `waystation init`. Whoever reads the secret key can forge a staff cookie: keep this file private.",
        *(
            f"{name} = {_toml(getattr(installation, name))}"
            for name in ("id", "secret_key", "mode", "organisation", "languages", "leave_to", "sender")
        ),
        "",
        "[origins]",
        f"front = {_toml(installation.front)}",
        f"desk = {_toml(installation.desk)}",
        "",
    ]
    return "\n".join(lines)


def _is_origin(address: str) -> bool:
    parts = urlsplit(address)
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and address == f"{parts.scheme}://{parts.netloc}"
    )


def _toml(value: str | tuple[str, ...]) -> str:
    """Strings and lists of strings are written alike in TOML and JSON."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
