"""The form for signing as a page shows it; what is right and wrong is decided by the room's own rules."""

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from waystation.outreach.petitions.places import countries
from waystation.outreach.petitions.rules import signing


class SignForm(forms.Form):
    """Name as one wishes, contact, country; place and comment are optional; each consent stands apart."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Your name, as you wish"),
        help_text=gettext_lazy("It is never shown. A first name or initials are enough, or leave it empty."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send one link to it. Each address can sign once."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    country = forms.ChoiceField(label=gettext_lazy("The country you live in"))
    place = forms.CharField(label=gettext_lazy("Your town or region"), required=False)
    comment = forms.CharField(
        label=gettext_lazy("Why you sign"),
        help_text=gettext_lazy("Only the campaign reads it. Please name nobody."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consent_news = forms.BooleanField(
        label=gettext_lazy("Write to me when something happens with this petition"),
        help_text=gettext_lazy(
            "Your address is kept for this apart from your signature, locked, until half a year after the end. Each mail has a link to stop."
        ),
        required=False,
    )
    consent_other = forms.BooleanField(
        label=gettext_lazy("Write to me about other campaigns"), required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        language = get_language() or "en"
        field = self.fields["country"]
        if isinstance(field, forms.ChoiceField):
            choices = [("", _("Choose")), *countries(language), (signing.UNSAID, _("I would rather not say"))]
            field.choices = choices

    def add_problems(self, problems: dict[str, str]) -> None:
        """Show what the rules found, beside each field, instead of what the framework would say."""
        self._errors = forms.utils.ErrorDict(
            {
                name: self.error_class([_(sentence)], renderer=self.renderer)
                for name, sentence in problems.items()
            }
        )
        self.cleaned_data: dict[str, object] = {}
