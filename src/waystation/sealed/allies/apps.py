"""Makes the room known to the framework."""

from django.apps import AppConfig


class AlliesConfig(AppConfig):
    """Offers of help and their vetting."""

    name = "waystation.sealed.allies"
    label = "allies"
