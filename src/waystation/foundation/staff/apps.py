"""Django's entry for the staff room."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The staff room as a Django app."""

    name = "waystation.foundation.staff"
    label = "staff"
