"""Strings that must never be found in what a thief takes, and the search for them in every common spelling."""

import base64
import html
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

_LATIN = "qxzvkwjhf"
_CYRILLIC = "щъыэюфцжх"


class Markers:
    """Makes marked names, places and texts; each holds one of two cores that exist nowhere else in the world."""

    def __init__(self) -> None:
        self.latin = "".join(secrets.choice(_LATIN) for _ in range(12))
        self.cyrillic = "".join(secrets.choice(_CYRILLIC) for _ in range(12))
        self._made = 0

    def __call__(self, what: str) -> str:
        """Return a marked string: now Latin, now Cyrillic, and its number, so that each differs."""
        self._made += 1
        if self._made % 2:
            return f"{what.capitalize()}{self.latin}{self._made}"
        return f"Имя{self.cyrillic}{self._made}"

    def login(self) -> str:
        """Return a marked login, as a person could type it."""
        self._made += 1
        return f"{self.latin}{self._made}"

    def both(self, what: str) -> str:
        """Return one text with a marker of each alphabet in it."""
        return f"{self(what)} и {self(what)}"

    def needles(self) -> dict[str, bytes]:
        """Return every spelling of both cores, by its name."""
        return {
            f"{alphabet} {name}": needle
            for alphabet, core in (("Latin", self.latin), ("Cyrillic", self.cyrillic))
            for name, needle in spellings(core)
        }


def spellings(core: str) -> Iterator[tuple[str, bytes]]:
    """Yield a string in every encoding somebody might have written it in, cut to what does not depend on its ends."""
    for name, text in (("", core), (" upper", core.upper())):
        yield f"UTF-8{name}", text.encode()
        yield f"UTF-16LE{name}", text.encode("utf-16-le")
        yield f"UTF-16BE{name}", text.encode("utf-16-be")
        for coding in ("utf-8", "utf-16-le"):
            raw = text.encode(coding)
            for shift in range(3):
                whole = base64.b64encode(bytes(shift) + raw)
                inner = whole[4 if shift else 0 : -4]
                yield f"base64 of {coding}{name}, {shift}", inner
                yield f"base64url of {coding}{name}, {shift}", inner.translate(bytes.maketrans(b"+/", b"-_"))
            yield f"hex of {coding}{name}", raw.hex().encode()
            yield f"HEX of {coding}{name}", raw.hex().upper().encode()
        yield f"percent{name}", "".join(f"%{byte:02X}" for byte in text.encode()).encode()
        yield f"percent, small{name}", "".join(f"%{byte:02x}" for byte in text.encode()).encode()
        yield f"percent of a form{name}", quote(text).encode()
        yield f"JSON{name}", re.sub(r"[^ -~]", lambda it: f"\\u{ord(it[0]):04x}", text).encode()
        yield f"HTML{name}", html.escape(text).encode("ascii", "xmlcharrefreplace")
    if not core.isascii():
        yield "windows-1251", core.encode("cp1251")
        yield "KOI8-R", core.encode("koi8-r")


def search(haystack: bytes, needles: dict[str, bytes]) -> list[str]:
    """Return the names of the spellings found."""
    return [name for name, needle in needles.items() if needle in haystack]


def search_tree(folder: Path, needles: dict[str, bytes]) -> list[str]:
    """Return what is found in the files of a folder, and in their names."""
    found = []
    for path in sorted(folder.rglob("*")):
        found += [
            f"name of {path.name}: {name}" for name in search(str(path.relative_to(folder)).encode(), needles)
        ]
        if path.is_file():
            found += [f"{path.name}: {name}" for name in search(path.read_bytes(), needles)]
    return found
