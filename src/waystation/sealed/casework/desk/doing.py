"""What every view of casework shares: who acts, and how a refusal comes back to the form it was typed into."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from waystation.foundation.kernel import asking
from waystation.foundation.staff import api as staff
from waystation.sealed.casework.desk.forms import Choices


def tried(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Do a deed with what a form holds; say whether it was done, and put the house's objections into the form."""
    return asking.is_done(form, lambda: act(form.cleaned_data))


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
