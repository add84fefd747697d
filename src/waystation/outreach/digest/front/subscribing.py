"""Reading by mail: asking for it, and the mailed link behind which everything happens by a button."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere
from waystation.outreach.digest import api as digest
from waystation.outreach.digest.front.forms import SubscribeForm

GONE = "digest/front/link_gone.html"


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the form, or take an address; the answer is the same whether it is known or new."""
    if request.method == "POST":
        read = digest.read(request.POST, {language for language, _name in settings.LANGUAGES})
        if isinstance(read, digest.Wish):
            digest.subscribe(wish=read, at=clock.now())
            response = HttpResponseRedirect(reverse("digest:thanks"))
            response.status_code = HTTPStatus.SEE_OTHER
            return response
        form = SubscribeForm(request.POST)
        form.add_problems(read)
    else:
        form = SubscribeForm(initial={"language": get_language(), "rhythm": "monthly"})
    return render(request, "digest/front/subscribe.html", {"form": form})


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say what happens next: the same words for everybody."""
    return render(request, "digest/front/thanks.html")


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show where an address stands; a post confirms it or stops everything.

    Mail programs post ``List-Unsubscribe=One-Click`` here by themselves when their reader presses *unsubscribe*
    (RFC 8058); nothing is asked then, and the answer is good even where there was nothing left to stop.
    """
    is_one_click = request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click"
    wish = "stop" if is_one_click else request.POST.get("go", "")
    try:
        secret = bytes.fromhex(token)
        if wish == "stop":
            digest.unsubscribe(token=secret, at=clock.now())
            return render(request, "digest/front/stopped.html")
        if wish == "confirm":
            digest.confirm(token=secret, at=clock.now())
        is_confirmed = digest.is_confirmed(secret)
    except (NotHere, ValueError):
        if wish == "stop":
            return render(request, "digest/front/stopped.html")
        return render(request, GONE, status=HTTPStatus.NOT_FOUND)
    return render(request, "digest/front/link.html", {"is_confirmed": is_confirmed})
