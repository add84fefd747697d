"""What each door may not hold: checked when it starts, by hand and by the framework's system check (T-03)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

DOORS = ("front", "desk", "work")

# Each secret variable and the one door that gets it.
VARIABLES = {"WAYSTATION_DESK_KEY": "desk", "WAYSTATION_SMTP": "work"}

# Key files that the front's configuration does not lead to. It seals with public keys, tags and epochs alone.
KEPT_FROM_FRONT = frozenset({"desk.key", "mailer.key", "signing.key"})


def reasons_to_refuse(door: str, variables: Mapping[str, str], keys: Path) -> list[str]:
    """List what this door could read and must not, or lacks, in sentences; nothing is refused outside the doors."""
    if door not in DOORS:
        return []
    if door == "desk" and not variables.get("WAYSTATION_DESK_KEY"):
        return ["The desk has no key of its own: start it through `waystation serve`."]
    held = [name for name, owner in VARIABLES.items() if variables.get(name) and owner != door]
    found = sorted(name for name in KEPT_FROM_FRONT if door == "front" and _readable(keys / name))
    return [f"The {door} must not know {name}: take it out of its environment." for name in held] + [
        f"The front must not read {name}: give it a keys folder of its own (WAYSTATION_KEYS) without this file."
        for name in found
    ]


def lay_out_front_keys(data: Path) -> Path:
    """Return a folder of links to just the key files the front may have, brought up to date.

    The front's configuration then leads to nothing else. Where front and desk run as different users of the
    system, file permissions hold even a front that was broken into to the same.
    """
    view = data / "front-keys"
    view.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = {path.name: path for path in (data / "keys").glob("*.key") if path.name not in KEPT_FROM_FRONT}
    for link in view.iterdir():
        if link.name not in wanted:
            link.unlink()
    for name, path in wanted.items():
        if not (view / name).is_symlink():
            (view / name).symlink_to(path)
    return view


@register(Tags.security)
def check_separation(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Report through the framework's checks what this door could read and must not."""
    from os import environ

    from waystation.foundation.vault import api as vault

    del app_configs, kwargs
    reasons = reasons_to_refuse(settings.DOOR, environ, vault.keys_folder())
    return [Error(reason, id="waystation.E001") for reason in reasons]


def _readable(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False
