"""Django's entry for care."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Care as a Django app."""

    name = "waystation.sealed.care"
    label = "care"
