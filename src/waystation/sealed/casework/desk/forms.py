"""Forms of casework. None asks anybody to prove whom they love, and none has a field for it (T-03)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.sealed.casework import api as casework

Choices = list[tuple[str, Any]]
Several = forms.CheckboxSelectMultiple


def choices(labels: Mapping[str, str], *, first: Any = None) -> Choices:
    """Return a code list as choices in the reader's language, with an empty one first where it says what that is."""
    listed: Choices = [(code, _(label)) for code, label in labels.items()]
    return listed if first is None else [("", first), *listed]


def overlays(*, first: Any = None) -> Choices:
    """Return what may befall somebody as choices."""
    return choices({kind: found.label for kind, found in casework.OVERLAYS.items()}, first=first)


def offer(form: forms.Form, **listed: Choices) -> None:
    """Set the choices that only this reader has."""
    for name, options in listed.items():
        field = form.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = options


class Text(forms.CharField):
    """Free text over several lines."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(**{"max_length": 20_000, "widget": forms.Textarea({"rows": rows}), **options})


class Day(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class Filter(forms.Form):
    """What the list of cases shows: codes only, because it stands in the address."""

    STATES = [("open", _("Open")), ("closed", _("Closed and ended")), ("all", _("All"))]
    ORDERS = [
        ("opened", _("Newest first")),
        ("level", _("Most urgent first")),
        ("step", _("Next step soonest first")),
        ("heard", _("Longest silent first")),
    ]
    COLUMNS = [
        ("phase", _("People and phases")),
        ("level", _("Urgency")),
        ("owner", _("Coordinator")),
        ("step", _("Next step")),
        ("heard", _("Last heard")),
        ("opened", _("Opened")),
    ]
    SILENT = [
        ("", _("Any")),
        ("3", _("3 days")),
        ("7", _("7 days")),
        ("14", _("14 days")),
        ("30", _("30 days")),
    ]

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    phase = forms.ChoiceField(
        label=_("Phase"), choices=lambda: choices(casework.PHASES, first=_("Any")), required=False
    )
    level = forms.ChoiceField(
        label=_("Urgency"), choices=lambda: choices(casework.LEVELS, first=_("Any")), required=False
    )
    overlay = forms.ChoiceField(
        label=_("What has befallen them"), choices=lambda: overlays(first=_("Any")), required=False
    )
    silent = forms.ChoiceField(label=_("Not heard from in"), choices=SILENT, required=False)
    order = forms.ChoiceField(label=_("Order"), choices=ORDERS, required=False)
    mine = forms.BooleanField(label=_("Mine only"), required=False)
    no_step = forms.BooleanField(label=_("Without a next step"), required=False)
    columns = forms.MultipleChoiceField(label=_("Columns"), choices=COLUMNS, required=False, widget=Several)

    def filters(self) -> casework.CaseFilter:
        """Return what was chosen; a mangled address shows the ordinary list."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return casework.CaseFilter(
            state=chosen.get("state") or "open",
            phase=chosen.get("phase", ""),
            level=chosen.get("level", ""),
            overlay=chosen.get("overlay", ""),
            is_mine=bool(chosen.get("mine")),
            has_no_step=bool(chosen.get("no_step")),
            silent_days=int(chosen.get("silent") or 0),
            order=chosen.get("order") or "opened",
        )

    def shown(self) -> list[str]:
        """Return the columns to show."""
        chosen = self.cleaned_data.get("columns") if self.is_valid() else None
        return chosen or ["phase", "level", "owner", "step", "heard"]


class SaveView(forms.Form):
    """Keeping a filter."""

    name = forms.CharField(label=_("Keep this filter under the name"), max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)


class OpenCase(forms.Form):
    """Choosing who works on a new case."""

    team = forms.ChoiceField(label=_("Which team works on it?"), widget=forms.RadioSelect)
    only = forms.MultipleChoiceField(
        label=_("Keep it to these people only"),
        help_text=_(
            "Leave empty in most cases. If you name anybody, no team reads it: it stands in nobody else's list, "
            "search or count."
        ),
        widget=Several,
        required=False,
    )


class Assign(forms.Form):
    """Choosing a colleague; nobody is chosen unless somebody chooses."""

    line = forms.ChoiceField(label=_("To whom?"))


class Grant(forms.Form):
    """Choosing a section and who is to read it."""

    kind = forms.ChoiceField(label=_("Which section?"))
    line = forms.ChoiceField(label=_("Who may read it?"))


class Restrict(forms.Form):
    """Naming the people who go on reading a case."""

    people = forms.MultipleChoiceField(
        label=_("Who goes on reading it?"),
        help_text=_("You stay among them. Everybody else, and every team, loses it at once."),
        widget=Several,
        required=False,
    )


class Level(forms.Form):
    """Setting how urgent a case is."""

    level = forms.ChoiceField(
        label=_("How urgent is it?"), choices=lambda: choices(casework.LEVELS), widget=forms.RadioSelect
    )
    reason = Text(label=_("Why?"))


class SheetForm(forms.Form):
    """One section's sheet: its fields as free text."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, labels: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in labels.items():
            self.fields[name] = Text(label=_(label), rows=5, required=False)


class PersonForm(forms.Form):
    """What is known of a person. Everything is optional; nobody proves anything here."""

    role = forms.ChoiceField(
        label=_("Who are they in the group?"), choices=lambda: choices(casework.PERSON_ROLES)
    )
    is_minor = forms.BooleanField(label=_("Under 18"), required=False)
    called = forms.CharField(label=_("What do they want to be called?"), max_length=200, required=False)
    papers = Text(
        label=_("Name as in their papers"),
        help_text=_("One spelling on each line, in whatever script it is written. Nothing is converted."),
        rows=2,
        required=False,
    )
    others = Text(
        label=_("Other spellings and names"),
        help_text=_("One on each line: nicknames, names they no longer use, the same name in other letters."),
        rows=2,
        required=False,
    )
    born = forms.CharField(
        label=_("Born"),
        help_text=_("As exactly as it is known: a day, a year, about 1990, before the war."),
        max_length=100,
        required=False,
    )
    contacts = Text(
        label=_("Ways to reach them"), help_text=_("Who else answers there? When is it safe?"), required=False
    )
    languages = forms.CharField(
        label=_("Languages"),
        help_text=_("A host may read this and the next field, and nothing else on this page."),
        max_length=200,
        required=False,
    )
    needs = Text(label=_("What they need in a house and on the way"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class Move(forms.Form):
    """What a move asks for before it is made: how it ended, a reason, whether follow-ups stop."""

    end_reason = forms.ChoiceField(
        label=_("How did it end?"), choices=lambda: choices(casework.END_REASONS, first=_("Choose"))
    )
    reason = Text(label=_("Why?"))
    stops_follow_ups = forms.BooleanField(label=_("They have agreed that we stop asking"), required=False)

    def __init__(self, *args: Any, move: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if move != "end":
            del self.fields["end_reason"]
        if move != "close":
            del self.fields["stops_follow_ups"]


class OverlayForm(forms.Form):
    """Noting that something has befallen somebody."""

    kind = forms.ChoiceField(label=_("What has happened?"), choices=overlays, widget=forms.RadioSelect)
    note = Text(label=_("What do we know?"), required=False)


class OverlayStep(forms.Form):
    """Going on with what has befallen somebody: it is over, or when we look again."""

    note = Text(label=_("What was done, or how did it end?"))
    days = forms.IntegerField(
        label=_("Look again in how many days?"), min_value=0, max_value=60, initial=1, required=False
    )


class TaskForm(forms.Form):
    """A task."""

    text = Text(label=_("What is to be done?"))
    due_on = Day(label=_("By when?"))
    section = forms.ChoiceField(
        label=_("In which section?"), help_text=_("Only those who read this section will see the task.")
    )
    owner = forms.ChoiceField(label=_("Who does it?"), required=False)


class NextStep(forms.Form):
    """The next step."""

    text = Text(label=_("What happens next?"), rows=2)
    due_on = Day(label=_("By when?"))


class TaskStep(forms.Form):
    """Going on with a task: a reason where one is needed, another day where it is put off."""

    reason = Text(label=_("What came of it, or why not?"), rows=2, required=False)
    due_on = Day(label=_("Put off until"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NoteForm(forms.Form):
    """A note."""

    text = Text(label=_("Note"), rows=5)
    section = forms.ChoiceField(
        label=_("In which section?"), help_text=_("Only those who read this section will see the note.")
    )
    heard = forms.BooleanField(label=_("We heard from them today"), required=False)


class ConsentForm(forms.Form):
    """What somebody allows."""

    purpose = forms.ChoiceField(label=_("What for?"), choices=lambda: choices(casework.PURPOSES))
    audiences = forms.MultipleChoiceField(
        label=_("With whom may it be shared?"), choices=lambda: choices(casework.AUDIENCES), widget=Several
    )
    excluded = forms.MultipleChoiceField(
        label=_("And with whom on no account?"),
        choices=lambda: choices(casework.AUDIENCES),
        widget=Several,
        required=False,
    )
    identifiability = forms.ChoiceField(
        label=_("How recognisable may they be?"),
        choices=lambda: choices(casework.IDENTIFIABILITY),
        widget=forms.RadioSelect,
    )
    until = Day(label=_("Until"), help_text=_("Empty: until they take it back."), required=False)
    note = Text(label=_("In their own words"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_narrowing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_narrowing:
            del self.fields["purpose"]


class TakeBack(forms.Form):
    """Taking a consent back."""

    note = Text(label=_("In their own words"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class Decision(forms.Form):
    """Deciding as the second person."""

    reason = Text(
        label=_("What has to change first?"), help_text=_("Needed when you hand it back."), required=False
    )
