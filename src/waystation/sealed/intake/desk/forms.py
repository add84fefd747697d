"""Forms of the intake desk: filters, triage, answers, endings, a telephone call."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.sealed.intake import api as intake
from waystation.sealed.intake import rules

_ANY = ("", _("Any"))
_QUIET = {"autocomplete": "off"}


def _in_words(table: Mapping[str, str]) -> list[tuple[str, str | Promise]]:
    return [(code, _(sentence)) for code, sentence in table.items()]


_LEVELS = _in_words({code: level.label for code, level in rules.LEVELS.items()})


class _Form(forms.Form):
    use_required_attribute = False


def _text(rows: int, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **_QUIET})
    return forms.CharField(max_length=options.pop("longest", rules.LONGEST_TEXT), widget=widget, **options)


def _line(**options: Any) -> forms.CharField:
    return forms.CharField(
        max_length=rules.LONGEST_LINE, required=False, widget=forms.TextInput(attrs=_QUIET), **options
    )


class QueueFilter(_Form):
    """What the queue shows; codes only, because it stands in the address."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("open", _("All open")), *_in_words(rules.STATES)], required=False
    )
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[_ANY, *_LEVELS],
        required=False,
    )
    mine = forms.BooleanField(label=_("Mine only"), required=False)
    unanswered = forms.BooleanField(label=_("Waiting for an answer"), required=False)
    alike = forms.BooleanField(label=_("Sharing a contact with another"), required=False)

    def chosen(self) -> intake.Filter:
        """Return the filter; what makes no sense counts as not chosen."""
        self.is_valid()
        said = self.cleaned_data
        return intake.Filter(
            state=said.get("state") or "open",
            level=said.get("level") or "",
            is_mine=bool(said.get("mine")),
            is_unanswered=bool(said.get("unanswered")),
            has_likeness=bool(said.get("alike")),
        )


class Triage(_Form):
    """A level, set by a person."""

    prefix = "triage"

    level = forms.ChoiceField(
        label=_("Level"),
        choices=_LEVELS,
        widget=forms.RadioSelect,
    )
    reason = _line(label=_("Why"), help_text=_("Needed when it differs from the proposal."))
    note = _text(2, label=_("Note for colleagues"), required=False)
    has_consent = forms.BooleanField(
        label=_("They said yes to our working on this with them"), required=False
    )


class Answer(_Form):
    """An answer, or what was said on the telephone."""

    prefix = "answer"

    text = _text(6, label=_("Answer"), longest=rules.LONGEST_ACCOUNT)
    via = forms.ChoiceField(label=_("How"), choices=_in_words(rules.CHANNELS), initial="words")
    we_wait = forms.BooleanField(label=_("Now we wait for them"), required=False)


class Heard(_Form):
    """What they said otherwise than here."""

    prefix = "heard"

    text = _text(4, label=_("What they said"), longest=rules.LONGEST_ACCOUNT)
    via = forms.ChoiceField(
        label=_("How"),
        choices=_in_words(rules.CHANNELS)[1:],
        initial="phone",
    )


class Attempt(_Form):
    """An attempt to reach them."""

    prefix = "attempt"

    channel = forms.ChoiceField(label=_("How"), choices=_in_words(rules.CHANNELS), initial="phone")
    note = _line(label=_("Note"), help_text=_("Nobody answered, switched off, another voice."))


class Why(_Form):
    """A reason."""

    reason = _text(3, label=_("Why"), required=True)


class PointTo(_Form):
    """Who else can help, said to the asker, and why we cannot, said to colleagues."""

    text = _text(
        8,
        label=_("What they are told"),
        help_text=_("Who can help, and how to reach them."),
        longest=rules.LONGEST_ACCOUNT,
    )
    reason = _text(
        2, label=_("Why we cannot"), help_text=_("For colleagues. They do not see it."), required=True
    )


class SameAs(_Form):
    """Which request it is the same as."""

    other = forms.RegexField(
        r"^\s*[2-9a-z]{14}\s*$",
        label=_("Reference of the other request"),
        help_text=_("Fourteen letters and digits, from its page."),
        widget=forms.TextInput(attrs=_QUIET),
    )


class Call(_Form):
    """A telephone call, in the order in which people tell it; everything but the first may be left empty."""

    happening = _text(9, label=_("What is happening?"), longest=rules.LONGEST_ACCOUNT)
    happening.widget.attrs["autofocus"] = True
    danger = forms.ChoiceField(
        label=_("Is anybody in danger now?"),
        choices=_in_words(rules.DANGERS),
        required=False,
        widget=forms.RadioSelect,
    )
    signs = forms.MultipleChoiceField(
        label=_("Is any of this so?"),
        choices=_in_words(rules.SIGNS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    place = _line(label=_("Where are they, roughly?"))
    adults = forms.IntegerField(label=_("Adults"), min_value=0, max_value=rules.MOST_PEOPLE, required=False)
    children = forms.IntegerField(
        label=_("Children"), min_value=0, max_value=rules.MOST_PEOPLE, required=False
    )
    people = _text(2, label=_("Who is with them, or should come along?"), required=False)
    contact = _text(2, label=_("A safe way to reach them"), required=False)
    contact_times = _line(label=_("When is it safe?"))
    not_on_phone = _text(2, label=_("What must we not say, if somebody else answers?"), required=False)
    who_reads = _line(label=_("Who else may look at their device?"))
    language = forms.ChoiceField(label=_("Language"), choices=lambda: list(settings.LANGUAGES))
    with_words = forms.BooleanField(
        label=_("Show twelve words to give them on the telephone"), required=False, initial=True
    )

    def answers(self) -> intake.Answers:
        """Return what was said."""
        said = {
            name: value for name, value in self.cleaned_data.items() if name not in {"language", "with_words"}
        }
        return intake.Answers.from_body(said)
