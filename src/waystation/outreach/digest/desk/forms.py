"""Forms of the digest's desk."""

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from waystation.foundation.kernel import asking
from waystation.outreach.digest import api as digest


class WordsForm(forms.Form):
    """The words of a piece in one language."""

    title = forms.CharField(label=_("Title"), required=False)
    excerpt = forms.CharField(
        label=_("Excerpt"),
        help_text=_("Two or three sentences of our own: never copied from the source."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = forms.CharField(
        label=_("Text"),
        help_text=_(
            "Markdown: an empty line begins a paragraph, **strong**, [words](https://…). No names of people who could be harmed."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    changed = forms.CharField(
        label=_("What this correction changes"),
        help_text=_("Stands below the text, with the day."),
        required=False,
    )

    def __init__(self, *args: object, kind: str, is_correction: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        if kind == digest.QUESTION:
            self.fields["title"].label = _("Question")
            self.fields["body"].label = _("Answer")
        if kind != digest.ENTRY:
            del self.fields["excerpt"]
        if not is_correction:
            del self.fields["changed"]


class DetailsForm(forms.Form):
    """What stands beside the words."""

    clipping = forms.ChoiceField(
        label=_("A clipping of the library"),
        help_text=_("It fills in address, publisher and day where they are empty below."),
        required=False,
    )
    link = forms.CharField(
        label=_("Address of the source"),
        help_text=_("It begins with https://. Readers see where it leads before they press it."),
        required=False,
    )
    publisher = forms.CharField(label=_("Who published it"), required=False)
    source_on = forms.DateField(label=_("On which day"), required=False, widget=asking.DayInput)
    video = forms.CharField(
        label=_("Address of a video"),
        help_text=_("Shown as a plain link; nothing of it is loaded."),
        required=False,
    )
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)
    place = forms.IntegerField(
        label=_("Place in the order"),
        help_text=_("Small numbers come first. It counts at once, also for what is published."),
        min_value=0,
        required=False,
    )

    def __init__(
        self,
        *args: object,
        kind: str,
        topics: Mapping[str, str],
        clippings: Mapping[str, str],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        kept = {
            digest.ENTRY: {"clipping", "link", "publisher", "source_on", "video", "topics"},
            digest.QUESTION: {"place"},
            digest.WAY: {"link", "place"},
        }[kind]
        for name in set(self.fields) - kept:
            del self.fields[name]
        if kind == digest.WAY:
            self.fields["link"].label = _("Where it leads")
        field = self.fields.get("topics")
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(topics.items())
        source = self.fields.get("clipping")
        if isinstance(source, forms.ChoiceField):
            source.choices = [("", _("None")), *clippings.items()]


class TopicForm(forms.Form):
    """A topic with its name in each language."""

    code = forms.CharField(
        label=_("Code"), help_text=_("A short word in small Latin letters, such as asylum."), max_length=40
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        for language, name in settings.LANGUAGES:
            self.fields[f"name_{language}"] = forms.CharField(
                label=name, max_length=80, widget=forms.TextInput(attrs={"lang": language})
            )

    def names(self) -> dict[str, str]:
        """Return the names by language."""
        return {
            language: str(self.cleaned_data[f"name_{language}"]) for language, _name in settings.LANGUAGES
        }


class EditionForm(forms.Form):
    """Entries, and subject and opening in each language."""

    entries = forms.MultipleChoiceField(
        label=_("Entries"),
        help_text=_("The newest stand first; they leave in this order."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, entries: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        field = self.fields["entries"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = entries
        for language, name in settings.LANGUAGES:
            self.fields[f"subject_{language}"] = forms.CharField(
                label=_("Subject (%(language)s)") % {"language": name},
                help_text=_("Others may see it on a locked screen: let it say little."),
                required=False,
                max_length=120,
            )
            self.fields[f"opening_{language}"] = forms.CharField(
                label=_("Opening words (%(language)s)") % {"language": name},
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def spoken(self, part: str) -> dict[str, str]:
        """Return one part of the words by language."""
        return {
            language: str(self.cleaned_data[f"{part}_{language}"]) for language, _name in settings.LANGUAGES
        }
