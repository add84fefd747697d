"""Who is asking, how answers look in words, and how a refusal finds its way back into the form that was typed."""

from collections.abc import Container, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.sealed.allies import api as allies
from waystation.sealed.allies.rules import kinds

_CODED = set(kinds.CHOICES) - {"languages"}


def answer_rows(answers: Mapping[str, Any], names: Container[str] = kinds.HEADINGS) -> list[dict[str, str]]:
    """Return what somebody answered as rows of a summary."""
    return [
        {"label": _(heading), "value": _as_words(name, answers[name])}
        for name, heading in kinds.HEADINGS.items()
        if name in answers and name in names
    ]


def points_in_words(points: tuple[allies.Point, ...]) -> list[str]:
    """Return why somebody fits, or what is not known, as sentences."""
    return [
        _(point.sentence) % {name: _value(name, value) for name, value in point.values.items()}
        for point in points
    ]


def _value(name: str, value: object) -> object:
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return kinds.LANGUAGES.get(str(value), value) if name == "language" else value


def _as_words(name: str, value: object) -> str:
    if name in {"from_on", "to_on"}:
        return date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    said = kinds.words_for(name, value)
    return ", ".join(said if name not in _CODED else (_(words) for words in said))
