"""Atom feeds of the entries, by language and by topic."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from waystation.foundation.kernel import atom
from waystation.outreach.digest import api as digest


@require_safe
def feed(request: HttpRequest, topic: str = "") -> HttpResponse:
    """Return the newest entries in one language; a reader that has them already is told so in a few bytes."""
    language = get_language() or "en"
    named = digest.get_topic(topic, language).name if topic else ""
    return atom.answer(
        request,
        atom.Feed(
            name=f"digest feed {language} {topic}",
            title=f"{settings.ORGANISATION}: {named}" if named else settings.ORGANISATION,
            subtitle=_("News in our own words"),
            language=language,
            path=reverse("digest:topic", args=[topic]) if topic else reverse("digest:list"),
            entries=[_entry(one) for one in digest.list_newest(language, topic=topic)],
        ),
    )


def _entry(one: digest.PieceCard) -> atom.Entry:
    return atom.Entry(
        name=f"digest entry {one.text.language} {one.ref}",
        title=one.text.title,
        path=reverse("digest:entry", args=[one.ref]),
        published_on=one.published_on,
        updated_on=one.changed_on or one.published_on,
        summary=one.text.excerpt,
        html=one.html,
        source=one.details.link if one.link_host else "",
        topics={topic.code: topic.name for topic in one.topics},
    )
