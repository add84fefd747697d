"""The questions, one form for each page; what is asked about an offer depends on its kind, and only the kind is needed."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.foundation.kernel import doors
from waystation.sealed.allies.rules import kinds

_TO_READ = {
    "household": _("Neighbours, relatives, a caretaker: who would see a guest?"),
    "ways": _("Regions, countries, borders you may cross."),
    "licence": _("A chamber, a register, a university. We look there before we write to you."),
    "place": _("A town is enough. Please do not write an address."),
    "from_on": _("Leave it empty if you do not know yet."),
    "called": _("A first name or an invented one is enough for now."),
    "contact": _("Only if you want. You can always read our answer here with twelve words."),
    "about": _("Nobody is asked whom they love. Tell us what makes you reliable, and what you could not do."),
    "reference_one": _(
        "Name and a way to reach them. Ask them first; we write to them only after we have spoken with you."
    ),
    "reference_two": _("Not from the same household as the first."),
}


def _in_words(table: Mapping[str, str]) -> list[tuple[str, str | Promise]]:
    return [(code, _(words)) for code, words in table.items()]


def _label(name: str) -> Any:
    return _(kinds.LABELS[name])


def _line(name: str) -> forms.Field:
    return doors.Text(longest=kinds.LONGEST_LINE, label=_label(name), help_text=_TO_READ.get(name, ""))


def _text(name: str) -> forms.Field:
    return doors.Text(
        longest=kinds.LONGEST_TEXT, rows=3, label=_label(name), help_text=_TO_READ.get(name, "")
    )


def _number(name: str, most: int) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 4, **doors.QUIET})
    messages = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write a number, or leave it empty."))
    return forms.IntegerField(
        min_value=1,
        max_value=most,
        required=False,
        widget=widget,
        error_messages=messages,
        label=_label(name),
    )


def _one_of(name: str) -> forms.Field:
    choices = _in_words(kinds.CHOICES[name])
    return forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect, label=_label(name))


def _some_of(name: str) -> forms.Field:
    # Languages are called by their own names in every language.
    choices = list(kinds.LANGUAGES.items()) if name == "languages" else _in_words(kinds.CHOICES[name])
    return forms.MultipleChoiceField(
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "flow short"}),
        label=_label(name),
    )


def _day(name: str) -> forms.Field:
    return forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date", **doors.QUIET}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={"invalid": _("Write the day like 24.05.2017, or leave it empty.")},
        label=_label(name),
        help_text=_TO_READ.get(name, ""),
    )


_FIELDS: Mapping[str, Callable[[], forms.Field]] = {
    "beds": lambda: _number("beds", kinds.MOST_BEDS),
    "pets": lambda: _some_of("pets"),
    "steps": lambda: _one_of("steps"),
    "children": lambda: _one_of("children"),
    "household": lambda: _text("household"),
    "vehicle": lambda: _one_of("vehicle"),
    "seats": lambda: _number("seats", kinds.MOST_BEDS),
    "ways": lambda: _line("ways"),
    "manner": lambda: _some_of("manner"),
    "licence": lambda: _text("licence"),
    "field": lambda: _text("field"),
    "capacity": lambda: _number("capacity", kinds.MOST_CAPACITY),
    "doing": lambda: _text("doing"),
    "hours": lambda: _line("hours"),
    "organisation": lambda: _line("organisation"),
    "place": lambda: _line("place"),
    "from_on": lambda: _day("from_on"),
    "to_on": lambda: _day("to_on"),
    "languages": lambda: _some_of("languages"),
    "called": lambda: _line("called"),
    "contact": lambda: _text("contact"),
    "about": lambda: _text("about"),
    "reference_one": lambda: _line("reference_one"),
    "reference_two": lambda: _line("reference_two"),
}


class Question(forms.Form):
    """One page; ``title`` is its heading, ``names`` are the fields that stand on it."""

    title: str | Promise = ""
    names: tuple[str, ...] = ()
    use_required_attribute = False

    def __init__(self, *args: Any, names: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in names or self.names:
            self.fields[name] = _FIELDS[name]()


class Kind(Question):
    """The one question that must be answered."""

    title = _("Offer help")

    kind = forms.ChoiceField(
        label=_("What would you like to offer?"),
        choices=_in_words(kinds.CHOICES["kind"]),
        widget=forms.RadioSelect,
        error_messages={"required": _(kinds.CHOOSE_KIND), "invalid_choice": _(kinds.CHOOSE_KIND)},
    )


class What(Question):
    """What can be offered; the questions depend on the kind."""

    title = _("What you can offer")


class Where(Question):
    """Where, when, in which languages."""

    title = _("Where and when")
    names = ("place", "from_on", "to_on", "languages")

    def clean(self) -> dict[str, Any]:
        """Send back days that stand the wrong way round."""
        said = dict(self.cleaned_data)
        first, last = said.get("from_on"), said.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _(kinds.DAYS_TURNED))
        return said


class About(Question):
    """Who it is, as far as they want to say."""

    title = _("About you")
    names = ("called", "contact", "about", "reference_one", "reference_two")


PAGES: dict[str, type[Question]] = {"kind": Kind, "what": What, "where": Where, "about": About}
ORDER = tuple(PAGES)


def names_on(page: str, kind: str) -> tuple[str, ...]:
    """Return the fields of a page, for the kind that was chosen."""
    if page == "kind":
        return ("kind",)
    if page == "what":
        return kinds.KINDS[kind].asks if kind in kinds.KINDS else ()
    return PAGES[page].names


class Words(Question):
    """The way back in."""

    words = doors.Text(
        longest=kinds.LONGEST_LINE,
        rows=3,
        required=True,
        label=_("Your twelve words"),
        help_text=_("In their order, with spaces between them. The first four letters of each are enough."),
        error_messages={"required": _("Type the twelve words.")},
    )


class Note(Question):
    """A message."""

    text = doors.Text(
        longest=kinds.LONGEST_TEXT,
        rows=6,
        required=True,
        label=_("Write to us"),
        error_messages={"required": _("Write something.")},
    )


class Farewell(Question):
    """A word of farewell."""

    text = doors.Text(
        longest=kinds.LONGEST_TEXT,
        rows=3,
        label=_("Would you like to say why?"),
        help_text=_("You need not."),
    )
