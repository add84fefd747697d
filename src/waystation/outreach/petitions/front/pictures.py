"""A petition in pictures, and in somebody else's page: course, map, counter, and a frame that needs no script."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from waystation.outreach.petitions import api as petitions

# Made to be shown on other people's pages: the only two addresses of the front that may be.
_ELSEWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}
_PICTURE = "default-src 'none'; style-src 'unsafe-inline'"  # the picture's own styles; it runs nothing
_FRAME = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


@require_safe
def course(_request: HttpRequest, petition: str) -> HttpResponse:
    """Give the course over time as a picture."""
    drawn = petitions.draw_course(petition, _language())
    if drawn is None:
        raise Http404
    return _picture(drawn)


@require_safe
def world(_request: HttpRequest, petition: str) -> HttpResponse:
    """Give the map as a picture."""
    return _picture(petitions.draw_map(petition, _("fewer than 20, or none"), _language()))


@require_safe
def counter(_request: HttpRequest, petition: str) -> HttpResponse:
    """Give the count as a picture for other pages."""
    standing = petitions.get_public(petition, _language()).count.standing
    words = ngettext("signature", "signatures", standing)
    return _picture(petitions.draw_counter(petition, words, _language()), _ELSEWHERE)


@require_safe
def embed(request: HttpRequest, petition: str) -> HttpResponse:
    """Show the petition in a frame on somebody else's page: its title, how far it has come, a way to sign."""
    context = {"petition": petitions.get_public(petition, _language())}
    response = render(request, "petitions/front/embed.html", context)
    # Browsers that know frame-ancestors pay no heed to X-Frame-Options, which cannot say "anywhere".
    for name, value in {"Content-Security-Policy": _FRAME, **_ELSEWHERE}.items():
        response.headers[name] = value
    return response


def _picture(drawn: str, more: dict[str, str] | None = None) -> HttpResponse:
    headers = {"Content-Security-Policy": _PICTURE, **(more or {})}
    return HttpResponse(drawn, content_type="image/svg+xml", headers=headers)


def _language() -> str:
    return get_language() or "en"
