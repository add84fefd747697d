"""Who is asking, how answers look in words, and how a refusal finds its way back into the form that was typed."""

from collections.abc import Callable, Container, Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.staff import api as staff
from waystation.sealed.allies import api as allies
from waystation.sealed.allies.rules import kinds

_CODED = set(kinds.CHOICES) - {"languages"}


def actor_of(request: HttpRequest) -> staff.Actor:
    """Return who is acting.

    :raises NotHere: nobody with unlocked keys.
    """
    actor = getattr(request, "actor", None)
    if not isinstance(actor, staff.Actor):
        raise NotHere
    return actor


def is_done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do what was posted; where it cannot be taken, put the sentences beside the fields: what was typed stays."""
    if not form.is_valid():
        return False
    try:
        act()
    except Invalid as wrong:
        for field, sentence in wrong.fields.items():
            form.add_error(field if field in form.fields else None, _(sentence))
    except Refused as refused:
        for sentence in refused.missing:
            form.add_error(None, _(sentence))
    else:
        return True
    return False


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
