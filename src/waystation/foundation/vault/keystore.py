"""The few keys that live beside the database, in a folder of their own that no backup contains.

None of them opens a case alone: epoch keys are an outer layer over grants, the rest sign, tag or address mail.
"""

import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from waystation.foundation.vault import primitives

TAG = "tag.key"
MAILER = "mailer.key"
SIGNING = "signing.key"
DESK = "desk.key"
SIGNING_SEED_BYTES = 64


class KeysMissing(Exception):
    """A key file is not where the settings say; the message names the file and what to do."""


def folder() -> Path:
    """Return the folder of key files: ``keys`` in the data folder, or the setting ``KEYS_FOLDER``."""
    return Path(settings.KEYS_FOLDER or Path(settings.DATA_FOLDER) / "keys")


def installation() -> str:
    """Return this installation's random identity, bound into every blob (setting INSTALLATION_ID)."""
    return str(settings.INSTALLATION_ID)


def prepare(place: Path) -> None:
    """Make every key file that is missing in a folder, readable by its owner only."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_once(place / TAG, secrets.token_bytes(primitives.KEY_BYTES))
    write_once(place / DESK, secrets.token_bytes(primitives.KEY_BYTES))
    write_once(place / MAILER, secrets.token_bytes(primitives.PRIVATE_BYTES))
    write_once(place / SIGNING, secrets.token_bytes(SIGNING_SEED_BYTES))
    if not list(place.glob("epoch-*.key")):
        write_once(place / "epoch-1.key", secrets.token_bytes(primitives.KEY_BYTES))


def missing_keys() -> list[str]:
    """Name the key files that are not in the folder; an epoch's key counts as missing only when there is none."""
    place = folder()
    missing = [name for name in (TAG, DESK, MAILER, SIGNING) if not (place / name).is_file()]
    return missing if list(place.glob("epoch-*.key")) else [*missing, "epoch-1.key"]


def write_once(path: Path, secret: bytes) -> None:
    """Write a key file as hex unless it exists, safe against a crash half way and against two writers."""
    if path.exists():
        return
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secret.hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def read(name: str) -> bytes:
    """Return the bytes of one key file.

    :raises KeysMissing: it is not there or not readable by this process.
    """
    return _read(f"{_place()}/{name}")


def _place() -> str:
    # Every mark and every grant asks for a key: the path is put together as text, a fifth of the price.
    return settings.KEYS_FOLDER or f"{settings.DATA_FOLDER}/keys"


@lru_cache(maxsize=64)
def _read(path: str) -> bytes:
    try:
        return bytes.fromhex(Path(path).read_text())
    except OSError as exc:
        raise KeysMissing(
            f"{Path(path).name} is not in the keys folder: bring back the copy of that folder"
        ) from exc


def epochs() -> list[int]:
    """List the epochs whose key is here, oldest first."""
    return sorted(int(path.stem.removeprefix("epoch-")) for path in folder().glob("epoch-*.key"))


def epoch_key(epoch: int) -> bytes:
    """Return the key of an epoch.

    :raises KeysMissing: it was destroyed, or never carried to this machine.
    """
    return read(f"epoch-{epoch}.key")


@lru_cache(maxsize=8)
def _current_epoch(place: str, _stamp: int) -> int:
    return max((int(path.stem.removeprefix("epoch-")) for path in Path(place).glob("epoch-*.key")), default=0)


def current_epoch() -> int:
    """Return the epoch under which new grants are layered.

    :raises KeysMissing: there is none.
    """
    place = _place()
    try:
        stamp = os.stat(place).st_mtime_ns  # noqa: PTH116 - asked for every grant: a path object costs five times as much
    except OSError as exc:
        raise KeysMissing("the keys folder is missing: bring back its copy") from exc
    found = _current_epoch(place, stamp)
    if not found:
        raise KeysMissing("no epoch key in the keys folder: bring back the copy of that folder")
    return found


def new_epoch() -> int:
    """Add the key of the next epoch and return its number."""
    following = current_epoch() + 1
    write_once(folder() / f"epoch-{following}.key", secrets.token_bytes(primitives.KEY_BYTES))
    return following


def destroy_epoch(epoch: int) -> None:
    """Destroy an epoch's key: whatever only backups still hold under it can never be opened again."""
    destroy(folder() / f"epoch-{epoch}.key")
    _read.cache_clear()


def destroy(path: Path) -> None:
    """Overwrite a key file and remove it, if it is there."""
    if path.exists():
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def lookup_tag(purpose: str, value: str) -> str:
    """Return a keyed hash by which a value may be found again without being stored: 32 hex characters."""
    return primitives.tag(read(TAG), purpose.encode(), value.encode()).hex()[:32]
