"""Words and numbers as a language writes them."""

import math
import tomllib
from functools import lru_cache
from importlib.resources import files

from waystation.engines.forecast.comparing import Range
from waystation.engines.forecast.parameters import Parameter

_MINUS = "−"
_NARROW = "\u202f"


@lru_cache(maxsize=1)
def _all() -> dict[str, dict[str, str]]:
    text = files("waystation.engines.forecast").joinpath("words.toml").read_text(encoding="utf-8")
    return {
        language: {key: str(value) for key, value in words.items()}
        for language, words in tomllib.loads(text).items()
    }


class Wording:
    """One language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = _all()[language]

    def __call__(self, key: str, **values: object) -> str:
        """A sentence with its places filled."""
        return self._words[key].format(**values)

    def number(self, value: float, places: int = 0, *, signed: bool = False) -> str:
        """A number with the language's separators and a true minus sign."""
        if not math.isfinite(value):
            return "∞"
        shown = f"{abs(round(value, places)):,.{places}f}"
        shown = shown.replace(",", "\0").replace(".", self._words["decimal"])
        shown = shown.replace("\0", self._words["thousands"].replace(" ", _NARROW))
        if round(value, places) < 0:
            return _MINUS + shown
        return f"+{shown}" if signed and round(value, places) > 0 else shown

    def plain(self, value: float) -> str:
        """A parameter as it was given: four figures are enough."""
        if value >= 1_000:
            return self.number(value)
        text = f"{value:.4g}"
        return text.replace(".", self._words["decimal"])

    def money(self, value: float, *, signed: bool = False) -> str:
        """Money to the hundred: nothing here is known better."""
        return self.number(round(value / 100.0) * 100.0, signed=signed)

    def month(self, value: float, window: int) -> str:
        """A month, or that it does not come within the window."""
        return self.number(value) if math.isfinite(value) else self("never", window=window)

    def unit(self, one: Parameter) -> str:
        """The unit of a parameter in words; what is “a month” says so in its name."""
        if one.unit == "people/month":
            return ""
        return self("months") if one.unit == "months" else one.unit.partition("/")[0]

    def amount(self, one: Parameter, value: float) -> str:
        """A value of a parameter with its unit."""
        if one.unit == "share":
            return f"{self.plain(100.0 * value)}{_NARROW}%"
        if one.unit == "factor":
            return f"×{self.plain(value)}"
        return f"{self.plain(value)} {self.unit(one)}".strip()

    def quantity(self, one: Parameter) -> str:
        """A parameter’s best value and what is not known of it."""
        if not one.is_uncertain:
            return self.amount(one, one.value)
        scale = 100.0 if one.unit == "share" else 1.0
        bounds = f"{self.plain(one.low * scale)}–{self.plain(one.high * scale)}"
        return f"{self.amount(one, one.value)} ({bounds})"


def is_open(one: Range) -> bool:
    """Whether nine in ten draws fail to agree on the sign."""
    return one.low90 <= 0 <= one.high90
