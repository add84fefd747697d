"""The mailed link: a page with a button, because mail scanners open links and must confirm nothing."""

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
            found = petitions.confirm(token=secret, at=clock.now())
        else:
            found = petitions.get_link(secret)
    except NotHere:
        return render(request, GONE, status=404)
    context = {
        "link": found,
        "petition": petitions.get_public(found.petition, get_language() or "en"),
        "is_pending": found.state == "pending",
        "to_withdraw": request.POST.get("go") == "ask",
    }
    return render(request, "petitions/front/link.html", context)
