"""How a desk takes what was typed or pressed: days to choose, refusals beside the fields, moves on what was read."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import Invalid, Refused

Made = TypeVar("Made")


class DayInput(forms.DateInput):
    """A day chosen from the browser's own calendar, or typed."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MomentInput(forms.DateTimeInput):
    """A day and time chosen from the browser's own calendar, or typed."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class Moved(Protocol):
    """What was moved along, and where it stands now."""

    @property
    def state_label(self) -> str:
        """Where it stands, in words that can be translated."""


def version(request: HttpRequest, now: str) -> str:
    """Return which version the page was read in that is posted now, or the one that is shown.

    A view puts it into its context, and ``site/components/form.html`` into the form; what was refused keeps the first one.
    """
    return request.POST.get("version", "") if request.method == "POST" else now


def show(form: forms.Form, wrong: Invalid) -> None:
    """Put what is wrong beside each field; what has no field here stands above."""
    for field, sentence in wrong.fields.items():
        form.add_error(field if field in form.fields else None, _(sentence))


def is_done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do what was posted; where it cannot be taken, put the sentences beside the fields: what was typed stays."""
    if not form.is_valid():
        return False
    try:
        act()
    except Invalid as wrong:
        show(form, wrong)
    except Refused as refused:
        for sentence in refused.missing:
            form.add_error(None, _(sentence))
    else:
        return True
    return False


def made(form: forms.Form, act: Callable[[], Made]) -> Made | None:
    """The same, where what was made is wanted; nothing where it could not be."""
    results: list[Made] = []
    return results[0] if is_done(form, lambda: results.append(act())) else None


def try_move(request: HttpRequest, act: Callable[[], object], done: str = "") -> None:
    """Do what a button asked for, and say that it was done, or what is missing."""
    try:
        act()
    except Refused as refused:
        for sentence in refused.missing:
            messages.error(request, _(sentence))
    else:
        messages.success(request, done or _("Done."))


def press(request: HttpRequest, move: Callable[..., Moved]) -> None:
    """Move what was read along, as a button of ``site/components/moves.html`` asks, and say where it stands now."""
    moved = move(move=request.POST.get("move", ""), read=request.POST.get("version", ""), at=clock.now())
    messages.success(request, _("Done: %(state)s.") % {"state": _(moved.state_label)})
