"""Forms of the campaign's desk."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from waystation.outreach.petitions import api as petitions


class DraftForm(forms.Form):
    """The one question before the first word."""

    is_dangerous = forms.BooleanField(
        label=_("Being known to have signed may harm somebody"),
        help_text=_(
            "Then there are no receipts, and people are counted in larger groups. If in doubt, leave it ticked."
        ),
        required=False,
        initial=True,
    )


class TextForm(forms.Form):
    """The words in one language."""

    title = forms.CharField(label=_("Title"), max_length=160)
    addressee = forms.CharField(
        label=_("To whom"), help_text=_("The office, and the person if that matters."), max_length=240
    )
    demand = forms.CharField(
        label=_("What is demanded, and why"),
        help_text=_("An empty line begins a new paragraph. No names of people who could be harmed."),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=20_000,
    )


class GoalsForm(forms.Form):
    """Milestones, key and danger."""

    goals = forms.CharField(
        label=_("Milestones"), help_text=_("Numbers with commas between them: 1000, 5000, 20000.")
    )
    key = forms.ChoiceField(
        label=_("Campaign key"),
        help_text=_("Signers' details are sealed to it. Its private half is kept by people, not here."),
        required=False,
    )
    is_dangerous = forms.BooleanField(label=_("Being known to have signed may harm somebody"), required=False)

    def __init__(self, *args: object, keys: list[petitions.KeyCard], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        field = self.fields["key"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", _("None yet")),
                *((key.ref, f"{key.name} ({key.fingerprint[:8]})") for key in keys),
            ]

    def clean_goals(self) -> list[int]:
        """Read whole numbers."""
        typed = str(self.cleaned_data["goals"]).replace(" ", "").strip(",")
        try:
            return [int(part) for part in typed.split(",") if part]
        except ValueError as exc:
            raise ValidationError(_("Write whole numbers above zero, such as 1000, 5000.")) from exc


class KeyForm(forms.Form):
    """The public half of a campaign key."""

    name = forms.CharField(label=_("Name"), max_length=80)
    public = forms.CharField(
        label=_("Public half"),
        help_text=_("Made with “waystation campaign new-key” on a computer that never comes near this one."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
