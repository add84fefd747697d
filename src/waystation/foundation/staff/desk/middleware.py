"""Who is acting: the actor with an unlocked ring, made from the session for the length of one request."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff

_SEEN_STEP = timedelta(minutes=1)

# Pages that are open to somebody who still has to do something first.
_ALWAYS = ("account_", "staff:lock", "language")


class ActorFromSession:
    """Puts ``request.actor`` in place, locks an idle desk, and sends people without a second factor to set one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the actor in place, or with the page that is needed first."""
        request.actor = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            private = request.session.get(staff.PRIVATE)
            if private is None or self._is_idle(request):
                request.session.flush()
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
            request.actor = staff.actor_of(  # type: ignore[attr-defined]
                request.user, bytes.fromhex(private), request.session.get(staff.NAME, "")
            )
            first = self._first_page(request)
            # Who has still to come in is shown no ways that lead elsewhere: every one would lead back here.
            request.is_entering = bool(first)  # type: ignore[attr-defined]
            if first and not self._is_open(request, first):
                return redirect(first)
        return self.get_response(request)

    def _is_idle(self, request: HttpRequest) -> bool:
        now, seen = clock.now(), request.session.get(staff.SEEN)
        seen_at = datetime.fromisoformat(seen) if seen else now
        if now - seen_at > timedelta(minutes=settings.IDLE_MINUTES):
            return True
        if seen is None or now - seen_at > _SEEN_STEP:
            request.session[staff.SEEN] = now.isoformat()
        return False

    def _first_page(self, request: HttpRequest) -> str:
        """Name the page that comes before any other: a passphrase of one's own, then a second factor."""
        actor: staff.Actor = request.actor  # type: ignore[attr-defined]
        if request.user.must_change:  # type: ignore[union-attr]
            return "staff:passphrase"
        if not settings.SECOND_FACTOR_REQUIRED or request.session.get(staff.PASSED):
            return ""
        return "" if staff.has_second_factor(actor.ref) else "mfa_index"

    def _is_open(self, request: HttpRequest, first: str) -> bool:
        name = resolve(request.path_info).view_name or ""
        return name == first or name.startswith(_ALWAYS) or (first == "mfa_index" and name.startswith("mfa_"))
