"""Django's entry for the petitions room."""

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    """The petitions room as a Django app."""

    name = "waystation.outreach.petitions"
    label = "petitions"
