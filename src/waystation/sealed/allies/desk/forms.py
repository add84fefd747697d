"""Forms of the desk."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.sealed.allies import api as allies
from waystation.sealed.allies.rules import bookings, kinds, vetting

_QUIET = {"autocomplete": "off"}
_ANY = ("", _("Any"))


def _in_words(table: Mapping[str, str]) -> list[tuple[str, str | Promise]]:
    return [(code, _(words)) for code, words in table.items()]


class _Form(forms.Form):
    use_required_attribute = False


def _text(rows: int, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **_QUIET})
    return forms.CharField(max_length=kinds.LONGEST_TEXT, widget=widget, **options)


def _line(**options: Any) -> forms.CharField:
    return forms.CharField(max_length=kinds.LONGEST_LINE, widget=forms.TextInput(attrs=_QUIET), **options)


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date", **_QUIET}, format="%Y-%m-%d"), **options
    )


def _beside() -> forms.CheckboxSelectMultiple:
    """Return short boxes that stand beside each other where there is room."""
    return forms.CheckboxSelectMultiple(attrs={"class": "flow"})


def _some(table: Mapping[str, str], **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=_in_words(table), widget=options.pop("widget", forms.CheckboxSelectMultiple), **options
    )


_WITHOUT = {code: words for code, words in kinds.PETS.items() if code != "none"}
_KINDS = {code: kind.label for code, kind in kinds.KINDS.items()}


_FURTHER = ("no_stairs", "children", "vehicle", "sensitivity", "meets", "languages")


class Find(_Form):
    """What somebody looks for; all but the kind may be left empty."""

    kind = forms.ChoiceField(label=_("Kind of help"), choices=_in_words(_KINDS), initial="host")
    place = _line(label=_("Town or region"), required=False)
    from_on = _day(label=_("First day"), required=False)
    to_on = _day(label=_("Last day"), required=False)
    beds = forms.IntegerField(
        label=_("Beds, at least"), min_value=1, max_value=kinds.MOST_BEDS, required=False
    )
    without = _some(_WITHOUT, label=_("There must not be"), widget=_beside(), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Speaks"),
        choices=list(kinds.LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "flow short"}),
        required=False,
    )
    no_stairs = forms.BooleanField(label=_("No stairs, or a lift"), required=False)
    children = forms.BooleanField(label=_("Children come along"), required=False)
    vehicle = forms.BooleanField(label=_("With a vehicle"), required=False)
    sensitivity = forms.ChoiceField(
        label=_("Trusted at least so far"),
        choices=[_ANY, *_in_words(vetting.SENSITIVITIES)],
        required=False,
    )
    meets = _line(
        label=_("Whom they would meet"),
        help_text=_("A name. Helpers who must not meet this person are left out. It is not kept."),
        required=False,
    )

    def first(self) -> list[forms.BoundField]:
        """Return the wishes most people have."""
        return [self[name] for name in ("kind", "place", "from_on", "to_on", "beds", "without")]

    def further(self) -> list[forms.BoundField]:
        """Return the others."""
        return [self[name] for name in _FURTHER]

    def has_further(self) -> bool:
        """Say whether one of the others was expressed."""
        return self.is_bound and any(self[name].data for name in _FURTHER)

    def clean(self) -> dict[str, Any]:
        """Send back days that stand the wrong way round."""
        said = dict(self.cleaned_data)
        first, last = said.get("from_on"), said.get("to_on")
        if last and not first:
            self.add_error("from_on", _("Say from which day."))
        elif first and last and (last < first or (last - first).days >= bookings.LONGEST):
            self.add_error("to_on", _("Choose a last day within a year of the first."))
        return said

    def wish(self) -> allies.Wish:
        """Return what is looked for; the form must be right."""
        said = self.cleaned_data
        return allies.Wish(
            kind=said["kind"],
            place=said["place"].strip(),
            from_on=said["from_on"],
            to_on=said["to_on"],
            beds=said["beds"] or 0,
            without=tuple(said["without"]),
            languages=tuple(said["languages"]),
            no_stairs=said["no_stairs"],
            children=said["children"],
            vehicle=said["vehicle"],
            sensitivity=said["sensitivity"],
            meets=said["meets"].strip(),
        )


class Book(_Form):
    """Asking a helper for some days."""

    from_on = _day(label=_("First day"))
    to_on = _day(label=_("Last day"))
    note = _text(2, label=_("For what"), help_text=_("For your team. Better a case's name than a person's."))


class Tie(_Form):
    """Whether one knows somebody."""

    knows = forms.ChoiceField(
        label=_("Do you know this person, or anybody close to them?"),
        choices=[("no", _("No")), ("yes", _("Yes: somebody else must vet them"))],
        widget=forms.RadioSelect,
    )
    text = _text(2, label=_("How you know them"), required=False)


class Answer(_Form):
    """A message to them."""

    prefix = "answer"

    text = _text(4, label=_("Write to them"), help_text=_("They read it with their words. Name nobody."))


class Check(_Form):
    """Identity seen, or a conversation held."""

    prefix = "check"

    kind = forms.ChoiceField(
        label=_("What was done"), choices=_in_words(vetting.CHECKS), widget=forms.RadioSelect
    )
    text = _text(3, label=_("What came of it"))


class Reference(_Form):
    """Somebody who speaks for them; of one noted before the newest word counts, and the earlier ones stay."""

    prefix = "reference"

    ref = forms.ChoiceField(label=_("Noted before?"), required=False)
    who = _line(label=_("Who"))
    contact = _line(label=_("How to reach them"), required=False)
    verdict = forms.ChoiceField(
        label=_("What they say"), choices=_in_words(vetting.VERDICTS), initial="silent"
    )
    text = _text(2, label=_("In their words"), required=False)

    def __init__(self, *args: Any, known: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Somebody new")), *known.items()]
        self.fields["ref"].choices = choices  # type: ignore[attr-defined]


class Signs(_Form):
    """Signs that somebody comes to find people."""

    prefix = "signs"

    seen = _some(vetting.SIGNS, label=_("What did you notice?"), required=False)
    text = _text(
        3,
        label=_("What exactly"),
        help_text=_("None is proof. Leave all empty if you saw none."),
        required=False,
    )


class Conflict(_Form):
    """Somebody they must not meet."""

    prefix = "conflict"

    who = _line(label=_("Person or organisation"))
    text = _line(
        label=_("Why"),
        required=False,
        help_text=_("Colleagues who look for a helper see the name, not the reason."),
    )


class Areas(_Form):
    """For what they may be trusted."""

    prefix = "areas"

    trusted_for = _some(_KINDS, label=_("For"), widget=_beside())
    regions = _text(2, label=_("Where"), help_text=_("One region a line. Empty: everywhere."), required=False)
    sensitivity = forms.ChoiceField(
        label=_("How close"), choices=_in_words(vetting.SENSITIVITIES), widget=forms.RadioSelect
    )
    until_on = _day(
        label=_("Until which day?"), help_text=_("A year, if left empty; two at most."), required=False
    )


class Worry(_Form):
    """A concern."""

    prefix = "worry"

    text = _text(3, label=_("What worries you"))


class Why(_Form):
    """A reason."""

    reason = _text(3, label=_("Why"))
