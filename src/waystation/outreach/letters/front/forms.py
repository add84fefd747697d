"""Forms of letters as a page shows them; what is right and wrong is decided by the room's own rules."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.outreach.letters import api as letters


class ZipForm(forms.Form):
    """One question: the ZIP."""

    use_required_attribute = False

    code = forms.CharField(
        label=gettext_lazy("Your ZIP code"),
        help_text=gettext_lazy("Looked up on this machine and forgotten at once."),
        error_messages={"required": gettext_lazy("Write your ZIP code, or choose your region.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "size": 10, "maxlength": 10}
        ),
    )


class RegionForm(forms.Form):
    """One question: the region."""

    use_required_attribute = False

    region = forms.ChoiceField(
        label=gettext_lazy("Your state or region"),
        error_messages={
            "required": gettext_lazy("Choose your region."),
            "invalid_choice": gettext_lazy("Choose your region."),
        },
    )

    def __init__(self, *args: object, regions: Sequence[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        field = self.fields["region"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose")), *((name, name) for name in regions)]


class RuledForm(forms.Form):
    """A form whose errors are what the room's rules found."""

    use_required_attribute = False

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Show what the rules found, beside each field, instead of what the framework would say."""
        self._errors = forms.utils.ErrorDict(
            {
                name: self.error_class([_(sentence)], renderer=self.renderer)
                for name, sentence in problems.items()
            }
        )
        self.cleaned_data: dict[str, object] = {}


class LetterForm(RuledForm):
    """The letter: one's own paragraph first, because it counts most."""

    own = forms.CharField(
        label=gettext_lazy("In your own words: why does this matter to you?"),
        help_text=gettext_lazy(
            "Two or three sentences. Offices set aside letters that are all alike; yours is read because of this part."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    subject = forms.CharField(label=gettext_lazy("What it is about"), max_length=140)
    text = forms.CharField(
        label=gettext_lazy("The rest of the letter"),
        help_text=gettext_lazy("Change whatever you like."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    signed = forms.CharField(
        label=gettext_lazy("What stands under it"),
        help_text=gettext_lazy(
            "Your name, and your town if you wish: an office answers those it represents. We do not keep it."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


class SenderForm(RuledForm):
    """Who sends through the relay."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("The letter goes out under it."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy(
            "Answers go there. First we send you one link, and nothing leaves before you press its button."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("Send this letter for me, with my name and my address, and a copy to me"),
        required=False,
    )


def initial_letter(campaign: letters.CampaignCard) -> dict[str, str]:
    """Return the campaign's words, to be made one's own."""
    return {"subject": campaign.letter.subject, "text": campaign.letter.body, "own": "", "signed": ""}
