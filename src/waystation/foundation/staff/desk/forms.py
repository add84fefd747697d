"""Forms of the staff room."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from waystation.foundation.staff import api as staff


class Passphrase(forms.Form):
    """Changing one's own passphrase."""

    present = forms.CharField(label=_("Your present passphrase"), widget=forms.PasswordInput, strip=False)
    new = forms.CharField(
        label=_("The new one"),
        help_text=_("At least 14 characters. Four or five words you can remember are better than odd signs."),
        widget=forms.PasswordInput,
        strip=False,
    )
    again = forms.CharField(label=_("The new one again"), widget=forms.PasswordInput, strip=False)

    def clean(self) -> dict[str, Any]:
        """Refuse two different new passphrases."""
        values = super().clean() or {}
        if values.get("new") != values.get("again"):
            self.add_error("again", _("The two are not the same."))
        return values


class NewMember(forms.Form):
    """Adding a colleague."""

    name = forms.CharField(label=_("Name, as colleagues will see it"), max_length=80)
    login = forms.CharField(
        label=_("Login"), max_length=40, help_text=_("Kept as a hash: nobody can list logins.")
    )
    passphrase = forms.CharField(
        label=_("First passphrase"),
        help_text=_("At least 14 characters. It must be changed at the first visit."),
        widget=forms.PasswordInput(render_value=True),
        strip=False,
    )
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)
    teams = forms.MultipleChoiceField(
        label=_("Teams"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Hosts and escorts belong to no team: they see only what is given to them by name."),
    )
    address = forms.EmailField(
        label=_("Mail address for notices"),
        required=False,
        help_text=_("Sealed. Mail says only that there is something to look at."),
    )
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, teams: list[staff.TeamCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role, _(words)) for role, words in staff.ROLES.items()]  # type: ignore[attr-defined]
        self.fields["teams"].choices = [(team.line, team.name) for team in teams]  # type: ignore[attr-defined]
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]


class NewTeam(forms.Form):
    """Creating a casework team."""

    name = forms.CharField(label=_("Name of the new casework team"), max_length=60)


class Joining(forms.Form):
    """Bringing a colleague into a team, or taking them out."""

    team = forms.ChoiceField(label=_("Team"))

    def __init__(self, *args: Any, teams: list[staff.TeamCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [(team.line, team.name) for team in teams]  # type: ignore[attr-defined]
