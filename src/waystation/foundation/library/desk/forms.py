"""Forms of the library."""

from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from waystation.foundation.kernel import asking
from waystation.foundation.library import api as library
from waystation.foundation.library.rules import bills, clippings, conditions, words

LANGUAGES = ("en", "ru", "uk", "be", "kk", "ka", "hy", "az", "tr", "de", "fr", "es", "it", "pl", "lt", "nl")
Choices = Iterable[tuple[str, Any]]


def translated(named: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return codes with their words in the language of the page."""
    return [(code, gettext(label)) for code, label in named.items()]


def choose(form: forms.Form, field: str, choices: Choices) -> None:
    """Give a field what can be chosen."""
    found = form.fields[field]
    if isinstance(found, forms.ChoiceField):
        found.choices = list(choices)


def spoken() -> str:
    """Return the language of the page."""
    return get_language() or "en"


def languages() -> list[tuple[str, str]]:
    """Return languages by name."""
    named = Locale.parse(spoken()).languages
    return [("", gettext("Not known")), *((code, str(named.get(code, code))) for code in LANGUAGES)]


def countries() -> list[tuple[str, str]]:
    """Return the countries of the world by name, after the choice of none."""
    return [("", "—"), *library.countries(spoken())]


class Tagged(forms.Form):
    """What every text can be tagged with from the first: a place and subjects."""

    country = forms.ChoiceField(label=_("Country it speaks of"), required=False)
    region = forms.CharField(
        label=_("Region"),
        help_text=_("If it speaks of one, such as Chechnya."),
        max_length=36,
        required=False,
    )
    subjects = forms.CharField(
        label=_("Subjects"), help_text=_("Words with commas between them."), max_length=400, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "country", countries())

    def tags(self) -> frozenset[str]:
        """Return what was chosen as tags."""
        said = self.cleaned_data
        place = words.place_of(said["country"], said["region"]) if said["country"] else ""
        return frozenset(
            {
                *([f"{words.PLACE}:{place}"] if place else []),
                *(f"{words.ACTOR}:{code}" for code in said.get("by", ())),
                *(f"{words.KIND}:{code}" for code in said.get("kind", ())),
                *words.subjects(said["subjects"]),
            }
        )


def initial_tags(tags: Iterable[str]) -> dict[str, Any]:
    """Return what the fields of :class:`Tagged` hold for these tags."""
    listed = list(tags)
    place = next(iter(words.words_of(listed, words.PLACE)), "")
    country, _hyphen, region = place.partition("-")
    return {
        "country": country,
        "region": region,
        "by": words.words_of(listed, words.ACTOR),
        "kind": words.words_of(listed, words.KIND),
        "subjects": ", ".join(words.words_of(listed, words.SUBJECT)),
    }


class ClipForm(Tagged):
    """A page to clip."""

    address = forms.CharField(
        label=_("Address of the page"),
        help_text=_("Only public pages. The page is fetched without cookies and nothing on it is run."),
        max_length=2000,
    )
    field_order = ("address",)


class Described(Tagged):
    """What is said of a text."""

    title = forms.CharField(label=_("Title"), max_length=300)
    publisher = forms.CharField(label=_("Published by"), max_length=160)
    published_on = forms.DateField(label=_("Published on"), widget=asking.DayInput(), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    excerpt = forms.CharField(
        label=_("Excerpt"),
        help_text=_("A few sentences, best in our own words. No names of people who could be harmed."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )
    kind = forms.MultipleChoiceField(
        label=_("Kind of harm"), required=False, widget=forms.CheckboxSelectMultiple
    )
    by = forms.MultipleChoiceField(
        label=_("Who does it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = (
        "title",
        "publisher",
        "published_on",
        "language",
        "excerpt",
        "country",
        "region",
        "subjects",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "by", translated(words.ACTORS))
        choose(self, "kind", translated(words.KINDS))
        choose(self, "language", languages())

    def described(self) -> library.Described:
        """Return what was said."""
        said = self.cleaned_data
        return library.Described(
            title=said["title"],
            excerpt=said["excerpt"],
            publisher=said["publisher"],
            language=said["language"],
            published_on=said["published_on"],
        )


class ClippingFilter(forms.Form):
    """Which clippings to list; codes only, it stands in the address."""

    place = forms.ChoiceField(label=_("Place"), required=False)
    kind = forms.ChoiceField(label=_("Kind of harm"), required=False)
    actor = forms.ChoiceField(label=_("Who does it"), required=False)
    subject = forms.ChoiceField(label=_("Subject"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, used: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {words.KIND: words.KINDS, words.ACTOR: words.ACTORS}
        for sort in words.SORTS:
            codes = [(code, used[f"{sort}:{code}"]) for code in words.words_of(used, sort)]
            labels = ((code, _label(sort, code, named), number) for code, number in codes)
            choose(
                self, sort, [("", "—"), *((code, f"{label} ({number})") for code, label, number in labels)]
            )
        choose(self, "language", [("", "—"), *languages()[1:]])
        states = {
            code: label for code, label in clippings.CLIPPING.states.items() if code != clippings.WITHDRAWN
        }
        choose(self, "state", [("", "—"), *translated(states)])

    def tags(self) -> frozenset[str]:
        """Return the tags that were chosen."""
        chosen = {sort: self.cleaned_data.get(sort, "") for sort in words.SORTS} if self.is_valid() else {}
        return frozenset(f"{sort}:{code}" for sort, code in chosen.items() if code)


def _label(sort: str, code: str, named: Mapping[str, Mapping[str, str]]) -> str:
    if sort == words.PLACE:
        return library.place_name(code, spoken())
    return gettext(named[sort][code]) if sort in named else code.replace("-", " ")


class FeedForm(Tagged):
    """A feed to look at."""

    address = forms.CharField(label=_("Address of the feed"), max_length=2000)
    title = forms.CharField(
        label=_("What to call it"),
        help_text=_("Left empty: the name it gives itself."),
        max_length=300,
        required=False,
    )
    every_hours = forms.TypedChoiceField(label=_("How often"), coerce=int)
    field_order = ("address", "title", "every_hours")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rhythms = {1: _("every hour"), 6: _("every six hours"), 24: _("every day"), 168: _("every week")}
        choose(self, "every_hours", [(str(hours), label) for hours, label in rhythms.items()])
        self.fields["every_hours"].initial = "24"


class BillForm(forms.Form):
    """A bill or a law."""

    title = forms.CharField(label=_("What it is called"), max_length=300)
    number = forms.CharField(label=_("Its number"), max_length=80, required=False)
    country = forms.ChoiceField(label=_("Country"))
    region = forms.CharField(label=_("Region"), max_length=36, required=False)
    about = forms.CharField(
        label=_("What it would do"),
        help_text=_("In our own words, in a few sentences."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    subjects = forms.CharField(
        label=_("Subjects"), help_text=_("Words with commas between them."), max_length=400, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "country", countries())

    def said(self) -> dict[str, Any]:
        """Return what was said, as the operations take it."""
        said = self.cleaned_data
        return {
            "title": said["title"],
            "number": said["number"],
            "about": said["about"],
            "place": words.place_of(said["country"], said["region"]),
            "tags": words.subjects(said["subjects"]),
        }


class StepFields(forms.Form):
    """A stage, since when, and who says so."""

    stage = forms.ChoiceField(label=_("Stage"))
    on = forms.DateField(label=_("On which day"), widget=asking.DayInput())
    clipping = forms.ChoiceField(label=_("Which source says so"), required=False)

    def __init__(self, *args: Any, stages: Choices, sources: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "stage", stages)
        choose(self, "clipping", [("", "—"), *sources])


class FileForm(StepFields, BillForm):
    """A bill with the stage it is in."""

    field_order = ("title", "number", "country", "region", "stage", "on", "clipping", "about", "subjects")


class StepForm(StepFields):
    """A step of a bill."""

    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class BillFilter(forms.Form):
    """Which bills to list."""

    place = forms.ChoiceField(label=_("Country"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place", countries())
        choose(self, "stage", [("", "—"), *translated(bills.STAGES)])


class ConditionForm(forms.Form):
    """An entry on a country."""

    country = forms.ChoiceField(label=_("Country"))
    region = forms.CharField(label=_("Region"), max_length=36, required=False)
    by = forms.ChoiceField(label=_("Who does it"))
    kind = forms.ChoiceField(label=_("Kind of harm"))
    from_on = forms.DateField(label=_("Begins on"), widget=asking.DayInput())
    to_on = forms.DateField(
        label=_("Ends on"), help_text=_("Empty if it goes on."), widget=asking.DayInput(), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput(), required=False, initial=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "country", countries())
        choose(self, "by", [("", "—"), *translated(words.ACTORS)])
        choose(self, "kind", [("", "—"), *translated(words.KINDS)])
        for code, name in settings.LANGUAGES:
            self.fields[f"statement_{code}"] = forms.CharField(
                label=_("What is known, in this language: %(language)s") % {"language": name},
                help_text=_("In our own words, as the sources say it. Of nobody who could be known by it."),
                widget=forms.Textarea(attrs={"rows": 5, "lang": code}),
                required=False,
            )

    def known(self) -> library.Known:
        """Return what was said."""
        said = self.cleaned_data
        return library.Known(
            place=words.place_of(said["country"], said["region"]),
            by=said["by"],
            kind=said["kind"],
            from_on=said["from_on"],
            to_on=said["to_on"],
            statements={code: said[f"statement_{code}"] for code, _name in settings.LANGUAGES},
        )


class CiteForm(forms.Form):
    """A source and the spot in it."""

    clipping = forms.ChoiceField(label=_("Source"))
    spot = forms.CharField(
        label=_("Page or paragraph"), help_text=_("Such as “par. 3” or “p. 12”."), max_length=80
    )

    def __init__(self, *args: Any, sources: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "clipping", [("", "—"), *sources])


class ConditionFilter(forms.Form):
    """Which entries to list."""

    place = forms.ChoiceField(label=_("Country"), required=False)
    kind = forms.ChoiceField(label=_("Kind of harm"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place", countries())
        choose(self, "kind", [("", "—"), *translated(words.KINDS)])
        choose(self, "state", [("", "—"), *translated(conditions.CONDITION.states)])


class DossierForm(forms.Form):
    """What a dossier is to hold. It asks for nobody's name and nothing of it is kept."""

    country = forms.ChoiceField(label=_("Country"))
    region = forms.CharField(label=_("Region"), max_length=36, required=False)
    since = forms.DateField(label=_("Period begins on"), widget=asking.DayInput())
    until = forms.DateField(label=_("Period ends on"), widget=asking.DayInput())
    kind = forms.MultipleChoiceField(
        label=_("Kinds of harm"),
        help_text=_("None chosen: all of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "flow"}),
    )
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "country", countries())
        choose(self, "kind", translated(words.KINDS))
        choose(self, "language", settings.LANGUAGES)

    def wanted(self) -> library.Wanted:
        """Return what was chosen."""
        said = self.cleaned_data
        place = words.place_of(said["country"], said["region"])
        return library.Wanted(place, said["since"], said["until"], frozenset(said["kind"]))
