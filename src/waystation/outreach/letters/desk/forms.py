"""Forms of the letters desk."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.foundation.kernel import asking
from waystation.foundation.kernel.countries import name_of
from waystation.outreach.letters import api as letters


class TextForm(forms.Form):
    """The words in one language."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    summary = forms.CharField(
        label=gettext_lazy("What it is about"),
        help_text=gettext_lazy("Two or three sentences for whoever comes to the page."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1_000,
    )
    subject = forms.CharField(label=gettext_lazy("Subject of the letter"), max_length=140)
    body = forms.CharField(
        label=gettext_lazy("The letter"),
        help_text=gettext_lazy(
            "Without salutation and name. People are asked for a paragraph of their own, which stands before it."
        ),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=8_000,
    )
    points = forms.CharField(
        label=gettext_lazy("Points to make"),
        help_text=gettext_lazy("For those who write the whole letter themselves."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4_000,
        required=False,
    )
    script = forms.CharField(
        label=gettext_lazy("What to say on the telephone"),
        help_text=gettext_lazy(
            "Short enough for one breath: who is calling, what is asked, the question where they stand. Where letters are dangerous nobody is asked to call."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4_000,
        required=False,
    )


class AddresseesForm(forms.Form):
    """To whom, in which language, and how."""

    where = forms.ChoiceField(
        label=gettext_lazy("To whom"),
        help_text=gettext_lazy("A country, or one body of it. For one person, begin on that person's page."),
    )
    letter_language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"),
        help_text=gettext_lazy("The one its readers read. Writers see what it says in their own."),
        choices=settings.LANGUAGES,
    )
    is_dangerous = forms.BooleanField(
        label=gettext_lazy("A letter with a name can harm whoever signs it"),
        help_text=gettext_lazy(
            "Then the page warns before anything else, and the relay is shut. If in doubt, leave it ticked."
        ),
        required=False,
    )
    is_relayed = forms.BooleanField(
        label=gettext_lazy("We may send letters for people, to those who have a mail address"), required=False
    )

    def __init__(self, *args: object, official: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        bodies = letters.list_bodies()
        countries = sorted({country for country, _body in bodies})
        one = [(f":{official}", _("The one official chosen"))] if official else []
        field = self.fields["where"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", _("Choose")),
                *one,
                *(
                    (country, _("Everybody in %(country)s") % {"country": name_of(country)})
                    for country in countries
                ),
                *((f"{country}|{body}", f"{body} ({name_of(country)})") for country, body in bodies),
            ]

    def chosen(self) -> dict[str, str]:
        """Return country, body and official as they were chosen."""
        where = str(self.cleaned_data["where"])
        country, _bar, body = where.partition("|")
        if where.startswith(":"):
            return {"country": "", "body": "", "official": where[1:]}
        return {"country": country, "body": body, "official": ""}


class StatementForm(forms.Form):
    """What an official said or did."""

    kind = forms.ChoiceField(label=gettext_lazy("What it was"))
    position = forms.ChoiceField(label=gettext_lazy("Where they stand, by this"))
    said_on = forms.DateField(label=gettext_lazy("On which day"), widget=asking.DayInput)
    words = forms.CharField(
        label=gettext_lazy("What they said or did"),
        help_text=gettext_lazy(
            "Only what may stand in public. What was said in confidence belongs to Places, where it is sealed. Name no writer and no caller."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4_000,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of these words"), choices=settings.LANGUAGES)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("An address, or who heard it and where."),
        max_length=300,
    )
    due_on = forms.DateField(
        label=gettext_lazy("For a promise: until when"),
        required=False,
        widget=asking.DayInput,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        for name, table in (("kind", letters.KINDS), ("position", letters.POSITIONS)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = _choices(list(table.items()))


class ReturnedForm(forms.Form):
    """How many letters came back, and of which campaign."""

    campaign = forms.ChoiceField(label=gettext_lazy("Letters of which campaign"))
    number = forms.IntegerField(
        label=gettext_lazy("How many came back"),
        help_text=gettext_lazy(
            "Our sender's mailbox gets what their server sends back. Count it here, then delete it: it names writers."
        ),
        min_value=1,
        max_value=100_000,
    )

    def __init__(self, *args: object, campaigns: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        field = self.fields["campaign"]
        if isinstance(field, forms.ChoiceField):
            field.choices = campaigns


def _choices(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("Choose")), *((code, _(label)) for code, label in pairs)]
