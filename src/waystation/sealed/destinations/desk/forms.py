"""Forms of this room."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.foundation.kernel import asking, countries
from waystation.sealed.destinations import api as destinations

Choices = Iterable[tuple[str, Any]]


def _translated(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, gettext(label)) for code, label in words.items()]


def _or_none(choices: Choices) -> list[tuple[str, Any]]:
    return [("", "—"), *choices]


class Counterpart(forms.Form):
    """Somebody the liaison team talks to."""

    name = forms.CharField(
        label=_("Who"),
        max_length=120,
        help_text=_("A name, or a word by which the team knows them. Only the liaison team reads this page."),
    )
    organisation = forms.CharField(label=_("For whom they work"), max_length=200, required=False)
    audience = forms.ChoiceField(label=_("What sort of body"), widget=forms.RadioSelect)
    country = forms.ChoiceField(label=_("Country"), required=False)
    contact = forms.CharField(
        label=_("How to reach them safely"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label=_("What to know when talking to them"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = _translated(destinations.AUDIENCES)  # type: ignore[attr-defined]
        self.fields["country"].choices = _or_none(countries.choices())  # type: ignore[attr-defined]


class ChangedCounterpart(Counterpart):
    """Writing a counterpart anew; the version says what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Talk(forms.Form):
    """What was said."""

    counterpart = forms.ChoiceField(label=_("With whom"))
    talked_at = forms.DateTimeField(
        label=_("When (UTC)"), widget=asking.MomentInput, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    )
    text = forms.CharField(
        label=_("What was said"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What we asked, what they promised, what they must never be asked again."),
    )

    def __init__(self, *args: Any, counterparts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counterpart"].choices = list(counterparts)  # type: ignore[attr-defined]


class _Terms(forms.Form):
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whom they take, with which papers, by when, who pays."),
    )
    secrecy = forms.ChoiceField(label=_("Who may know that this country helps"), widget=forms.RadioSelect)
    audience = forms.ChoiceField(label=_("Who decides there"), widget=forms.RadioSelect)
    counterpart = forms.ChoiceField(label=_("Through whom"), required=False)
    valid_until_on = forms.DateField(
        label=_("Last day of the offer"),
        required=False,
        widget=asking.DayInput,
        help_text=_("Leave empty where nobody named a day."),
    )

    def __init__(self, *args: Any, counterparts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secrecy"].choices = _translated(destinations.SECRECY)  # type: ignore[attr-defined]
        self.fields["audience"].choices = _translated(destinations.AUDIENCES)  # type: ignore[attr-defined]
        self.fields["counterpart"].choices = _or_none(counterparts)  # type: ignore[attr-defined]


class NewOffer(_Terms):
    """Writing an offer down."""

    country = forms.ChoiceField(label=_("Country"))
    pathway = forms.ChoiceField(label=_("Pathway"), widget=forms.RadioSelect)
    places = forms.IntegerField(
        label=_("How many people they take"),
        required=False,
        min_value=0,
        max_value=200,
        help_text=_("Each is counted as one place. Leave empty where nobody counts."),
    )

    field_order = ("country", "pathway", "places", "conditions", "secrecy", "audience")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = _or_none(countries.choices())  # type: ignore[attr-defined]
        self.fields["pathway"].choices = _translated(destinations.PATHWAYS)  # type: ignore[attr-defined]


class ChangedOffer(_Terms):
    """Writing an offer anew; the version says what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PlaceCount(forms.Form):
    """More or fewer places."""

    count = forms.IntegerField(label=_("How many places"), min_value=1, max_value=200, initial=1)


class Until(forms.Form):
    """Until when places are reserved."""

    until_on = forms.DateField(
        label=_("Reserve until the end of"),
        widget=asking.DayInput,
        help_text=_("Then the places are free again, unless the application was sent."),
    )


class Proposal(forms.Form):
    """Proposing people of a case to a country."""

    persons = forms.MultipleChoiceField(label=_("For whom"), widget=forms.CheckboxSelectMultiple)
    offer = forms.ChoiceField(label=_("Through which offer"), required=False, widget=forms.RadioSelect)
    country = forms.ChoiceField(
        label=_("Or to which country without an offer"),
        required=False,
        help_text=_("Asylum on arrival, family there, study: whatever needs no agreement with us."),
    )
    pathway = forms.ChoiceField(label=_("By which way"), required=False)
    audience = forms.ChoiceField(label=_("Who decides there"), initial="governments")

    def __init__(self, *args: Any, persons: Choices, offers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].choices = list(persons)  # type: ignore[attr-defined]
        self.fields["offer"].choices = [*offers, ("", gettext("None of these"))]  # type: ignore[attr-defined]
        self.fields["country"].choices = _or_none(countries.choices())  # type: ignore[attr-defined]
        self.fields["pathway"].choices = _or_none(_translated(destinations.PATHWAYS))  # type: ignore[attr-defined]
        self.fields["audience"].choices = _translated(destinations.AUDIENCES)  # type: ignore[attr-defined]


class Reason(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays with the history."),
    )


class Paper(forms.Form):
    """A visa or another paper to travel."""

    kind = forms.ChoiceField(label=_("What paper"), widget=forms.RadioSelect)
    number = forms.CharField(label=_("Number"), required=False, max_length=60)
    valid_from = forms.DateField(label=_("Valid from"), widget=asking.DayInput)
    valid_until = forms.DateField(label=_("Valid until the end of"), widget=asking.DayInput)
    original = forms.ChoiceField(label=_("Where the original is"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _translated(destinations.PAPERS)  # type: ignore[attr-defined]
        self.fields["original"].choices = _translated(destinations.ORIGINALS)  # type: ignore[attr-defined]


class ExitCheck(forms.Form):
    """What a lawyer found before somebody crosses the border; one question for each thing looked at."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who was asked, and when."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, question in destinations.EXIT_CHECKS.items():
            self.fields[code] = forms.ChoiceField(
                label=gettext(question), widget=forms.RadioSelect, choices=_translated(destinations.RESULTS)
            )
        self.order_fields([*destinations.EXIT_CHECKS, "note"])

    def results(self) -> dict[str, str]:
        """Return the answers by question."""
        return {code: self.cleaned_data[code] for code in destinations.EXIT_CHECKS}


class Booking(forms.Form):
    """How somebody leaves, and who receives them."""

    leaves_on = forms.DateField(label=_("Day of leaving"), widget=asking.DayInput)
    arrives_on = forms.DateField(label=_("Day of arrival"), widget=asking.DayInput)
    way = forms.CharField(
        label=_("How they travel"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    receiver = forms.CharField(label=_("Who receives them"), max_length=200)
    receiver_contact = forms.CharField(
        label=_("How to reach the receiver"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    phrase = forms.CharField(
        label=_("Words agreed for the arrival"),
        max_length=200,
        help_text=_(
            "Two or more words nobody would guess. Tell them to the person and the receiver; whoever confirms the "
            "arrival has to hear them. They are shown until the day of leaving and never after."
        ),
    )


class Arrival(forms.Form):
    """Who said that somebody has arrived, and with which words."""

    said_by = forms.ChoiceField(label=_("Who said so"), widget=forms.RadioSelect)
    phrase = forms.CharField(
        label=_("The words you heard"),
        max_length=200,
        help_text=_("As you heard them; small slips of spelling and punctuation do not matter."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_by"].choices = _translated(destinations.SAID_BY)  # type: ignore[attr-defined]


class Status(forms.Form):
    """A step towards the right to stay."""

    kind = forms.ChoiceField(label=_("What was reached"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("On which day"), widget=asking.DayInput)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _translated(destinations.STATUSES)  # type: ignore[attr-defined]


class Clock(forms.Form):
    """A period of law."""

    kind = forms.ChoiceField(label=_("Which period"), widget=forms.RadioSelect)
    started_on = forms.DateField(label=_("Since"), widget=asking.DayInput)
    days = forms.IntegerField(
        label=_("How many days"),
        required=False,
        min_value=1,
        max_value=3660,
        help_text=_("Leave empty for the number the law names."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {code: label for code, (label, _days, _stops) in destinations.CLOCK_KINDS.items()}
        self.fields["kind"].choices = _translated(kinds)  # type: ignore[attr-defined]


class ClockMove(forms.Form):
    """From which day a clock stands still or runs again, and why."""

    on = forms.DateField(label=_("From which day"), widget=asking.DayInput)
    cause = forms.ChoiceField(label=_("Why it stops"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = _or_none(_translated(destinations.STOP_CAUSES))  # type: ignore[attr-defined]
