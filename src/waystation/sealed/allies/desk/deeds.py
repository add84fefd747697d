"""What is done to an offer from its page: each a post, one deed, back to the page."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import Refused, here
from waystation.foundation.kernel.references import is_ref, new_ref
from waystation.foundation.staff import api as staff
from waystation.sealed.allies import api as allies
from waystation.sealed.allies.desk import forms
from waystation.sealed.allies.desk.views import known_references, page
from waystation.sealed.allies.rules import kinds, vetting


@require_POST
def tie(request: HttpRequest, ref: str) -> HttpResponse:
    """Say whether one knows them."""
    form = forms.Tie(request.POST)

    def act(*, knows: str, **said: Any) -> None:
        allies.declare_tie(knows=knows == "yes", **said)

    return _do(request, ref, "tie", form, act)


@require_POST
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Write to them."""
    form = forms.Answer(request.POST)
    return _do(request, ref, "answer", form, lambda **said: allies.answer(**said, once=once(request)))


@require_POST
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """Note that identity was seen, or a conversation held."""
    return _do(request, ref, "check", forms.Check(request.POST), allies.note_check)


@require_POST
def reference(request: HttpRequest, ref: str) -> HttpResponse:
    """Note somebody who speaks for them, or what they said since."""
    card = allies.read_ally(staff.acting(request), ref, at=clock.now())
    form = forms.Reference(request.POST, known=known_references(card))

    return _do(request, ref, "reference", form, allies.note_reference)


@require_POST
def signs(request: HttpRequest, ref: str) -> HttpResponse:
    """Note which signs one saw."""
    return _do(request, ref, "signs", forms.Signs(request.POST), allies.note_signs)


@require_POST
def conflict(request: HttpRequest, ref: str) -> HttpResponse:
    """Note somebody they must not meet."""
    return _do(request, ref, "conflict", forms.Conflict(request.POST), allies.note_conflict)


@require_POST
def areas(request: HttpRequest, ref: str) -> HttpResponse:
    """Propose for what they may be trusted."""
    return _do(request, ref, "areas", forms.Areas(request.POST), allies.set_areas)


@require_POST
def concern(request: HttpRequest, ref: str) -> HttpResponse:
    """Raise a concern."""
    return _do(request, ref, "worry", forms.Worry(request.POST), allies.raise_concern)


@require_http_methods(["POST"])
def move(request: HttpRequest, ref: str) -> HttpResponse:
    """Move an offer; where a reason is asked for, a page of its own asks for it first."""
    actor, name = staff.acting(request), request.POST.get("move", "")
    card = allies.read_ally(actor, ref, at=clock.now())
    offer = here(next((each for each in card.offers if each.name == name), None))
    wants_reason = any(
        need.name == "reason"
        for found in vetting.MACHINE.from_state(card.row.state)
        if found.name == name
        for need in found.needs
    )
    form = forms.Why(request.POST if "reason" in request.POST else None)
    if wants_reason and not asking.is_done(
        form, lambda: _move(request, ref, name, form.cleaned_data["reason"])
    ):
        context = {"card": card, "offer": offer, "form": form, "kind": kinds.KINDS[card.row.kind]}
        return render(request, "allies/desk/why.html", context)
    if not wants_reason:
        try:
            _move(request, ref, name, "")
        except Refused as refused:
            for sentence in refused.missing:
                messages.error(request, _(sentence))
            return redirect("allies:ally", ref=ref)
    messages.success(request, _("Done."))
    return redirect("allies:ally", ref=ref)


def once(request: HttpRequest) -> str:
    """Return the reference that makes a second arrival of one form harmless."""
    found = request.POST.get("once", "")
    return found if is_ref(found) else new_ref()


def _move(request: HttpRequest, ref: str, name: str, reason: str) -> None:
    allies.move_ally(actor=staff.acting(request), ally=ref, move=name, reason=reason, at=clock.now())


def _do(
    request: HttpRequest, ref: str, name: str, form: django_forms.Form, act: Callable[..., None]
) -> HttpResponse:
    actor = staff.acting(request)
    if asking.is_done(form, lambda: act(actor=actor, ally=ref, at=clock.now(), **form.cleaned_data)):
        messages.success(request, _("Noted."))
        return redirect("allies:ally", ref=ref)
    return page(request, ref, **{name: form})
