"""The form for reading by mail; what is right and wrong is decided by the room's own rules."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.outreach.digest import api as digest


class SubscribeForm(forms.Form):
    """Address, language, how often."""

    use_required_attribute = False

    address = forms.CharField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy(
            "We send one link to it. Nothing else comes until you have pressed its button."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("In which language"), widget=forms.RadioSelect)
    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        choices = {
            "language": list(settings.LANGUAGES),
            "rhythm": [(code, _(label)) for code, label in digest.RHYTHMS.items()],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def add_problems(self, problems: dict[str, str]) -> None:
        """Show what the rules found, beside each field, instead of what the framework would say."""
        self._errors = forms.utils.ErrorDict(
            {
                name: self.error_class([_(sentence)], renderer=self.renderer)
                for name, sentence in problems.items()
            }
        )
        self.cleaned_data: dict[str, object] = {}
