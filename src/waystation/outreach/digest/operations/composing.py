"""The mails of an edition as everybody gets them: plain text and simple HTML, no picture, no counted link."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from waystation.outreach.digest.models import Edition
from waystation.outreach.digest.queries.editing import entries_of

# Stands where each mail has its own link; no text of ours has two of these signs next to each other.
LINK_MARK = "§§link§§"


def compose(row: Edition) -> dict[str, dict[str, str]]:
    """Return subject, text and HTML by language; links lead straight to our own pages, the same ones for everybody."""
    return {language: _letter(row, language) for language, _name in settings.LANGUAGES}


def _letter(row: Edition, language: str) -> dict[str, str]:
    front = str(settings.DOORS["front"]["urlconf"])
    with translation.override(language):
        told = [
            (entry, settings.FRONT_ADDRESS + reverse("digest:entry", args=[entry.ref], urlconf=front))
            for entry in entries_of(row, language)
        ]
        context = {
            "language": language,
            "organisation": settings.ORGANISATION,
            "opening": row.openings.get(language, ""),
            "entries": told,
            "link": LINK_MARK,
        }
        return {
            "subject": row.subjects.get(language, ""),
            "text": render_to_string("digest/mail/edition.txt", context).strip() + "\n",
            "html": render_to_string("digest/mail/edition.html", context).strip() + "\n",
        }
