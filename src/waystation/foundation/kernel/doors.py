"""Patience at the front door: what cannot be parsed is answered, a busy database is waited for, text is mended."""

import re
import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import BadRequest, SuspiciousOperation, ValidationError
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import ngettext_lazy

View = Callable[..., HttpResponse]
Done = TypeVar("Done")

QUIET = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "sentences"}
_PAUSES = (0.1, 0.4, 1.2)  # a busy database is waited for before anybody is told of it
_UNFIT = re.compile("[\0\ud800-\udfff]")  # nulls and half characters, which no database takes


def forgiving(view: View) -> View:
    """Answer what cannot be parsed at all with a page that says what to do; never 403, never too many requests."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.encoding = "utf-8"  # ours are the only forms; a false charset must not refuse what they carry
        try:
            if request.method == "POST":
                len(request.POST)
        except (SuspiciousOperation, MultiPartParserError, BadRequest):
            return render(request, "site/front/unreadable.html", status=HTTPStatus.BAD_REQUEST)
        return view(request, *args, **kwargs)

    return answer


def patiently(act: Callable[[], Done]) -> Done:
    """Try again while the database is busy or has just come back."""
    for pause in _PAUSES:
        try:
            return act()
        except OperationalError:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            time.sleep(pause)
    return act()


class Text(forms.CharField):
    """Text that is mended rather than refused: nulls and half characters go, line ends become one kind."""

    def __init__(self, *, longest: int, rows: int = 0, **options: Any) -> None:
        options.setdefault("required", False)
        widget = forms.Textarea(attrs={"rows": rows, **QUIET}) if rows else forms.TextInput(attrs=QUIET)
        super().__init__(widget=widget, **options)
        self.longest = longest

    def to_python(self, value: Any) -> str:
        """Return the text as it can be stored."""
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        return _UNFIT.sub("", text).strip()

    def validate(self, value: str) -> None:
        """Send back what is too long with a sentence that says by how much."""
        super().validate(value)
        over = len(value) - self.longest
        if over > 0:
            raise ValidationError(
                ngettext_lazy(
                    "This is %(over)s letter too long. Everything you typed is still here: please shorten it.",
                    "This is %(over)s letters too long. Everything you typed is still here: please shorten it.",
                    "over",
                ),
                params={"over": over},
            )
