"""The auditors' page: the ledger opened entry by entry, with the names that the staff room lets the reader know."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from waystation.foundation.ledger import api as ledger
from waystation.foundation.staff import api as staff

PAGE = 50
_POSITION = re.compile(r"[1-9][0-9]{0,17}")


class Filter(forms.Form):
    """What to look for; codes only, for it stands in the address."""

    tag = forms.RegexField(
        r"^[a-z0-9_:]*$",
        label=_("What was done"),
        help_text=_("The code or its beginning, for example case: or case:phase:moved."),
        required=False,
        max_length=80,
    )
    subject = forms.RegexField(
        r"^[2-9a-z]*$",
        label=_("To what"),
        help_text=_("A reference, as it stands in the list."),
        required=False,
        max_length=14,
    )


@dataclass(frozen=True)
class Line:
    """An entry as the page shows it; ``who`` is the name of whoever acted, or the reference where it is not known."""

    entry: ledger.EntryCard
    who: str
    details: list[tuple[str, str]]


@require_GET
def read(request: HttpRequest) -> HttpResponse:
    """Show entries newest first to a reader who holds the auditors' key; to anybody else there is no such page."""
    actor = staff.acting(request)
    form = Filter(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    chosen = {name: wanted[name] for name in ("tag", "subject") if wanted.get(name)}
    after = request.GET.get("after", "")
    page = ledger.read_entries(
        actor.ring, after=int(after) if _POSITION.fullmatch(after) else None, limit=PAGE, **chosen
    )
    older = urlencode({**chosen, "after": page.after}) if page.after else ""
    return render(
        request,
        "site/desk/ledger.html",
        {"form": form, "lines": _lines(actor, page), "older": older, "head": ledger.latest_head()},
    )


def _lines(actor: staff.Actor, page: ledger.Page) -> list[Line]:
    acted = {entry.told.actor for entry in page.entries if entry.told and entry.told.actor}
    names = staff.names_of(actor, acted)
    return [
        Line(
            entry,
            names.get(entry.told.actor, entry.told.actor) if entry.told and entry.told.actor else "",
            _details(entry.told.detail) if entry.told else [],
        )
        for entry in page.entries
    ]


def _details(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
        for name, value in detail.items()
    ]
