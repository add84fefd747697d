"""“I am safe”: one form, one answer, whatever was said in it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import Invalid, NotHere
from waystation.foundation.kernel.references import is_ref
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.intake import api as intake


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest) -> HttpResponse:
    """Hear from the holder of the twelve words, and lead back to the messages. An alarm looks like all is well (T-18)."""
    request.encoding = "utf-8"
    at = clock.now()
    entropy = intake.read_visit(request.COOKIES, at)
    if entropy is None:
        return HttpResponseRedirect(reverse("intake:return"))
    where = reverse("intake:mailbox")
    if request.method == "POST":
        once = request.POST.get("once", "")
        try:
            evacuation.check_in_by_receipt(
                entropy=entropy,
                what=request.POST.get("what", ""),
                text=_plain(request.POST.get("word", "")),
                once=once if is_ref(once) else "",
                at=at,
            )
            where += "?sent=all"
        except (NotHere, Invalid):
            pass  # no journey is watched any more, or no button was pressed: the page says what there is
    response = HttpResponseRedirect(where)
    response.set_cookie(
        intake.cookie_name(),
        intake.seal_visit(entropy, at),
        secure=settings.OVER_HTTPS,
        httponly=True,
        samesite="Strict",
    )
    return response


def _plain(text: str) -> str:
    """Return the line without half characters, which could not be stored."""
    return text.encode("utf-8", "ignore").decode().replace("\0", "")
