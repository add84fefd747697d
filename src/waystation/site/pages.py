"""Pages that belong to no room: the start of the front door, leaving, and what is said when something is not there."""

import calendar
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from waystation.foundation.kernel import clock
from waystation.site import hall


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the first page of the front door."""
    return render(
        request,
        "site/front/start.html",
        {"help": hall.here(hall.HELP), "join": hall.here(hall.JOIN), "read": hall.here(hall.READ)},
    )


@require_POST
@login_not_required
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit: forget every cookie, ask the browser to forget the rest, land on a page that says nothing."""
    response = HttpResponseRedirect(settings.LEAVE_TO or reverse("calendar"))
    response.status_code = HTTPStatus.SEE_OTHER
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    for name in request.COOKIES:
        response.delete_cookie(name, samesite="Strict")
    return response


@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """Show a calendar of the month: where *Leave now* lands when no other address is set."""
    today = clock.today()
    locale = Locale.parse(get_language() or "en", sep="-")
    weeks = calendar.Calendar(locale.first_week_day).monthdatescalendar(today.year, today.month)
    names = locale.days["stand-alone"]["abbreviated"]
    return render(
        request,
        "site/front/month.html",
        {
            "today": today,
            "weeks": weeks,
            "heading": format_date(today, "LLLL y", locale=locale),
            "days": [names[(locale.first_week_day + day) % 7] for day in range(7)],
        },
    )


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Say that there is no such page: the same words for what does not exist and what is not yours (T-05)."""
    return _say(request, HTTPStatus.NOT_FOUND, _("This page is not here"), "site/not_here.html")


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Say that what arrived could not be read (too large, or mangled on the way)."""
    return _say(
        request, HTTPStatus.BAD_REQUEST, _("We could not read what arrived"), "site/not_understood.html"
    )


def refused(request: HttpRequest, missing: Sequence[str]) -> HttpResponse:
    """List what would have to be true first; ``missing`` holds message identifiers."""
    sentences = [_(sentence) for sentence in missing]
    return _say(
        request, HTTPStatus.CONFLICT, _("This cannot be done yet"), "site/refused.html", missing=sentences
    )


def changed_meanwhile(request: HttpRequest) -> HttpResponse:
    """Say that somebody else was quicker, and give back what was typed so that it is not lost."""
    typed = [
        text
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", "version", "move"}
        for text in values
        if text.strip()
    ]
    return _say(
        request,
        HTTPStatus.CONFLICT,
        _("Somebody else changed this"),
        "site/changed_meanwhile.html",
        typed=typed,
    )


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Say that a form of the desk was opened before the last sign-in: one more press sends what was typed."""
    if request.method != "POST":
        return not_here(request)
    return held(request, is_locked=False) if is_from_here(request) else changed_meanwhile(request)


def held(request: HttpRequest, *, is_locked: bool) -> HttpResponse:
    """Carry what was typed through a sign-in, in a page with one button; it is not shown, for anybody may sit there."""
    context = {
        "where": request.get_full_path(),
        "carried": [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken"
            for value in values
        ],
        "has_files": bool(request.FILES),
        "is_locked": is_locked,
    }
    return render(request, "site/desk/held.html", context, status=HTTPStatus.CONFLICT)


def is_from_here(request: HttpRequest) -> bool:
    """Say whether one of our own pages posted this, as the browser tells."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, with a reference that the log has too; needs nothing else to work."""
    page = render_to_string(
        "site/broken.html", {"reference": getattr(request, "error_reference", ""), "door": _door(request)}
    )
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _say(
    request: HttpRequest, status: HTTPStatus, heading: str, template: str, **words: object
) -> HttpResponse:
    context = {"heading": heading, "base": f"site/{_door(request)}.html", **words}
    return render(request, template, context, status=status)


def _door(request: HttpRequest) -> str:
    return getattr(request, "door", "front")
