"""What was typed so far, carried from page to page in hidden fields: nothing is stored before it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext

from waystation.foundation.vault import api as vault
from waystation.sealed.allies.front.forms import ORDER, PAGES, Question, names_on
from waystation.sealed.allies.rules import kinds

_FIELDS = tuple(kinds.LABELS)
_CODED = set(kinds.CHOICES) - {"languages"}


@dataclass
class Draft:
    """The answers as they came, and the entropy that makes this form one offer."""

    data: QueryDict
    entropy: bytes
    _forms: dict[str, Question] = field(default_factory=dict)

    @classmethod
    def read(cls, request: HttpRequest) -> "Draft":
        """Read a draft from the hidden fields and whatever was typed on the page."""
        return cls(request.POST, entropy_of(request))

    @property
    def kind(self) -> str:
        """The kind that was chosen, or nothing."""
        return self.data.get("kind", "")

    def form(self, page: str) -> Question:
        """Return a page's form with what was typed into it."""
        if page not in self._forms:
            self._forms[page] = PAGES[page](
                self.data, names=names_on(page, self.kind) if page == "what" else ()
            )
        return self._forms[page]

    def blank(self, page: str) -> Question:
        """Return a page's form as it is met, with what stands in the draft already and no word on what is wrong."""
        names = names_on(page, self.kind)
        form = PAGES[page](names=names if page == "what" else ())
        form.initial = {
            name: values if name in {"pets", "manner", "languages"} else values[0]
            for name in names
            if (values := self.data.getlist(name))
        }
        return form

    def first_wrong(self, pages: Iterable[str] = ORDER) -> str | None:
        """Return the first page something must be mended on, or None."""
        return next((page for page in pages if not self.form(page).is_valid()), None)

    def answers(self) -> dict[str, Any]:
        """Return what was said; every page must be right. What belongs to another kind stays behind."""
        said: dict[str, Any] = {}
        for page in ORDER:
            form = self.form(page)
            form.is_valid()
            said |= form.cleaned_data
        return said

    def hidden(self, page: str) -> list[tuple[str, str]]:
        """Return the fields that do not stand on this page, so that it can carry them on."""
        shown = set(names_on(page, self.kind)) if page in PAGES else set()
        carried = [
            (name, value) for name in _FIELDS if name not in shown for value in self.data.getlist(name)
        ]
        if page != ORDER[0]:
            carried += [("website", value) for value in self.data.getlist("website")]
        return [("start", self.entropy.hex()), *((name, value) for name, value in carried if value)]

    @property
    def is_marked(self) -> bool:
        """True when a field that no person sees was filled in: said to the desk, never a reason to refuse."""
        return bool(self.data.get("website", "").strip())


def entropy_of(request: HttpRequest) -> bytes:
    """Read the form's entropy; a form that lost it on the way gets fresh one, and is an offer all the same."""
    try:
        found = bytes.fromhex(request.POST.get("start", ""))
    except ValueError:
        found = b""
    return found if len(found) == len(vault.new_entropy()) else vault.new_entropy()


def summed_up(page: str, draft: Draft) -> dict[str, object]:
    """Return a page's heading and those of its questions that were answered, with the answers as words."""
    form = draft.form(page)
    form.is_valid()
    rows = [
        {"label": bound.label, "value": as_words(bound.name, form.cleaned_data.get(bound.name, bound.data))}
        for bound in form
    ]
    return {"page": page, "title": form.title, "rows": [row for row in rows if row["value"]]}


def as_words(name: str, value: object) -> str:
    """Return an answer as it is shown: codes as their words, days as days."""
    if value in (None, "", [], ()):
        return ""
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    said = kinds.words_for(name, value)
    return ", ".join(said if name not in _CODED else (gettext(words) for words in said))
