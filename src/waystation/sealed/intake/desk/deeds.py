"""What is done to a request from its page: each a post, one deed, back to the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import Invalid, NotHere, here
from waystation.foundation.kernel.references import is_ref
from waystation.foundation.staff import api as staff
from waystation.sealed.intake import api as intake
from waystation.sealed.intake.desk import forms
from waystation.sealed.intake.desk.views import page

# The page on which the casework room opens a case; known here by its address only, because it stands above us.
_CASE_PAGE = "casework:case-open"


@require_POST
def claim(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a request."""
    intake.claim(actor=staff.acting(request), request=ref, at=clock.now())
    return redirect("intake:request", ref=ref)


@require_POST
def release(request: HttpRequest, ref: str) -> HttpResponse:
    """Let a request go."""
    intake.release_claim(actor=staff.acting(request), request=ref, at=clock.now())
    messages.success(request, _("Anybody can take it now."))
    return redirect("intake:queue")


@require_POST
def take_over(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a request from a colleague."""
    form = forms.Why(request.POST)
    if not form.is_valid():
        return page(request, ref, why=form)
    intake.take_over(
        actor=staff.acting(request), request=ref, reason=form.cleaned_data["reason"], at=clock.now()
    )
    return redirect("intake:request", ref=ref)


@require_POST
def triage(request: HttpRequest, ref: str) -> HttpResponse:
    """Set the level."""
    form = forms.Triage(request.POST)
    return _do(request, ref, "triage", form, intake.triage)


@require_POST
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer."""
    form = forms.Answer(request.POST)

    def act(*, we_wait: bool, **said: Any) -> None:
        intake.answer(**said, is_last_word=not we_wait, once=_once(request))

    return _do(request, ref, "answer", form, act)


@require_POST
def heard(request: HttpRequest, ref: str) -> HttpResponse:
    """Note what they said otherwise than here."""
    form = forms.Heard(request.POST)
    return _do(request, ref, "heard", form, lambda **said: intake.hear(**said, once=_once(request)))


@require_POST
def attempt(request: HttpRequest, ref: str) -> HttpResponse:
    """Note an attempt to reach them."""
    form = forms.Attempt(request.POST)
    return _do(request, ref, "attempt", form, intake.log_attempt)


@require_POST
def say(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer from the page of a case; goes back there."""
    form, back = forms.Answer(request.POST, prefix=""), request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    if not form.is_valid():
        return render(request, "intake/desk/say.html", {"form": form, "ref": ref, "back": back})
    intake.answer(
        actor=staff.acting(request),
        request=ref,
        text=form.cleaned_data["text"],
        via=form.cleaned_data["via"],
        once=_once(request),
        at=clock.now(),
    )
    return redirect(back)


@require_POST
def hostile(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm or drop what a colleague proposed."""
    act = intake.confirm_hostile if request.POST.get("go") == "confirm" else intake.drop_hostile
    act(actor=staff.acting(request), request=ref, at=clock.now())
    return redirect("intake:request", ref=ref)


@require_POST
def turn_key(request: HttpRequest) -> HttpResponse:
    """Turn the intake team's key."""
    intake.rotate_intake_key(actor=staff.acting(request), at=clock.now())
    messages.success(
        request, _("The key is turned. What was closed before it can no longer be opened with ours.")
    )
    return redirect("today")


@require_POST
def move(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin a move: most ask something first, on a page of their own."""
    name = request.POST.get("move", "")
    if name == "lose":
        intake.lose_contact(actor=staff.acting(request), request=ref, at=clock.now())
        return redirect("intake:request", ref=ref)
    if name == "accept":
        try:
            return redirect(reverse(_CASE_PAGE, kwargs={"request_ref": ref}))
        except NoReverseMatch:
            raise NotHere from None
    if name not in _ENDINGS:
        raise NotHere
    return redirect("intake:end", ref=ref, name=name)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """Ask what a move needs, and make it."""
    if name not in _ENDINGS:
        raise NotHere
    make, act = _ENDINGS[name]
    actor, at = staff.acting(request), clock.now()
    card = intake.open_request(actor=actor, request=ref, at=at)
    form = make(request.POST if request.method == "POST" else None, initial=_hint(request))
    if request.method == "POST" and form.is_valid():
        more = {"once": _once(request)} if name == "signpost" else {}
        try:
            act(actor=actor, request=ref, at=at, **form.cleaned_data, **more)
        except Invalid as trouble:
            asking.show(form, trouble)
        else:
            return redirect("intake:request", ref=ref)
    offer = here(next((offer for offer in card.offers if offer.name == name), None))
    context = {"form": form, "card": card, "offer": offer, "name": name}
    return render(request, "intake/desk/end.html", context)


_Deed = Callable[..., None]
_ENDINGS: dict[str, tuple[Callable[..., Any], _Deed]] = {
    "merge": (forms.SameAs, lambda *, other, **who: intake.link_duplicate(**who, other=other.strip())),
    "quarantine": (forms.Why, intake.propose_hostile),
    "signpost": (forms.PointTo, intake.sign_post),
    "withdraw": (forms.Why, intake.withdraw_for),
    "reopen": (forms.Why, intake.reopen),
}


def _do(request: HttpRequest, ref: str, name: str, form: Any, act: _Deed) -> HttpResponse:
    if form.is_valid():
        try:
            act(actor=staff.acting(request), request=ref, at=clock.now(), **form.cleaned_data)
        except Invalid as trouble:
            asking.show(form, trouble)
        else:
            return redirect("intake:request", ref=ref)
    return page(request, ref, **{name: form})


def _hint(request: HttpRequest) -> dict[str, str]:
    other = request.GET.get("other", "")
    return {"other": other} if is_ref(other) else {}


def _once(request: HttpRequest) -> str:
    found = request.POST.get("once", "")
    return found if is_ref(found) else ""
