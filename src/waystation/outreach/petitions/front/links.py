"""The mailed link: a page with a button, because mail scanners open links and must confirm nothing."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere
from waystation.outreach.petitions import api as petitions

GONE = "petitions/front/link_gone.html"


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show where a signature stands; a post confirms it or takes it back."""
    try:
        secret = bytes.fromhex(token)
    except ValueError:
        return render(request, GONE, status=404)
    try:
        if request.method == "POST" and request.POST.get("go") == "withdraw":
            petitions.withdraw(token=secret, at=clock.now())
            return render(request, "petitions/front/withdrawn.html")
        if request.method == "POST" and request.POST.get("go") == "confirm":
            petitions.confirm(token=secret, at=clock.now())
        elif request.method == "POST" and request.POST.get("go") == "news":
            petitions.confirm_news(token=secret, at=clock.now())
        found = petitions.get_link(secret)
    except NotHere:
        return render(request, GONE, status=404)
    context = {
        "link": found,
        "news_link": petitions.news_token(secret).hex() if found.news else "",
        "petition": petitions.get_public(found.petition, get_language() or "en"),
        "is_pending": found.state == "pending",
        "to_withdraw": request.POST.get("go") == "ask",
    }
    return render(request, "petitions/front/link.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def news(request: HttpRequest, token: str) -> HttpResponse:
    """Show how to stop updates; a post stops them.

    Mail programs post ``List-Unsubscribe=One-Click`` here by themselves (RFC 8058); the answer is good even where there
    was nothing left to stop.
    """
    is_stopping = request.POST.get("go") == "stop" or request.POST.get("List-Unsubscribe") == "One-Click"
    if request.method == "POST" and is_stopping:
        with suppress(NotHere, ValueError):
            petitions.stop_news(token=bytes.fromhex(token), at=clock.now())
        return render(request, "petitions/front/news_stopped.html")
    return render(request, "petitions/front/news.html")
