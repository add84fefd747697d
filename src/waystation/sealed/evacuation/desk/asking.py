"""Who is asking, and how a refusal finds its way back into the form that was typed."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.staff import api as staff


def actor_of(request: HttpRequest) -> staff.Actor:
    """Return who is acting.

    :raises NotHere: nobody with unlocked keys.
    """
    actor = getattr(request, "actor", None)
    if not isinstance(actor, staff.Actor):
        raise NotHere
    return actor


def is_done(request: HttpRequest, form: forms.Form, act: Callable[[], object]) -> bool:
    """Do what was posted; where it cannot be taken, put the sentences beside the fields: what was typed stays."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Invalid as wrong:
        for field, sentence in wrong.fields.items():
            form.add_error(field if field in form.fields else None, gettext(sentence))
    except Refused as refused:
        for sentence in refused.missing:
            form.add_error(None, gettext(sentence))
    else:
        return True
    return False


def try_move(request: HttpRequest, act: Callable[[], object]) -> None:
    """Do what a button asked for, and say that it was done, or what is missing."""
    try:
        act()
    except Refused as refused:
        for sentence in refused.missing:
            messages.error(request, gettext(sentence))
    else:
        messages.success(request, gettext("Done."))
