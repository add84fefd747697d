"""Makes the room known to the framework."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Requests, receipts, mailbox, triage."""

    name = "waystation.sealed.intake"
    label = "intake"
