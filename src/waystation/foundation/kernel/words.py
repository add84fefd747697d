"""Marks a sentence for the translators where the framework may not be imported (rules, machines)."""


def gettext_noop(message: str) -> str:
    """Return the sentence unchanged; its being written as ``_("…")`` puts it into the catalogue."""
    return message
