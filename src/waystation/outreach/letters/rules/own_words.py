"""How much of a letter is the writer's own: staff set aside letters that are all alike."""

import re

RUN = 3  # so many words in a row as in the template count as copied
FEW = 15  # per cent; below, the page asks for a sentence more
_WORDS = re.compile(r"\w+(?:['’-]\w+)*")


def share(letter: str, templates: tuple[str, ...]) -> int:
    """Return how many of a hundred words are not taken over from any of the templates.

    A word is taken over where it stands in a run of three that a template has too. Linear in the length of the text.
    """
    words = _split(letter)
    if not words:
        return 0
    known = {run for template in templates for run in _runs(_split(template))}
    copied: set[int] = set()
    for start, run in enumerate(_runs(words)):
        if run in known:
            copied.update(range(start, start + len(run)))
    return 100 * (len(words) - len(copied)) // len(words)


def _split(text: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(text)]


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1))]
