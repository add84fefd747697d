"""Django's entry for the digest room."""

from django.apps import AppConfig


class DigestConfig(AppConfig):
    """The digest room as a Django app."""

    name = "waystation.outreach.digest"
    label = "digest"
