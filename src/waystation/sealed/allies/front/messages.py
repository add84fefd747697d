"""The way back: twelve words in, answers out; write, withdraw, be forgotten. The cookie is that of every mailbox."""

from collections.abc import Callable
from datetime import datetime

from django import forms as django_forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.doors import forgiving, patiently
from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.references import is_ref, new_ref
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import api as allies
from waystation.sealed.allies.front.forms import Farewell, Note, Words
from waystation.sealed.allies.rules import vetting


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def come_back(request: HttpRequest) -> HttpResponse:
    """Ask for the twelve words; the right ones open the messages and send what waited on this page."""
    if request.method != "POST" or "words" not in request.POST:
        return _ask_for_words(request, Words())
    form, at = Words(request.POST), clock.now()
    if not form.is_valid():
        return _ask_for_words(request, form)
    try:
        entropy = vault.entropy_of(form.cleaned_data["words"])
        allies.read_mailbox(entropy)
    except (vault.WordsUnknown, NotHere):
        # One answer for words that are none, that never were and that were erased (T-05).
        form.add_error("words", _("We find nothing under these words. Please look at each of them again."))
        return _ask_for_words(request, form)
    note = Note(request.POST)
    if request.POST.get("text", "").strip() and (
        not note.is_valid() or not _write(request, note, entropy, at)
    ):
        return _show(request, entropy, at, form=note)
    return _stay(HttpResponseRedirect(reverse("allies:messages")), entropy, at)


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def messages(request: HttpRequest) -> HttpResponse:
    """Show the conversation, or send what was written."""
    at = clock.now()
    entropy = vault.read_visit(request.COOKIES, at)
    if entropy is None:
        return _visit_over(request)
    if request.method != "POST":
        return _show(request, entropy, at)
    form = Note(request.POST)
    if not form.is_valid() or not _write(request, form, entropy, at):
        return _show(request, entropy, at, form=form)
    return _stay(HttpResponseRedirect(reverse("allies:messages") + "?sent=all"), entropy, at)


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask whether the offer should be taken back, and take it back."""
    return _deed(
        request,
        "allies/front/withdraw.html",
        Farewell,
        lambda form, entropy, once, at: allies.withdraw(
            entropy=entropy, text=form.cleaned_data["text"], once=once, at=at
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def forget(request: HttpRequest) -> HttpResponse:
    """Ask whether everything should be erased; ask for it, or think better of it."""

    def act(_form: django_forms.Form, entropy: bytes, once: str, at: datetime) -> None:
        is_kept = request.POST.get("go") == "keep"
        done = allies.take_back_forgetting if is_kept else allies.ask_to_be_forgotten
        done(entropy=entropy, once=once, at=at)

    return _deed(request, "allies/front/forget.html", django_forms.Form, act)


def _deed(
    request: HttpRequest,
    template: str,
    form_class: type[django_forms.Form],
    act: Callable[[django_forms.Form, bytes, str, datetime], None],
) -> HttpResponse:
    at = clock.now()
    entropy = vault.read_visit(request.COOKIES, at)
    if entropy is None:
        return _visit_over(request)
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        patiently(lambda: act(form, entropy, _once(request), at))
        return _stay(HttpResponseRedirect(reverse("allies:messages")), entropy, at)
    try:
        box = allies.read_mailbox(entropy)
    except NotHere:
        return _visit_over(request)
    context = {"form": form, "once": _once(request), "box": box, "days": vetting.FORGET_AFTER.days}
    return _stay(render(request, template, context), entropy, at)


def _show(request: HttpRequest, entropy: bytes, at: datetime, *, form: Note | None = None) -> HttpResponse:
    try:
        box = allies.read_mailbox(entropy)
    except NotHere:
        return _visit_over(request)
    context = {
        "box": box,
        "form": form or Note(),
        "hidden": [("once", _once(request))],
        "was_sent": request.GET.get("sent", ""),
    }
    return _stay(render(request, "allies/front/messages.html", context), entropy, at)


def _write(request: HttpRequest, form: Note, entropy: bytes, at: datetime) -> bool:
    """Send a valid message; where it cannot be taken, the reason stands in the form."""
    try:
        patiently(
            lambda: allies.write_as_helper(
                entropy=entropy, text=form.cleaned_data["text"], once=_once(request), at=at
            )
        )
    except (Invalid, Refused) as trouble:
        said = trouble.fields.values() if isinstance(trouble, Invalid) else trouble.missing
        form.add_error("text", [_(sentence) for sentence in said])
        return False
    return True


def _stay(response: HttpResponse, entropy: bytes, at: datetime) -> HttpResponse:
    """Let the visit go on for another half hour."""
    response.set_cookie(
        vault.visit_cookie(),
        vault.seal_visit(entropy, at),
        secure=settings.OVER_HTTPS,
        httponly=True,
        samesite="Strict",
    )
    return response


def _visit_over(request: HttpRequest) -> HttpResponse:
    """The half hour has passed, or these are another room's words: what was typed waits on the page that asks for words."""
    if request.POST.get("text", "").strip():
        return _ask_for_words(request, Words())
    response = HttpResponseRedirect(reverse("allies:return"))
    if vault.visit_cookie() in request.COOKIES:
        response.delete_cookie(vault.visit_cookie(), samesite="Strict")
    return response


def _ask_for_words(request: HttpRequest, form: Words) -> HttpResponse:
    text = request.POST.get("text", "")
    context = {
        "form": form,
        "hidden": [("text", text), ("once", _once(request))] if text.strip() else [],
        "is_waiting": bool(text.strip()),
    }
    return render(request, "allies/front/return.html", context)


def _once(request: HttpRequest) -> str:
    """Return the reference that makes a second arrival of one form harmless."""
    found = request.POST.get("once", "")
    return found if is_ref(found) else new_ref()
