"""What every view of casework shares: who acts, and how a refusal comes back to the form it was typed into."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.staff import api as staff
from waystation.sealed.casework.desk.forms import Choices


def actor_of(request: HttpRequest) -> staff.Actor:
    """Return who acts.

    :raises NotHere: nobody has signed in.
    """
    actor = getattr(request, "actor", None)
    if not isinstance(actor, staff.Actor):
        raise NotHere
    return actor


def tried(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Do a deed with what a form holds; say whether it was done, and put the house's objections into the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Invalid as wrong:
        for field, sentence in wrong.fields.items():
            form.add_error(field if field in form.fields else None, _(sentence))
    except Refused as refused:
        for sentence in refused.missing:
            form.add_error(None, _(sentence))
    else:
        return True
    return False


def colleagues(actor: staff.Actor, *, role: str = "", outside: bool = True) -> Choices:
    """Return colleagues as choices, by name."""
    return [
        (card.ref, card.name)
        for card in staff.list_colleagues(actor, role or None)
        if card.is_active and (outside or set(card.roles) - staff.OUTSIDE)
    ]


def coordinators(actor: staff.Actor) -> Choices:
    """Return those a case can be given to, with nobody chosen."""
    return [("", _("Choose")), *colleagues(actor, role="coordinator")]


def readers(actor: staff.Actor) -> Choices:
    """Return everybody who could be given a section: colleagues, then teams."""
    teams = [
        (card.line, card.name)
        for card in staff.list_teams(actor)
        if card.kind not in {"everyone", "auditors"}
    ]
    return [*colleagues(actor), *teams]
