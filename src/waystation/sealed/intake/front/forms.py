"""The questions, one form for each page; only the first must be answered, and nothing typed is ever thrown away."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.foundation.kernel import doors
from waystation.sealed.intake import rules


def _in_words(table: Mapping[str, str]) -> list[tuple[str, Promise]]:
    return [(code, _(sentence)) for code, sentence in table.items()]


class Text(doors.Text):
    """Text of the usual length, unless another is said."""

    def __init__(self, *, longest: int = rules.LONGEST_TEXT, **options: Any) -> None:
        super().__init__(longest=longest, **options)


class Number(forms.IntegerField):
    """A small number, typed by hand."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 4, **doors.QUIET})
        messages = dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Write a number, or leave it empty.")
        )
        super().__init__(
            min_value=0,
            max_value=rules.MOST_PEOPLE,
            required=False,
            widget=widget,
            error_messages=messages,
            **options,
        )


class Question(forms.Form):
    """One page of the form; ``title`` is its heading."""

    title: str | Promise = ""
    use_required_attribute = False


class Happening(Question):
    """The one question that must be answered."""

    title = _("Ask for help")

    happening = Text(
        longest=rules.LONGEST_ACCOUNT,
        rows=10,
        required=True,
        label=_("What is happening?"),
        help_text=_(
            "In your own words, in any language. A few words are enough. You need not give your name, "
            "and nobody will ask you to prove whom you love."
        ),
        error_messages={"required": _("Write what is happening. A few words are enough.")},
    )


class Danger(Question):
    """How near it is."""

    title = _("How urgent is it?")

    danger = forms.ChoiceField(
        label=_("Is anybody in danger now?"),
        help_text=_("If somebody is in danger right now, we read this first."),
        choices=_in_words(rules.DANGERS),
        required=False,
        widget=forms.RadioSelect,
    )
    signs = forms.MultipleChoiceField(
        label=_("Is any of this so?"),
        help_text=_("Choose as many as you like, or none."),
        choices=_in_words(rules.SIGNS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class Place(Question):
    """Where, roughly."""

    title = _("Where you are")

    place = Text(
        longest=rules.LONGEST_LINE,
        label=_("Where are you, roughly?"),
        help_text=_("A region or the nearest large town is enough. Please do not write an address."),
    )


class People(Question):
    """Who else needs help."""

    title = _("Who needs help")

    adults = Number(label=_("How many adults need help?"), help_text=_("Yourself included."))
    children = Number(label=_("How many children?"))
    people = Text(
        rows=4,
        label=_("Who is with you, or should come with you?"),
        help_text=_("For example: my partner, my sister, a child of five. Names are not needed."),
    )


class Contact(Question):
    """A safe way to be reached."""

    title = _("How to reach you safely")

    contact = Text(
        rows=3,
        label=_("Is there a safe way to reach you?"),
        help_text=_(
            "Only if it is safe. You can always read our answer here with twelve words that you will be given; "
            "that way nobody has to call you."
        ),
    )
    contact_times = Text(
        longest=rules.LONGEST_LINE, label=_("When is it safe?"), help_text=_("Days and hours.")
    )
    not_on_phone = Text(
        rows=2,
        label=_("What must we not say, if somebody else answers?"),
        help_text=_("Words, names, or who we should pretend to be."),
    )
    who_reads = Text(
        longest=rules.LONGEST_LINE,
        label=_("Who else may look at this device?"),
        help_text=_("Nobody, family, an employer, I do not know."),
    )


class Files(Question):
    """Files; the field itself is read by the upload handler."""

    title = _("Is there anything we should see?")


PAGES: dict[str, type[Question]] = {
    "happening": Happening,
    "danger": Danger,
    "place": Place,
    "people": People,
    "contact": Contact,
    "files": Files,
}
ORDER = tuple(PAGES)


class Words(Question):
    """The way back in."""

    words = Text(
        longest=rules.LONGEST_LINE,
        rows=3,
        required=True,
        label=_("Your twelve words"),
        help_text=_("In their order, with spaces between them. The first four letters of each are enough."),
        error_messages={"required": _("Type the twelve words.")},
    )


class Note(Question):
    """A message from the mailbox."""

    text = Text(longest=rules.LONGEST_ACCOUNT, rows=6, label=_("Write to us"))
    is_danger = forms.BooleanField(label=_("I am in danger right now"), required=False)


class Reason(Question):
    """A word of farewell."""

    text = Text(
        rows=3,
        label=_("Would you like to say why?"),
        help_text=_("You need not. If you are safe now, we are glad to know."),
    )
