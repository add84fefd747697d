"""Django's entry for the library."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """The library as a Django app."""

    name = "waystation.foundation.library"
    label = "library"
