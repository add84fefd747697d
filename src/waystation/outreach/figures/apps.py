"""Django's entry for the figures room."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """The figures room as a Django app."""

    name = "waystation.outreach.figures"
    label = "figures"
