"""What was typed so far, carried from page to page in hidden fields: nothing is stored before it is sent."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
from waystation.sealed.intake import rules
from waystation.sealed.intake.front.forms import ORDER, PAGES, Question

_UPLOAD = re.compile(r"([2-9a-z]{14})\.([0-9a-f]{64})\.([0-9]{1,12})\.(.*)", re.DOTALL)
_LONGEST_NAME = 150
_FIELDS = tuple(name for form in PAGES.values() for name in form.base_fields)


@dataclass
class Draft:
    """The answers as they came, the uploads that wait, and the entropy that makes this form one request."""

    data: QueryDict
    entropy: bytes
    uploads: list[intake.Upload] = field(default_factory=list)
    _said: dict[str, dict[str, object] | None] = field(default_factory=dict)

    @classmethod
    def read(cls, request: HttpRequest) -> "Draft":
        """Read a draft from the hidden fields and whatever was typed on the page."""
        data = request.POST
        return cls(data, _entropy(data.get("start", "")), read_uploads(request))

    def form(self, page: str) -> Question:
        """Return a page's form with what was typed into it."""
        return PAGES[page](self.data)

    def said(self, page: str) -> dict[str, object] | None:
        """Return what was said on a page, or None where something on it must be mended.

        The questions are asked themselves: a form would copy each of them first, seventeen times on the way to sending.
        """
        if page not in self._said:
            try:
                self._said[page] = {
                    name: question.clean(question.widget.value_from_datadict(self.data, {}, name))
                    for name, question in PAGES[page].base_fields.items()
                }
            except ValidationError:
                self._said[page] = None
        return self._said[page]

    def first_wrong(self, pages: Iterable[str] = ORDER) -> str | None:
        """Return the first page something must be mended on, or None."""
        return next((page for page in pages if self.said(page) is None), None)

    def answers(self) -> intake.Answers:
        """Return what was said; every page must be right."""
        said: dict[str, object] = {}
        for page in ORDER:
            said |= self.said(page) or {}
        return intake.Answers.from_body(said)

    def hidden(self, page: str) -> list[tuple[str, str]]:
        """Return the fields that do not stand on this page, so that it can carry them on."""
        shown = set(PAGES[page].base_fields) if page in PAGES else set()
        carried = [
            (name, value) for name in _FIELDS if name not in shown for value in self.data.getlist(name)
        ]
        if page != ORDER[0]:
            carried += [("website", value) for value in self.data.getlist("website") if value]
        return [
            ("start", self.entropy.hex()),
            *((name, value) for name, value in carried if value),
            *(("file", as_hidden(upload)) for upload in self.uploads),
        ]

    @property
    def is_marked(self) -> bool:
        """True when a field that no person sees was filled in: said to the desk, never a reason to refuse."""
        return bool(self.data.get("website", "").strip())


def read_uploads(request: HttpRequest) -> list[intake.Upload]:
    """Return the uploads named in hidden fields and those that came with this post, without any that were dropped."""
    waiting = [
        upload for value in request.POST.getlist("file") if (upload := _from_hidden(value)) is not None
    ]
    for sent in request.FILES.getlist("files"):
        staged: vault.Staged = vars(sent)["staged"]  # put there by the site's upload handler
        waiting.append(intake.Upload(staged.ref, staged.key, staged.length, clean_name(sent.name or "")))
    dropped = request.POST.get("drop", "")
    return [upload for upload in waiting if upload.ref != dropped][: rules.MOST_FILES]


def as_hidden(upload: intake.Upload) -> str:
    """Spell an upload for a hidden field; its key is nowhere else."""
    return f"{upload.ref}.{upload.key.hex()}.{upload.length}.{upload.name}"


def _from_hidden(value: str) -> intake.Upload | None:
    match = _UPLOAD.fullmatch(value)
    if match is None:
        return None
    ref, key, length, name = match.groups()
    return intake.Upload(ref, bytes.fromhex(key), int(length), clean_name(name))


def clean_name(name: str) -> str:
    """Return a file's name as it may be shown: no path, no control or half characters, not endless."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in bare if letter.isprintable())  # half characters are not printable
    return kept[-_LONGEST_NAME:] or "file"


def _entropy(text: str) -> bytes:
    """Read the form's entropy; a form that lost it on the way gets fresh one, and is a request all the same."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    return found if len(found) == len(vault.new_entropy()) else vault.new_entropy()


def summed_up(page: str, draft: Draft) -> dict[str, object]:
    """Return a page's heading and those of its questions that were answered, with the answers as words."""
    form, answers = PAGES[page], draft.said(page) or {}
    questions = form.base_fields
    rows = []
    for name, question in questions.items():
        choices = {"danger": rules.DANGERS, "signs": rules.SIGNS}.get(name)
        said = _as_words(answers.get(name), choices)
        if said:
            rows.append({"label": question.label, "value": said})
    is_one = len(questions) == 1
    return {
        "page": page,
        "title": next(iter(questions.values())).label if is_one else form.title,
        "rows": rows,
        "is_one": is_one,
    }


def _as_words(value: object, choices: Mapping[str, str] | None) -> list[str]:
    if value in (None, "", [], ()):
        return []
    listed = value if isinstance(value, list) else [value]
    return [gettext(choices[str(each)]) if choices and str(each) in choices else str(each) for each in listed]
