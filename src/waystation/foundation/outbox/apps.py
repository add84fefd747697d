"""Django's entry for the outbox."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The outbox as a Django app."""

    name = "waystation.foundation.outbox"
    label = "outbox"
