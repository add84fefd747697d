"""Django's entry for the letters room."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The letters room as a Django app."""

    name = "waystation.outreach.letters"
    label = "letters"
