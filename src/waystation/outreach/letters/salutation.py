"""The first line of a letter, in the language the official reads."""

from django.utils import translation
from django.utils.translation import gettext as _


def salutation(language: str, title: str, name: str) -> str:
    """Return how an official is addressed: with title and name where there is a title, else with the name."""
    with translation.override(language):
        return _("Dear %(who)s,") % {"who": f"{title} {name}".strip()}
