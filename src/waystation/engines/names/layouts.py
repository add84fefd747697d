"""Was this typed with the keyboard in the other layout? Its letters tell: names use some far more than others."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from math import log

from waystation.engines.names import letters
from waystation.engines.names.lexicon import forms


def looks_mistyped(chunk: str) -> bool:
    """Whether the letters are likelier for a name of the other alphabet typed on the wrong keys.

    The log-likelihood ratio of single letters, counted over the list of given names as written and as they come out
    in the other layout.
    """
    script = letters.script_of(chunk)
    if script not in {"cyrillic", "latin"}:
        return False
    weights = _weights()[script]
    return sum(weights.get(letter, 0.0) for letter in chunk.casefold()) < 0


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    written: dict[str, Counter[str]] = {"cyrillic": Counter(), "latin": Counter()}
    turned: dict[str, Counter[str]] = {"cyrillic": Counter(), "latin": Counter()}
    for form in map(str.casefold, forms("given.txt")):
        script = letters.script_of(form)
        if script in written:
            written[script].update(form)
            turned["latin" if script == "cyrillic" else "cyrillic"].update(letters.in_other_layout(form))
    return {script: _ratios(written[script], turned[script]) for script in written}


def _ratios(written: Counter[str], turned: Counter[str]) -> dict[str, float]:
    seen = set(written) | set(turned)
    sums = written.total() + len(seen), turned.total() + len(seen)
    return {letter: log((written[letter] + 1) / sums[0] * sums[1] / (turned[letter] + 1)) for letter in seen}
