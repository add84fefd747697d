"""Teaches addresses the shape of a reference: ``<ref:case>``."""

from django.urls import register_converter

from waystation.foundation.kernel.references import ALPHABET, LENGTH


class RefConverter:
    """Matches an opaque reference and nothing else, so that a guess of another shape is a plain 404."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        """Return the reference as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """Return the reference as it stands in the address."""
        return value


register_converter(RefConverter, "ref")
