"""Forms of this room."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.foundation.kernel import asking
from waystation.sealed.care import api as care

Choices = Iterable[tuple[str, Any]]


class House(forms.Form):
    """What the team knows of a house."""

    code_name = forms.CharField(
        label=_("Code name"),
        max_length=40,
        help_text=_("A word that tells nothing about where it is or who lives there."),
    )
    places = forms.IntegerField(label=_("How many people can sleep there"), min_value=1, max_value=99)
    suits = forms.CharField(
        label=_("Whom it suits"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Families, stairs, animals, languages spoken there. No place, no street."),
    )


class Address(forms.Form):
    """Where a house is: kept apart, given to colleagues by name."""

    address = forms.CharField(
        label=_("Where it is"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Kept in a compartment of its own. You, the supervisors and the host read it; others by name."
        ),
    )
    contact = forms.CharField(
        label=_("How to reach the host"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    way = forms.CharField(
        label=_("How to come there unseen"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NewHouse(House, Address):
    """Adding a house."""

    team = forms.ChoiceField(label=_("Which team keeps it"))

    field_order = ("team", "code_name", "places", "suits", "address", "contact", "way")

    def __init__(self, *args: Any, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = list(teams)  # type: ignore[attr-defined]


class ChangedHouse(House):
    """Changing what the team knows; the version says what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ChangedAddress(Address):
    """Changing the address; the version says what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Visit(forms.Form):
    """What somebody found when looking at a house."""

    verdict = forms.ChoiceField(label=_("What you think"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What you saw"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("Neighbours, entrances, who has keys, what the host knows. The host never reads this."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = _translated(care.VERDICTS)  # type: ignore[attr-defined]


class Colleague(forms.Form):
    """Choosing one colleague."""

    colleague = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, *args: Any, colleagues: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = list(colleagues)  # type: ignore[attr-defined]


class Bed(forms.Form):
    """Adding a bed."""

    label = forms.CharField(
        label=_("Which bed"),
        max_length=40,
        help_text=_("Such as “left room, by the window”. The host reads it."),
    )
    note = forms.CharField(label=_("What is particular about it"), required=False, max_length=200)


class Block(forms.Form):
    """Taking a bed out of use."""

    starts_on = forms.DateField(label=_("First night out of use"), widget=asking.DayInput)
    ends_on = forms.DateField(label=_("Can be used again from"), widget=asking.DayInput)
    reason = forms.CharField(label=_("Why"), required=False, max_length=200)


class Wanted(forms.Form):
    """Beds wanted for people of a case."""

    persons = forms.MultipleChoiceField(label=_("For whom"), widget=forms.CheckboxSelectMultiple)
    arrives_on = forms.DateField(label=_("First night"), widget=asking.DayInput)
    leaves_on = forms.DateField(
        label=_("Day of leaving"),
        widget=asking.DayInput,
        help_text=_("A guess is enough; it can be changed any day."),
    )
    note = forms.CharField(
        label=_("What the host should know"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The host reads this. No names, no reasons, no places."),
    )

    def __init__(self, *args: Any, persons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].choices = list(persons)  # type: ignore[attr-defined]


class Hold(forms.Form):
    """Holding beds of one house for people who want one."""

    wanted = forms.MultipleChoiceField(label=_("For whom"), widget=forms.CheckboxSelectMultiple)
    house = forms.ChoiceField(label=_("In which house"), widget=forms.RadioSelect)
    until_on = forms.DateField(
        label=_("Hold until the end of"),
        widget=asking.DayInput,
        help_text=_("Then the beds are free again, unless they were confirmed."),
    )

    def __init__(self, *args: Any, wanted: Choices, houses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = list(wanted)  # type: ignore[attr-defined]
        self.fields["house"].choices = list(houses)  # type: ignore[attr-defined]


class HoldBed(forms.Form):
    """Holding one bed for one person who wants one."""

    stay = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect)
    until_on = forms.DateField(label=_("Hold until the end of"), widget=asking.DayInput)

    def __init__(self, *args: Any, wanted: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stay"].choices = list(wanted)  # type: ignore[attr-defined]


class Nights(forms.Form):
    """Other nights of the same bed."""

    arrives_on = forms.DateField(label=_("First night"), widget=asking.DayInput)
    leaves_on = forms.DateField(label=_("Day of leaving"), widget=asking.DayInput)


class Compromise(forms.Form):
    """Closing a house for ever."""

    reason = forms.CharField(
        label=_("What happened"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("The team and the supervisors read this. The host does not."),
    )
    is_sure = forms.BooleanField(
        label=_("I want to close this house for good and warn everyone listed here"),
        error_messages={"required": _("Tick the box if you are sure.")},
    )


class Worry(forms.Form):
    """What worries a host."""

    text = forms.CharField(
        label=_("What worries you"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_(
            "A car that waits, a caller, a neighbour who asks, a guest who is unwell. Nothing is too small."
        ),
    )


class Referral(forms.Form):
    """Sending a person to the medical team."""

    person = forms.ChoiceField(label=_("Who"))
    kind = forms.ChoiceField(label=_("What help"), widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label=_("How soon"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What the medical team should know"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=_(
            "Only what they need: what hurts, which language, how to meet. Ask the person what may be said."
        ),
    )

    def __init__(self, *args: Any, persons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(persons)  # type: ignore[attr-defined]
        self.fields["kind"].choices = _translated(care.HELP_KINDS)  # type: ignore[attr-defined]
        self.fields["urgency"].choices = _translated(care.URGENCIES)  # type: ignore[attr-defined]


class Answer(forms.Form):
    """What the medical team answers."""

    answer = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The coordinator reads this: when and where to come, or why not. Nothing about health."),
    )


class Appointment(forms.Form):
    """Planning a meeting."""

    starts_at = forms.DateTimeField(
        label=_("When (UTC)"), widget=asking.MomentInput, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    )
    place = forms.CharField(label=_("Where"), required=False, max_length=200)
    note = forms.CharField(label=_("For the medical team only"), required=False, max_length=400)


class Note(forms.Form):
    """A closed note."""

    text = forms.CharField(
        label=_("Closed note"),
        max_length=20000,
        widget=forms.Textarea,
        help_text=_("Sealed to the medical team. Nobody else can open it, no coordinator and no supervisor."),
    )


class Money(forms.Form):
    """Asking for money."""

    person = forms.ChoiceField(label=_("For whom"))
    amount = forms.CharField(
        label=_("How much"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in care.CURRENCIES])
    purpose = forms.ChoiceField(label=_("What for"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In a few words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("So that somebody else can decide without asking you."),
    )

    def __init__(self, *args: Any, persons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(persons)  # type: ignore[attr-defined]
        self.fields["purpose"].choices = _translated(care.PURPOSES)  # type: ignore[attr-defined]


class MoneyMove(forms.Form):
    """What to say with a decision on money."""

    text = forms.CharField(
        label=_("A few words"),
        required=False,
        max_length=400,
        help_text=_("Why not; or what the receipt is and where it is kept."),
    )


def _translated(labels: dict[str, str]) -> list[tuple[str, Any]]:
    return [(code, _(label)) for code, label in labels.items()]
