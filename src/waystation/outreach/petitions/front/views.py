"""Petitions for everybody: the list, one petition, signing it. Everything works without scripts."""

from http import HTTPStatus

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.countries import name_of
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.front import throttle
from waystation.outreach.petitions.front.forms import SignForm


@require_safe
def list_all(request: HttpRequest) -> HttpResponse:
    """List what can be signed."""
    found = petitions.list_public(
        _language(), after=_cursor(request, "after"), before=_cursor(request, "before")
    )
    return render(request, "petitions/front/list.html", {"page": found})


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """List what was closed: what came of it stands on each page."""
    found = petitions.list_archive(
        _language(), after=_cursor(request, "after"), before=_cursor(request, "before")
    )
    return render(request, "petitions/front/archive.html", {"page": found})


def _cursor(request: HttpRequest, name: str) -> str:
    return str(request.GET.get(name, ""))


@require_safe
def petition(request: HttpRequest, petition: str) -> HttpResponse:
    """Show one petition: its text, how far it has come, how it is counted."""
    language = _language()
    found = petitions.get_public(petition, language)
    countries, rest = petitions.list_countries(petition)
    context = {
        "petition": found,
        "address": _address(request, petition),
        "countries": [
            *((name_of(code, language), intcomma(number)) for code, number in countries),
            (_("Elsewhere, or not said"), intcomma(rest)),
        ],
        "days": [
            (date_format(day, "DATE_FORMAT"), intcomma(number))
            for day, number in petitions.list_days(petition)
        ],
        "has_map": bool(countries),
        "audit": petitions.get_audit(petition),
        "news": petitions.list_news(petition, language),
        "deliveries": petitions.list_deliveries(petition, clock.today()),
    }
    return render(request, "petitions/front/petition.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, petition: str) -> HttpResponse:
    """Show the form, or take a signature; what is wrong is said beside its field, and nothing typed is lost."""
    if request.method == "POST":
        read = petitions.read(request.POST)
        if isinstance(read, petitions.Typed):
            petitions.sign(
                petition=petition,
                typed=read,
                language=_language(),
                at=clock.now(),
                suspicion=throttle.suspicion(request.META.get("REMOTE_ADDR", ""), read.domain),
            )
            # Put together instead of looked up: a tenth of the time that an answer takes.
            following = f"{request.path.removesuffix('sign/')}thanks/"
            return HttpResponseRedirect(following, status=HTTPStatus.SEE_OTHER)
        form = SignForm(request.POST)
        form.add_problems(read)
    else:
        form = SignForm()
    found = petitions.get_public(petition, _language())
    return render(request, "petitions/front/sign.html", {"petition": found, "form": form})


@require_safe
def thanks(request: HttpRequest, petition: str) -> HttpResponse:
    """Say what happens next: the same words for everybody, whatever became of what they sent."""
    found = petitions.get_public(petition, _language())
    context = {"petition": found, "address": _address(request, petition)}
    return render(request, "petitions/front/thanks.html", context)


def _address(request: HttpRequest, petition: str) -> str:
    return request.build_absolute_uri(reverse("petitions:petition", args=[petition]))


def _language() -> str:
    return get_language() or "en"
