"""Names static files by their content, so that an upgrade is seen at once and nothing has to be collected."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class NamedByContent(StaticFilesStorage):
    """Adds eight characters of the file's digest to its address."""

    def url(self, name: str | None) -> str:
        """Return the address of a static file; a file that is not there has no address."""
        return f"{super().url(name)}?v={_digest(name or '')}"


@cache
def _digest(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise ValueError(f"No static file {name}")
    return sha256(Path(found).read_bytes()).hexdigest()[:8]
