"""Django's entry for evacuation."""

from django.apps import AppConfig


class EvacuationConfig(AppConfig):
    """Evacuation as a Django app."""

    name = "waystation.sealed.evacuation"
    label = "evacuation"
