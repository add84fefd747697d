"""Fields of a TOML file, read one at a time and refused by name."""

import math
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

Text = Mapping[str, str]
LANGUAGES = ("en", "ru")


class Unusable(Exception):
    """Input that cannot be used; the message names the field and is one sentence."""


def table(path: Path, field: str) -> dict[str, Any]:
    """A TOML file as a table.

    :raises Unusable: naming ``field``.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Unusable(f"{field}: {path} cannot be read ({error.strerror or error}).") from None
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unusable(f"{field}: {path} is not UTF-8 text.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unusable(f"{field}: {path} is not TOML ({error}).") from None


class Fields:
    """A table with its name, so that what is wrong can be said where it is wrong."""

    def __init__(self, values: object, where: str) -> None:
        if not isinstance(values, dict):
            raise Unusable(f"{where or 'SCENARIO'}: must be a table.")
        self._values = values
        self._where = where

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def named(self, name: str) -> str:
        """The full name of a field."""
        return f"{self._where}.{name}" if self._where else name

    def only(self, known: Iterable[str]) -> None:
        """Refuse a field nobody asks for: it is a slip of the pen."""
        for name in self._values:
            if name not in set(known):
                raise Unusable(f"{self.named(name)}: there is no such field.")

    def get(self, name: str) -> Any:
        """A field that must be there."""
        if name not in self._values:
            raise Unusable(f"{self.named(name)}: is missing.")
        return self._values[name]

    def part(self, name: str) -> "Fields":
        """A table within."""
        return Fields(self.get(name), self.named(name))

    def parts(self, name: str) -> list["Fields"]:
        """A list of tables within; empty if absent."""
        values = self._values.get(name, [])
        if not isinstance(values, list):
            raise Unusable(f"{self.named(name)}: must be a list of tables, each begun with [[{name}]].")
        return [Fields(value, f"{self.named(name)}[{number}]") for number, value in enumerate(values, 1)]

    def names(self) -> list[str]:
        """The names given."""
        return list(self._values)

    def number(self, name: str, least: float = 0.0, most: float = 1e12) -> float:
        """A finite number within bounds."""
        value = self.get(name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or not least <= value <= most:
            raise Unusable(
                f"{self.named(name)}: must be a number from {least:g} to {most:g}, not {shown(value)}."
            )
        return float(value)

    def whole(self, name: str, least: int, most: int, otherwise: int | None = None) -> int:
        """A whole number within bounds."""
        if otherwise is not None and name not in self._values:
            return otherwise
        value = self.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Unusable(
                f"{self.named(name)}: must be a whole number from {least} to {most}, not {shown(value)}."
            )
        return value

    def choice(self, name: str, known: Iterable[str], otherwise: str | None = None) -> str:
        """One of the known words."""
        if otherwise is not None and name not in self._values:
            return otherwise
        value = self.get(name)
        if not isinstance(value, str) or value not in set(known):
            raise Unusable(f"{self.named(name)}: must be one of {', '.join(known)}, not {shown(value)}.")
        return value

    def day(self, name: str) -> date:
        """A day."""
        value = self.get(name)
        if type(value) is not date:
            raise Unusable(f"{self.named(name)}: must be a date such as 2026-11-21, not {shown(value)}.")
        return value

    def text(self, name: str, most: int = 90) -> Text:
        """Words in every language, so many signs at most: one string for all, or a table with ``en`` and ``ru``."""
        value = self.get(name)
        if isinstance(value, str):
            value = dict.fromkeys(LANGUAGES, value)
        if not isinstance(value, dict) or not all(
            isinstance(value.get(one), str) and value[one].strip() for one in LANGUAGES
        ):
            raise Unusable(f'{self.named(name)}: must be text, or {{ en = "…", ru = "…" }}.')
        found = {one: " ".join(value[one].split()) for one in LANGUAGES}
        if any(len(words) > most for words in found.values()):
            raise Unusable(f"{self.named(name)}: must have at most {most} signs.")
        return found

    def line(self, name: str, otherwise: str | None = None) -> str:
        """One string that is not empty."""
        if otherwise is not None and name not in self._values:
            return otherwise
        value = self.get(name)
        if not isinstance(value, str) or not value.strip():
            raise Unusable(f"{self.named(name)}: must be text, not {shown(value)}.")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """A list of strings; empty if absent."""
        value = self._values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise Unusable(f"{self.named(name)}: must be a list of strings.")
        return tuple(value)


def shown(value: object) -> str:
    """A value as somebody may have typed it, not too long."""
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"
