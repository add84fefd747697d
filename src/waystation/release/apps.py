"""Django's entry for the release room."""

from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    """The release room as a Django app."""

    name = "waystation.release"
    label = "release"
