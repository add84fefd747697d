"""Django's entry for destinations."""

from django.apps import AppConfig


class DestinationsConfig(AppConfig):
    """Destinations as a Django app."""

    name = "waystation.sealed.destinations"
    label = "destinations"
