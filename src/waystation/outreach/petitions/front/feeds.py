"""What happened with a petition, as an Atom feed: for whoever wants to be told and to leave no address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from waystation.foundation.kernel import atom
from waystation.outreach.petitions import api as petitions


@require_safe
def feed(request: HttpRequest, petition: str) -> HttpResponse:
    """Return a petition's updates in one language, the newest first."""
    language = get_language() or "en"
    path = reverse("petitions:petition", args=[petition])
    found = petitions.get_public(petition, language)
    entries = [
        atom.Entry(
            name=f"petition update {one.language} {one.ref}",
            title=one.subject,
            path=path,
            published_on=one.published_on,
            updated_on=one.published_on,
            html=linebreaks(one.words, autoescape=True),
        )
        for one in petitions.list_news(petition, language)
    ]
    return atom.answer(
        request,
        atom.Feed(
            name=f"petition feed {language} {petition}",
            title=f"{settings.ORGANISATION}: {found.text.title}",
            subtitle=_("What has happened since"),
            language=language,
            path=path,
            entries=entries,
        ),
    )
