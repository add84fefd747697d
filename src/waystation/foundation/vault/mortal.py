"""Keys that die: one file each in the keys folder, by which something can be recognised until the file is destroyed.

No backup contains the keys folder, so what was made with such a key is dead everywhere once the file is gone.
"""

import re
import secrets
import time

from waystation.foundation.kernel import macs
from waystation.foundation.vault import keystore, primitives

_NAME = re.compile(r"[a-z]+-[2-9a-z]{14}")
_known: dict[str, tuple[float, macs.Keyed]] = {}
_LOOKED_FOR = 1.0  # seconds for which a key that was there is taken to be there still


def make_mortal_key(name: str) -> None:
    """Make a key that will be destroyed one day; ``name`` is a word and a reference. Making it again changes nothing.

    :raises ValueError: the name is not one.
    """
    keystore.write_once(
        keystore.folder() / f"{_checked(name)}.key", secrets.token_bytes(primitives.KEY_BYTES)
    )


def mortal_tag(name: str, *parts: bytes) -> bytes:
    """Return a keyed hash (32 bytes) that nobody can make, or compare with anything, once the key is destroyed.

    :raises keystore.KeysMissing: it was destroyed, or is not on this machine.
    """
    told = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return macs.mac(_read(name), told)


def destroy_mortal_key(name: str) -> None:
    """Overwrite and remove a key, for good; destroying it again changes nothing."""
    _known.pop(name, None)
    keystore.destroy(keystore.folder() / f"{_checked(name)}.key")


def _read(name: str) -> macs.Keyed:
    """Return the key while its file stands: a process that read it once forgets it when the file is gone."""
    now = time.monotonic()
    known = _known.get(name)
    if known is not None and now < known[0]:
        return known[1]
    try:
        key = macs.keyed(bytes.fromhex((keystore.folder() / f"{name}.key").read_text()))
    except OSError as exc:
        _known.pop(name, None)
        raise keystore.KeysMissing(f"the key {name} is not here, or was destroyed") from exc
    _known[name] = (now + _LOOKED_FOR, key)
    return key


def _checked(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise ValueError("a mortal key is named by a word and a reference")
    return name
