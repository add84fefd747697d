"""Forms of this room."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.sealed.evacuation import api as evacuation

Choices = Iterable[tuple[str, Any]]


class Moment(forms.DateTimeField):
    """A day and time chosen from the browser's own calendar, or typed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **options)


class Text(forms.CharField):
    """Some lines of text."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        options.setdefault("max_length", 4000)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)


class Plan(forms.Form):
    """What a plan says."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in evacuation.FIELDS.items():
            self.fields[name] = Text(label=_(label), required=False, rows=4)

    def texts(self) -> dict[str, str]:
        """Return what was typed, by field of the plan."""
        return {name: self.cleaned_data.get(name, "") for name in evacuation.FIELDS}


class NewPlan(Plan):
    """Beginning a plan."""

    persons = forms.MultipleChoiceField(label=_("For whom"), widget=forms.CheckboxSelectMultiple)
    field_order = ("persons", *evacuation.FIELDS)

    def __init__(self, *args: Any, persons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].choices = list(persons)  # type: ignore[attr-defined]


class Reason(forms.Form):
    """A few words that go with a decision."""

    reason = forms.CharField(label=_("Why"), required=False, max_length=400)


class NewJourney(forms.Form):
    """Beginning a journey."""

    persons = forms.MultipleChoiceField(label=_("Who travels"), widget=forms.CheckboxSelectMultiple)
    kind = forms.ChoiceField(label=_("Where to"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, persons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].choices = list(persons)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(code, _(label)) for code, label in evacuation.KINDS.items()]  # type: ignore[attr-defined]


class Receiver(forms.Form):
    """Who receives them, and how an arrival is known to be real."""

    receiver = forms.CharField(label=_("Who receives them"), required=False, max_length=400)
    phrase = forms.CharField(
        label=_("The phrase that confirms an arrival abroad"),
        required=False,
        max_length=100,
        help_text=_("Agree on it with them and with whoever receives them."),
    )


class Leg(forms.Form):
    """One leg of a journey."""

    departs_at = Moment(label=_("They leave (UTC)"))
    arrives_at = Moment(label=_("They are there (UTC)"))
    origin = forms.CharField(label=_("From"), max_length=200)
    target = forms.CharField(label=_("To"), max_length=200)
    transport = forms.CharField(label=_("How"), required=False, max_length=200)
    meeting = forms.CharField(
        label=_("Where the escort meets them"),
        required=False,
        max_length=400,
        help_text=_("The escort reads this and the times, and nothing else of the way."),
    )
    note = Text(label=_("Note"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def told(self) -> dict[str, Any]:
        """Return what the operation takes."""
        data = self.cleaned_data
        return {
            "departs_at": data["departs_at"],
            "arrives_at": data["arrives_at"],
            "stops": {name: data[name] for name in evacuation.STOPS},
        }


class CheckIn(forms.Form):
    """When somebody wants to hear from them."""

    due_at = Moment(label=_("We want to hear from them by (UTC)"))
    grace = forms.IntegerField(
        label=_("Minutes we wait longer before anybody is called"),
        min_value=0,
        max_value=evacuation.MOST_GRACE,
        initial=evacuation.GRACE_MINUTES,
    )


class Heard(forms.Form):
    """A few words that go with what was heard."""

    text = forms.CharField(label=_("In a few words"), required=False, max_length=400)


class Alarm(forms.Form):
    """The silent alarm word."""

    word = forms.CharField(
        label=_("Silent alarm word"),
        max_length=60,
        help_text=_(
            "If they write it to us, whatever else they write, everyone is called, and their page looks as always."
        ),
    )


class Escort(forms.Form):
    """Choosing who goes along."""

    escort = forms.ChoiceField(label=_("Escort"))

    def __init__(self, *args: Any, escorts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["escort"].choices = list(escorts)  # type: ignore[attr-defined]


class Phrase(forms.Form):
    """The phrase by which an arrival abroad is confirmed."""

    phrase = forms.CharField(label=_("The agreed phrase, as they said it"), required=False, max_length=100)
