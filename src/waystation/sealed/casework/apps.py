"""Casework as a Django app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Registers the tables."""

    name = "waystation.sealed.casework"
    label = "casework"
