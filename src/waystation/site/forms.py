"""How a form looks: label, hint, error and field, tied together for screen readers as GOV.UK does it."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class HouseField(BoundField):
    """A field that knows where its error should lead and whether it is one of several choices."""

    @property
    def first_id(self) -> str:
        """The id of the first thing one can type into or choose, for links from the error summary."""
        if self.use_fieldset and self.auto_id:
            return f"{self.auto_id}_0"
        return str(self.id_for_label or self.auto_id)

    @property
    def is_single_choice(self) -> bool:
        """True for a lone checkbox, whose label stands after it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_optional(self) -> bool:
        """True where the label should say so."""
        return not self.field.required and not self.is_single_choice

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        """Leave the ``required`` attribute out: the browser's bubble cannot be translated or read again."""
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("required", None)
        return attrs


class HouseRenderer(TemplatesSetting):
    """Renders every form of the house from ``site/forms/``."""

    form_template_name = "site/forms/form.html"
    field_template_name = "site/forms/field.html"
    bound_field_class = HouseField


def ask_kindly() -> None:
    """Say what to do where an answer is missing: the framework's own words are those of an office."""
    forms.Field.default_error_messages["required"] = _("Please fill this in.")
