"""What every answer of a door has in common: safe headers, nothing kept, errors said in words."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from waystation.foundation.kernel import errors
from waystation.foundation.kernel.references import new_ref
from waystation.site import pages

Answer = Callable[[HttpRequest], HttpResponse]

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'{leave}; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), "
        "geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), "
        "payment=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"
    ),
}


class FrontHeaders:
    """Marks the request as one of the front door and puts the safe headers on every answer (T-12)."""

    door = "front"
    referrer = "no-referrer"

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.headers = _HEADERS | {
            "Content-Security-Policy": _POLICY.format(leave=self._leave_origin()),
            "Referrer-Policy": self.referrer,
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and add what the answer does not say itself."""
        request.door = self.door  # type: ignore[attr-defined]
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response

    def _leave_origin(self) -> str:
        """Chromium holds a redirect after a form to ``form-action``, so an outside *Leave now* page is named."""
        parts = urlsplit(settings.LEAVE_TO)
        return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""


class DeskHeaders(FrontHeaders):
    """The same for the desk, which lets its own pages see where a form came from.

    With ``no-referrer`` browsers send ``Origin: null``, and the check against forged forms would refuse everyone.
    """

    door = "desk"
    referrer = "same-origin"

    def _leave_origin(self) -> str:
        return ""


class NothingKept:
    """No page of ours stays in a browser, a proxy or a borrowed phone (T-13)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with ``no-store``, whatever the page itself thought."""
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response


class StrangePostsLoseCookies:
    """A form posted from another site arrives as if by a stranger: nobody is refused, nothing can be forged (T-14).

    The front keeps no token cookie and never answers 403, so this stands in for the usual check.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Drop the cookies of a post that another site sent, then go on."""
        if request.method not in {"GET", "HEAD"} and _is_from_elsewhere(request):
            request.META.pop("HTTP_COOKIE", None)
            request.COOKIES.clear()
        return self.get_response(request)


def _is_from_elsewhere(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.get_host()


class HeldPosts:
    """What somebody typed while the desk locked itself is not lost: it waits in a page until they signed in again.

    Only for a form of our own: whatever another site sends is answered with the entrance, as before (T-14).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a post that met the entrance comes back as a page with one button."""
        response = self.get_response(request)
        entrance = reverse("account_login")
        is_sent_there = urlsplit(response.headers.get("Location", "")).path == entrance
        if not is_sent_there or request.method != "POST" or not pages.is_from_here(request):
            return response
        if request.path.startswith((entrance.removesuffix("login/"), reverse("staff:lock"))):
            return response
        return pages.held(request, is_locked=True)


class KernelErrors:
    """Turns what a room raises into the page that says so."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; errors of a view come to :meth:`process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for an error the house knows; give any other a reference for the log and its page."""
        match error:
            case errors.NotHere():
                return pages.not_here(request)
            case errors.Refused():
                return pages.refused(request, error.missing)
            case errors.Invalid():
                return pages.refused(request, list(error.fields.values()))
            case errors.ChangedMeanwhile():
                return pages.changed_meanwhile(request)
            case _:
                request.error_reference = new_ref()  # type: ignore[attr-defined]
                return None
