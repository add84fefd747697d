"""Django's entry for the vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault as a Django app."""

    name = "waystation.foundation.vault"
    label = "vault"
