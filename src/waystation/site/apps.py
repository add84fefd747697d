"""Makes the site's templates, components and style sheets known to the framework."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The place where the rooms meet."""

    name = "waystation.site"
    label = "site"

    def ready(self) -> None:
        """Teach the addresses what a reference looks like and the forms how to ask, before any room's are read; add the check of the doors."""
        from waystation.site import forms, paths, separation  # noqa: F401

        forms.ask_kindly()
